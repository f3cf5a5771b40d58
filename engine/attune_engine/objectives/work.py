"""What an objective is given, and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch

from attune_engine.config.run import Preference


@dataclass(frozen=True)
class Work:
    """`reference` holds log-probabilities of answers, in nats, under the model before its first step: by part and id. With `by_row`
    a step's parts tell the loss of every row."""

    model: torch.nn.Module
    device: str
    pack_tokens: int
    max_tokens_per_row: int
    preference: Preference
    reference: dict[str, dict[str, float]] = field(default_factory=dict)
    by_row: bool = False


@dataclass(frozen=True)
class Rewards:
    """beta times the log-ratio of answers to the reference: of `wanted` and `unwanted` ones. `right` has for every row 1 where
    its answers are on their right sides, 0 where not, 0.5 where nothing tells."""

    wanted: list[float] = field(default_factory=list)
    unwanted: list[float] = field(default_factory=list)
    right: list[float] = field(default_factory=list)

    def __add__(self, other: Rewards) -> Rewards:
        return Rewards(self.wanted + other.wanted, self.unwanted + other.unwanted, self.right + other.right)

    def fields(self) -> dict[str, float | None]:
        """What `step` and `eval` tell of them; nothing where there are none."""
        if not self.right:
            return {}
        chosen, rejected = (mean(each) if each else None for each in (self.wanted, self.unwanted))
        margin = None if chosen is None or rejected is None else chosen - rejected
        return {"reward_chosen": chosen, "reward_rejected": rejected, "reward_margin": margin, "reward_accuracy": mean(self.right)}


@dataclass(frozen=True)
class Part:
    """One pack's share of a step's loss (a scalar), and the rewards of its answers. `sums` has the loss of every row before it is
    averaged, where that was asked for."""

    loss: torch.Tensor
    rewards: Rewards = field(default_factory=Rewards)
    sums: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Measured:
    """The loss of all validation rows, and their rewards."""

    loss: float
    rewards: Rewards = field(default_factory=Rewards)


def mean(values: list[float]) -> float:
    return sum(values) / len(values)
