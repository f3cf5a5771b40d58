"""How much likelier an answer is to the model than it was before training: log π(answer) - log π_before(answer), in nats.

"Before training" is the model as its method left it before the first step (an adapter at its start, a soft prompt in front).
"""

from collections.abc import Callable

import torch

from attune_engine.data.encode import Encoded
from attune_engine.data.pack import make_pack
from attune_engine.data.preferences import Pair
from attune_engine.objectives.sft import losses, row_sums
from attune_engine.objectives.work import Work
from attune_engine.training.evaluate import row_losses


def trained_ratios(work: Work, rows: list[Encoded | Pair]) -> torch.Tensor:
    """(answers,) float64 of training rows in one pack, to go backward from."""
    pack, before = make_pack(rows, work.device), before_training(work, rows, "train")
    sums = row_sums(work.model, pack)
    return -sums - before.to(sums.device)


def measured_ratios(work: Work, rows: list[Encoded | Pair], part: str, after_pack: Callable[[int], None] = lambda rows_done: None) -> torch.Tensor:
    """(answers,) float64 of rows in any number, without gradients; leaves the model in evaluation mode."""
    sums = row_losses(losses, work.model, rows, work.pack_tokens, work.device, after_pack)
    return torch.tensor([-sums[answer.id] for row in rows for answer in row.answers], dtype=torch.float64) - before_training(work, rows, part)


def before_training(work: Work, rows: list[Encoded | Pair], part: str) -> torch.Tensor:
    """(answers,) float64: what the reference says of each."""
    return torch.tensor([work.reference[part][answer.id] for row in rows for answer in row.answers], dtype=torch.float64)
