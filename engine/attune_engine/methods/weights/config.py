"""The `method` objects of run.json for kinds "full" and "freeze"."""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from attune_engine.config.schema import limited
from attune_engine.errors import EngineError
from attune_engine.model.footprint import Demand
from attune_engine.model.shape import Shape

IN_LAYER = re.compile(r"(?:^|\.)layers\.(\d+)\.")


@dataclass(frozen=True)
class FullConfig:
    """Every weight of the base."""

    usual_rate: ClassVar[float] = 2e-5
    preference_rate: ClassVar[float] = 5e-6

    kind: Literal["full"] = "full"

    def trains(self, name: str, layers: int) -> bool:
        return True

    def frozen_layers(self, layers: int) -> int:
        return 0

    def demand(self, shape: Shape) -> Demand:
        return Demand(shape.parameters, in_base=True)


@dataclass(frozen=True)
class FreezeConfig:
    """The first and last so many decoder layers, weights whose name a regular expression finds, and the embeddings (with a
    tied head) if wanted; everything else stays as it is."""

    usual_rate: ClassVar[float] = 1e-4
    preference_rate: ClassVar[float] = 5e-6

    kind: Literal["freeze"] = "freeze"
    first_layers: int = limited(0, at_least=0)
    last_layers: int = limited(2, at_least=0)
    pattern: str | None = None
    embeddings: bool = False

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern or "")
        except re.error as error:
            raise EngineError("config_bad_value", f"method.pattern is no regular expression: {error}.", 'Write one like "self_attn", or null.') from None
        if not (self.first_layers or self.last_layers or self.pattern or self.embeddings):
            raise EngineError("config_bad_value", "This method would train nothing.", "Set first_layers, last_layers, pattern or embeddings.")

    def frozen_layers(self, layers: int) -> int:
        """How many of a base's lowest layers stay as they are; a pattern may mean any, so it counts as all."""
        return 0 if self.first_layers or self.pattern or self.embeddings else max(0, layers - self.last_layers)

    def trains(self, name: str, layers: int) -> bool:
        """Whether the weight of that name, of a base with so many layers, is trained."""
        found = IN_LAYER.search(name)
        if found:
            layer = int(found[1])
            if layer < self.first_layers or layer >= layers - self.last_layers:
                return True
        elif self.embeddings and ("embed_tokens" in name or "lm_head" in name):
            return True
        return self.pattern is not None and re.search(self.pattern, name) is not None

    def demand(self, shape: Shape) -> Demand:
        """Exact for layers and embeddings; a pattern is counted over the linear weights of Llama-shaped layers."""
        in_layer = {f"model.layers.{{}}.{name}.weight": outer * inner for name, (outer, inner) in zip(shape.linear_names, shape.linears, strict=True)}
        in_layer |= {"model.layers.{}.input_layernorm.weight": shape.hidden, "model.layers.{}.post_attention_layernorm.weight": shape.hidden}
        names = [(name.format(layer), size) for layer in range(shape.layers) for name, size in in_layer.items()]
        names.append(("model.embed_tokens.weight", shape.vocabulary * shape.hidden))
        if not shape.tied:
            names.append(("lm_head.weight", shape.vocabulary * shape.hidden))
        return Demand(sum(size for name, size in names if self.trains(name, shape.layers)), in_base=True)
