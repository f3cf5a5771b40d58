"""The `method` objects of run.json for kinds "prompt_tuning", "p_tuning" and "prefix_tuning".

A start decides more than anything else (PEFT's own benchmark: random 5 %, words of the vocabulary 39 % on the same task), so it is
a text unless said otherwise: the server gives the project's own instructions.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from attune_engine.config.schema import limited
from attune_engine.errors import EngineError
from attune_engine.model.footprint import Demand
from attune_engine.model.shape import Shape

Start = Literal["text", "vocabulary", "random"]


class SoftPrompt:
    """What the three have in common: a prompt changes what every layer sees, and a start from a text needs one."""

    start: Start
    text: str | None

    def __post_init__(self) -> None:
        """Raises config_bad_value."""
        if self.start == "text" and not (self.text or "").strip():
            raise EngineError("config_bad_value", 'method.start is "text" and method.text is empty.', 'Write what the prompt should begin as, or use start "vocabulary".')

    def frozen_layers(self, layers: int) -> int:
        return 0


@dataclass(frozen=True)
class PromptTuningConfig(SoftPrompt):
    """So many learned embeddings before every conversation (arXiv 2104.08691). `text` is repeated or cut to `tokens`."""

    usual_rate: ClassVar[float] = 1e-2
    preference_rate: ClassVar[float] = 5e-4

    kind: Literal["prompt_tuning"] = "prompt_tuning"
    tokens: int = limited(20, at_least=1, at_most=1024)
    start: Start = "text"
    text: str | None = None

    def demand(self, shape: Shape) -> Demand:
        return Demand(self.tokens * shape.hidden, prompt_tokens=self.tokens)


@dataclass(frozen=True)
class PTuningConfig(SoftPrompt):
    """Embeddings made by a small network from learned inputs (arXiv 2103.10385): what is kept is what it made.
    `inner`: width of its two hidden layers, null for the base's own."""

    usual_rate: ClassVar[float] = 1e-3
    preference_rate: ClassVar[float] = 5e-5

    kind: Literal["p_tuning"] = "p_tuning"
    tokens: int = limited(20, at_least=1, at_most=1024)
    inner: int | None = limited(None, at_least=1)
    start: Start = "text"
    text: str | None = None

    def demand(self, shape: Shape) -> Demand:
        inner, size = self.inner or shape.hidden, shape.hidden
        return Demand(self.tokens * size + inner * (size + inner + size) + 2 * inner + size, prompt_tokens=self.tokens)


@dataclass(frozen=True)
class PrefixTuningConfig(SoftPrompt):
    """Learned keys and values in every layer (arXiv 2101.00190), started as what a text leaves in the base's cache."""

    usual_rate: ClassVar[float] = 5e-3
    preference_rate: ClassVar[float] = 2.5e-4

    kind: Literal["prefix_tuning"] = "prefix_tuning"
    tokens: int = limited(30, at_least=1, at_most=1024)
    start: Start = "text"
    text: str | None = None

    def demand(self, shape: Shape) -> Demand:
        return Demand(self.tokens * shape.layers * 2 * shape.kv_heads * shape.head, prompt_tokens=self.tokens)
