"""The spec of `generate`."""

from dataclasses import dataclass

from attune_engine.config.messages import Prompt
from attune_engine.config.run import Base, DtypeName
from attune_engine.config.schema import limited


@dataclass(frozen=True)
class GenerateConfig:
    """Answers to prompts; temperature 0 is greedy."""

    protocol: int
    base: Base
    prompts: list[Prompt]
    output: str
    adapter: str | None = None
    max_new_tokens: int = limited(128, at_least=1)
    temperature: float = limited(0.0, at_least=0)
    top_p: float = limited(1.0, above=0, at_most=1)
    batch_rows: int = limited(8, at_least=1)
    seed: int = limited(0, at_least=0)
    dtype: DtypeName = "auto"
    threads: int | None = limited(None, at_least=1)
