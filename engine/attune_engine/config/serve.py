"""The spec of `serve`, and the questions that it is asked."""

from dataclasses import dataclass, field

from attune_engine.config.messages import Message
from attune_engine.config.run import Base, DtypeName
from attune_engine.config.schema import limited


@dataclass(frozen=True)
class ServeConfig:
    """One base; `adapters` is how many opened ones are kept, the one that was idle longest goes first."""

    protocol: int
    base: Base
    adapters: int = limited(4, at_least=1)
    dtype: DtypeName = "auto"
    threads: int | None = limited(None, at_least=1)


@dataclass(frozen=True)
class Question:
    """`adapter` is a folder, null for the bare base; temperature 0 is greedy; without a seed every answer is another."""

    id: str
    messages: list[Message]
    adapter: str | None = None
    max_tokens: int = limited(128, at_least=1)
    temperature: float = limited(0.0, at_least=0)
    top_p: float = limited(1.0, above=0, at_most=1)
    seed: int | None = limited(None, at_least=0)
    stop: list[str] = field(default_factory=list)
