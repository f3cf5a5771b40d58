"""The `method` object of run.json for kind "lora"."""

from dataclasses import dataclass
from typing import Literal

from attune_engine.config.schema import limited
from attune_engine.model.shape import Shape

LINEARS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True)
class LoraConfig:
    """Adds B·A·x·scale to each target; scale is alpha / rank, or alpha / sqrt(rank) with `rank_stabilised`."""

    kind: Literal["lora"] = "lora"
    rank: int = limited(16, at_least=1)
    alpha: float = limited(32.0, above=0)
    dropout: float = limited(0.0, at_least=0, at_most=0.9)
    targets: Literal["all-linear"] | list[str] = "all-linear"
    rank_stabilised: bool = False

    def added_parameters(self, shape: Shape) -> int:
        """Weights that this method trains on a base of `shape`."""
        sizes = dict(zip(LINEARS, shape.linears, strict=True))
        chosen = [size for name, size in sizes.items() if self.targets == "all-linear" or name in self.targets]
        return shape.layers * self.rank * sum(outer + inner for outer, inner in chosen)
