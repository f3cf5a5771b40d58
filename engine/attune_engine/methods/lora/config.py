"""The `method` object of run.json for kind "lora"."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from attune_engine.config.schema import limited
from attune_engine.errors import EngineError
from attune_engine.model.footprint import Demand
from attune_engine.model.quantized import QuantizationName
from attune_engine.model.shape import Shape


@dataclass(frozen=True)
class LoraConfig:
    """Adds B·A·x·scale to each target; scale is alpha / rank, or alpha / sqrt(rank) with `rank_stabilised`.

    start: "zero" lets A be random and B zero; "principal" (PiSSA, arXiv 2404.02948) starts from the target's own `rank`
    largest singular directions, taken out of the frozen weight.
    magnitudes: DoRA (arXiv 2402.09353), every output's length is trained beside its direction.
    quantization: the frozen linear weights are kept in 4 ("nf4") or 8 bits ("int8"): QLoRA.
    last_layers: only so many of the last decoder layers get an adapter; null means all.
    """

    usual_rate: ClassVar[float] = 1e-3
    preference_rate: ClassVar[float] = 5e-5

    kind: Literal["lora"] = "lora"
    rank: int = limited(16, at_least=1)
    alpha: float = limited(32.0, above=0)
    dropout: float = limited(0.0, at_least=0, at_most=0.9)
    targets: Literal["all-linear"] | list[str] = "all-linear"
    rank_stabilised: bool = False
    start: Literal["zero", "principal"] = limited("zero", later=True)
    magnitudes: bool = limited(False, later=True)
    quantization: QuantizationName | None = limited(None, later=True)
    last_layers: int | None = limited(None, at_least=1, later=True)

    def __post_init__(self) -> None:
        if self.start == "principal" and (self.magnitudes or self.quantization or self.dropout):
            raise EngineError("config_bad_value", 'method.start "principal" goes with neither magnitudes, quantization nor dropout.', 'Use start "zero" with them.')

    @property
    def scale(self) -> float:
        return self.alpha / (self.rank**0.5 if self.rank_stabilised else self.rank)

    def frozen_layers(self, layers: int) -> int:
        """How many of a base's lowest layers stay as they are."""
        return max(0, layers - self.last_layers) if self.last_layers else 0

    def demand(self, shape: Shape) -> Demand:
        """What this method asks for on a base of `shape`."""
        chosen = [size for name, size in zip(shape.linear_names, shape.linears, strict=True) if self.targets == "all-linear" or name.split(".")[-1] in self.targets]
        layers = min(shape.layers, self.last_layers or shape.layers)
        trained = layers * sum(self.rank * (outer + inner) + (outer if self.magnitudes else 0) for outer, inner in chosen)
        return Demand(trained, quantization=self.quantization)
