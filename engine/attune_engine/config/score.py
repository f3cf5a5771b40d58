"""The spec of `score`."""

from dataclasses import dataclass

from attune_engine.config.run import Base, DtypeName
from attune_engine.config.schema import limited


@dataclass(frozen=True)
class ScoreConfig:
    """Response loss of every row under the base, the adapter, or both."""

    protocol: int
    base: Base
    rows: str
    output: str
    adapter: str | None = None
    include_base: bool = True
    max_tokens_per_row: int = limited(1024, at_least=8)
    dtype: DtypeName = "auto"
    threads: int | None = limited(None, at_least=1)
