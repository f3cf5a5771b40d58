"""Mean response loss over rows."""

from collections.abc import Callable
from types import ModuleType

import torch

from attune_engine.data.encode import Encoded
from attune_engine.data.pack import make_pack, split_by_tokens

PACK_TOKENS = 2048


class Interrupted(Exception):
    """The evaluation was asked to stop."""


def row_losses(
    objective: ModuleType,
    model: torch.nn.Module,
    rows: list[Encoded],
    pack_tokens: int,
    device: str,
    after_pack: Callable[[int], None] = lambda rows_done: None,
) -> dict[str, float]:
    """Summed loss of every row by id, in nats. `after_pack` may raise to stop."""
    model.eval()
    sums: dict[str, float] = {}
    by_length = sorted(rows, key=lambda row: (len(row.ids), row.id))
    for group in split_by_tokens(by_length, min(PACK_TOKENS, pack_tokens)):
        pack = make_pack(group, device)
        losses = objective.losses(model, pack).double()
        per_row = torch.zeros(len(group), dtype=torch.float64, device=losses.device).index_add_(0, pack.owners, losses)
        sums |= {row.id: value for row, value in zip(group, per_row.tolist(), strict=True)}
        after_pack(len(sums))
    return sums


def mean_loss(sums: dict[str, float], rows: list[Encoded]) -> float:
    """Nats per response token over all rows."""
    return sum(sums[row.id] for row in rows) / sum(row.loss_tokens for row in rows)
