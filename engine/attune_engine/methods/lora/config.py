"""The `method` object of run.json for kind "lora"."""

from dataclasses import dataclass
from typing import Literal

from attune_engine.config.schema import limited


@dataclass(frozen=True)
class LoraConfig:
    """Adds B·A·x·scale to each target; scale is alpha / rank, or alpha / sqrt(rank) with `rank_stabilised`."""

    kind: Literal["lora"] = "lora"
    rank: int = limited(16, at_least=1)
    alpha: float = limited(32.0, above=0)
    dropout: float = limited(0.0, at_least=0, at_most=0.9)
    targets: Literal["all-linear"] | list[str] = "all-linear"
    rank_stabilised: bool = False
