"""Lay rows end to end: a pack has no padding and no mask, only the lengths of its sequences."""

from dataclasses import dataclass

import torch

from attune_engine.data.encode import Encoded


@dataclass(frozen=True)
class Pack:
    """Sequences in one line.

    ids, positions: (1, tokens) int64; positions restart at 0 with every sequence.
    lengths: tokens per sequence.
    predictors: (losses,) int64, places whose next token has a loss.
    targets: (losses,) int64, those next tokens.
    owners: (losses,) int64, which sequence each loss belongs to.
    """

    ids: torch.Tensor
    positions: torch.Tensor
    lengths: list[int]
    predictors: torch.Tensor
    targets: torch.Tensor
    owners: torch.Tensor

    @property
    def tokens(self) -> int:
        return self.ids.shape[1]


def make_pack(rows: list[Encoded], device: torch.device | str = "cpu") -> Pack:
    """Pack rows in the given order."""
    ids: list[int] = []
    positions: list[int] = []
    predictors: list[int] = []
    owners: list[int] = []
    for owner, row in enumerate(rows):
        start = len(ids)
        ids += row.ids
        positions += range(len(row.ids))
        taught = [start + place - 1 for place in range(1, len(row.ids)) if row.learned[place]]
        predictors += taught
        owners += [owner] * len(taught)
    targets = [ids[place + 1] for place in predictors]
    return Pack(
        torch.tensor([ids], device=device),
        torch.tensor([positions], device=device),
        [len(row.ids) for row in rows],
        torch.tensor(predictors, device=device),
        torch.tensor(targets, device=device),
        torch.tensor(owners, device=device),
    )


def split_by_tokens(rows: list[Encoded], max_tokens: int) -> list[list[Encoded]]:
    """Cut a list of rows into consecutive groups of at most max_tokens (a longer row stands alone)."""
    groups: list[list[Encoded]] = []
    room = 0
    for row in rows:
        if not groups or len(row.ids) > room:
            groups.append([])
            room = max_tokens
        groups[-1].append(row)
        room -= len(row.ids)
    return groups
