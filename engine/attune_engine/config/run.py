"""run.json, protocol 1: everything a training run depends on."""

from dataclasses import dataclass, field
from typing import Any, Literal

from attune_engine.config.messages import Prompt
from attune_engine.config.schema import limited
from attune_engine.methods.registry import default_method, method_config_class
from attune_engine.objectives.registry import ObjectiveName

DtypeName = Literal["auto", "float32", "bfloat16"]


@dataclass(frozen=True)
class Base:
    """The model folder to start from; `digest` null means unchecked."""

    path: str
    digest: str | None = None


@dataclass(frozen=True)
class Data:
    """JSONL files of rows."""

    train: str
    validation: str | None = None


@dataclass(frozen=True)
class Optimizer:
    """AdamW. The learning rate climbs over `warmup_steps`, then follows `schedule` down to 0 ("constant": stays); null is the
    method's usual one."""

    learning_rate: float | None = limited(None, above=0)
    schedule: Literal["cosine", "linear", "constant"] = "cosine"
    warmup_steps: int = limited(5, at_least=0)
    weight_decay: float = limited(0.0, at_least=0)
    clip_norm: float = limited(1.0, above=0)


@dataclass(frozen=True)
class EarlyStopping:
    """Stop after `patience` evaluations without an improvement of `min_delta` nats."""

    patience: int = limited(3, at_least=1)
    min_delta: float = limited(0.0, at_least=0)


@dataclass(frozen=True)
class Evaluation:
    """Validation loss every so many steps, at the end, and before the first update."""

    every_steps: int = limited(20, at_least=1)
    at_start: bool = True
    early_stopping: EarlyStopping | None = None


@dataclass(frozen=True)
class Sample:
    """Greedy answers during training."""

    every_steps: int = limited(20, at_least=1)
    prompts: list[Prompt] = field(default_factory=list)
    max_new_tokens: int = limited(64, at_least=1)


@dataclass(frozen=True)
class Checkpoint:
    """Saved every so many steps; the last `keep` and the best remain."""

    every_steps: int = limited(20, at_least=1)
    keep: int = limited(2, at_least=1)


@dataclass(frozen=True)
class Guard:
    """A loss above `factor` times the running median is a strike; `strikes` in a row end the run."""

    factor: float = limited(4.0, above=1)
    strikes: int = limited(3, at_least=1)


@dataclass(frozen=True)
class RunConfig:
    """One training run."""

    protocol: int
    run_id: str
    base: Base
    data: Data
    objective: ObjectiveName = "sft"
    method: Any = field(default_factory=default_method, metadata={"choose": method_config_class})
    optimizer: Optimizer = field(default_factory=Optimizer)
    batch_rows: int = limited(8, at_least=1)
    epochs: float = limited(1.0, above=0)
    max_steps: int | None = limited(None, at_least=1)
    max_tokens_per_row: int = limited(1024, at_least=8)
    eval: Evaluation = field(default_factory=Evaluation)
    sample: Sample = field(default_factory=Sample)
    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    guard: Guard = field(default_factory=Guard)
    seed: int = limited(0, at_least=0)
    dtype: DtypeName = "auto"
    threads: int | None = limited(None, at_least=1)

    @property
    def learning_rate(self) -> float:
        return self.optimizer.learning_rate or self.method.usual_rate
