"""Supervised fine-tuning: cross-entropy on the answers, averaged over a step's response tokens."""

import math
from collections.abc import Callable, Iterator

import torch

from attune_engine.config.run import Preference
from attune_engine.data.encode import Encoded
from attune_engine.data.pack import Pack, make_pack, split_by_tokens
from attune_engine.model.forward import head_weight, response_states
from attune_engine.model.loss import ResponseLoss, RowLosses, token_losses
from attune_engine.objectives.work import Measured, Part, Work
from attune_engine.training.evaluate import mean_loss, row_losses


def harmless_loss(preference: Preference) -> float:
    """None is: what an untrained model loses depends on the text."""
    return -math.inf


def remembered(work: Work, train: list[Encoded], validation: list[Encoded], batches: Iterator[list[Encoded]]) -> dict[str, list[Encoded]]:
    return {}


def parts(work: Work, rows: list[Encoded]) -> Iterator[Part]:
    denominator = sum(row.loss_tokens for row in rows)
    for group in split_by_tokens(rows, work.pack_tokens):
        pack = make_pack(group, work.device)
        if work.by_row:
            sums = row_sums(work.model, pack)
            yield Part(sums.sum() / denominator, sums=sums.tolist())
        else:
            yield Part(loss(work.model, pack, denominator))


def count(row: Encoded) -> int:
    return row.loss_tokens


def evaluate(work: Work, rows: list[Encoded], after_pack: Callable[[int], None]) -> Measured:
    return Measured(mean_loss(row_losses(losses, work.model, rows, work.pack_tokens, work.device, after_pack), rows))


def loss(model: torch.nn.Module, pack: Pack, denominator: int) -> torch.Tensor:
    """The pack's share of the step's loss: the sum over its response tokens / the step's response tokens."""
    return ResponseLoss.apply(response_states(model, pack), head_weight(model), pack.targets, denominator)


def row_sums(model: torch.nn.Module, pack: Pack) -> torch.Tensor:
    """The summed loss of every row: (rows,) float64, nats, to go backward from."""
    return RowLosses.apply(response_states(model, pack), head_weight(model), pack.targets, pack.owners, len(pack.rows))


@torch.no_grad()
def losses(model: torch.nn.Module, pack: Pack) -> torch.Tensor:
    """The loss of every response token: (losses,) float32, nats."""
    return token_losses(response_states(model, pack), head_weight(model), pack.targets)
