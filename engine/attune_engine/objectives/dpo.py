"""Direct preference optimisation (arXiv 2305.18290): -log σ(beta * (log-ratio of the chosen - that of the rejected answer)),
averaged over pairs. With label smoothing e it is the mean of both directions, weighted 1 - e and e."""

import math
from collections.abc import Callable, Iterator

import torch
from torch.nn.functional import logsigmoid

from attune_engine.config.run import Preference
from attune_engine.data.pack import split_by_tokens
from attune_engine.data.preferences import Pair
from attune_engine.objectives.log_ratios import measured_ratios, trained_ratios
from attune_engine.objectives.work import Measured, Part, Rewards, Work


def harmless_loss(preference: Preference) -> float:
    """That of a margin of zero."""
    return math.log(2)


def remembered(work: Work, train: list[Pair], validation: list[Pair], batches: Iterator[list[Pair]]) -> dict[str, list[Pair]]:
    return {"train": train, "validation": validation}


def parts(work: Work, rows: list[Pair]) -> Iterator[Part]:
    for group in split_by_tokens(rows, work.pack_tokens):
        losses, rewards = compare(trained_ratios(work, group), work.preference)
        yield Part(losses.sum() / len(rows), rewards, losses.tolist())


def count(row: Pair) -> int:
    return 1


def evaluate(work: Work, rows: list[Pair], after_pack: Callable[[int], None]) -> Measured:
    losses, rewards = compare(measured_ratios(work, rows, "validation", after_pack), work.preference)
    return Measured(losses.mean().item(), rewards)


def compare(ratios: torch.Tensor, preference: Preference) -> tuple[torch.Tensor, Rewards]:
    """Losses (pairs,) and rewards. ratios: (2 * pairs,), the chosen answer's before the rejected one's."""
    chosen, rejected = (preference.beta * ratios).view(-1, 2).unbind(1)
    margins, doubt = chosen - rejected, preference.label_smoothing
    losses = -(1 - doubt) * logsigmoid(margins) - doubt * logsigmoid(-margins)
    return losses, Rewards(chosen.tolist(), rejected.tolist(), (margins.sign() / 2 + 0.5).tolist())
