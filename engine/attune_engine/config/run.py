"""run.json, protocol 1: everything a training run depends on."""

from dataclasses import dataclass, field
from typing import Any, Literal

from attune_engine.config.data import Data, Mixture, data_class
from attune_engine.config.messages import Prompt
from attune_engine.config.schema import limited
from attune_engine.config.stages import Stage, check_stages
from attune_engine.methods.registry import default_method, method_config_class
from attune_engine.objectives.registry import ObjectiveName

DtypeName = Literal["auto", "float32", "bfloat16"]


@dataclass(frozen=True)
class Base:
    """The model folder to start from; `digest` null means unchecked."""

    path: str
    digest: str | None = None


@dataclass(frozen=True)
class Preference:
    """What objectives "dpo" and "kto" add; "sft" reads none of it.

    beta: how dear it is to leave the untrained model (0.1: arXiv 2305.18290, appendix B).
    label_smoothing: "dpo", the share of pairs that may have been judged the wrong way round.
    desirable_weight, undesirable_weight: "kto", what an answer of each kind counts; the paper (arXiv 2402.01306, section 4.2)
    wants weight times rows of one kind within 1 to 4/3 of the other's.
    """

    beta: float = limited(0.1, above=0)
    label_smoothing: float = limited(0.0, at_least=0, at_most=0.5)
    desirable_weight: float = limited(1.0, above=0)
    undesirable_weight: float = limited(1.0, above=0)


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
    """A loss above `factor` times the running median is a strike. After `strikes` in a row the run goes back to its last good
    checkpoint and on from there at half the learning rate, at most `rewinds` times; then it ends."""

    factor: float = limited(4.0, above=1)
    strikes: int = limited(3, at_least=1)
    rewinds: int = limited(1, at_least=0)


@dataclass(frozen=True)
class RunConfig:
    """One training run. With `stages` these say how long it is, and `epochs` nothing; `max_steps` ends it all the same."""

    protocol: int
    run_id: str
    base: Base
    data: Data | Mixture = field(metadata={"choose": data_class})
    objective: ObjectiveName = "sft"
    preference: Preference = limited(Preference(), later=True)
    method: Any = field(default_factory=default_method, metadata={"choose": method_config_class})
    optimizer: Optimizer = field(default_factory=Optimizer)
    batch_rows: int = limited(8, at_least=1)
    epochs: float = limited(1.0, above=0)
    stages: list[Stage] | None = limited(None, later=True)
    max_steps: int | None = limited(None, at_least=1)
    max_tokens_per_row: int = limited(1024, at_least=8)
    eval: Evaluation = field(default_factory=Evaluation)
    sample: Sample = field(default_factory=Sample)
    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    guard: Guard = field(default_factory=Guard)
    seed: int = limited(0, at_least=0)
    dtype: DtypeName = "auto"
    threads: int | None = limited(None, at_least=1)

    def __post_init__(self) -> None:
        check_stages(self.stages, [task.name for task in self.data.tasks], self.method.kind)

    @property
    def learning_rate(self) -> float:
        """The rate asked for, or the method's usual one for the objective."""
        usual = self.method.usual_rate if self.objective == "sft" else self.method.preference_rate
        return self.optimizer.learning_rate or usual
