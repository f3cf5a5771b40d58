"""Mean response loss over rows."""

from collections.abc import Callable

import torch

from attune_engine.data.encode import Encoded
from attune_engine.data.pack import Pack, make_pack, split_by_tokens
from attune_engine.data.preferences import Pair

PACK_TOKENS = 2048


class Interrupted(Exception):
    """The evaluation was asked to stop."""


def row_losses(
    losses_of: Callable[[torch.nn.Module, Pack], torch.Tensor],
    model: torch.nn.Module,
    rows: list[Encoded | Pair],
    pack_tokens: int,
    device: str,
    after_pack: Callable[[int], None] = lambda rows_done: None,
) -> dict[str, float]:
    """Summed loss of every answer by its id, in nats. `losses_of` gives those of a pack's response tokens; `after_pack` gets the rows done and may raise to stop."""
    model.eval()
    sums: dict[str, float] = {}
    by_length, done = sorted(rows, key=lambda row: (row.tokens, row.id)), 0
    for group in split_by_tokens(by_length, min(PACK_TOKENS, pack_tokens)):
        pack, answers = make_pack(group, device), [answer for row in group for answer in row.answers]
        losses = losses_of(model, pack).double()
        per_answer = torch.zeros(len(answers), dtype=torch.float64, device=losses.device).index_add_(0, pack.owners, losses)
        sums |= {answer.id: value for answer, value in zip(answers, per_answer.tolist(), strict=True)}
        done += len(group)
        after_pack(done)
    return sums


def mean_loss(sums: dict[str, float], rows: list[Encoded]) -> float:
    """Nats per response token over all rows."""
    return sum(sums[row.id] for row in rows) / sum(row.loss_tokens for row in rows)
