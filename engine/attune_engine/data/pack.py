"""Lay rows into a pack: no padding and no mask, and what rows have in common at their start is there once."""

from dataclasses import dataclass

import torch

from attune_engine.data.encode import Encoded
from attune_engine.data.preferences import Pair
from attune_engine.data.prefix_tree import Segment, build_tree


@dataclass(frozen=True)
class Pack:
    """Rows in one line.

    ids, positions: (1, tokens) int64; a position counts from the start of its row.
    segments: the spans that attend to themselves and to what they follow.
    predictors: (losses,) int64, places whose next token in some row has a loss; a shared place may come several times.
    targets: (losses,) int64, those next tokens.
    owners: (losses,) int64, which row each loss belongs to.
    rows, places: what was packed, and where each row's tokens lie.
    """

    ids: torch.Tensor
    positions: torch.Tensor
    segments: list[Segment]
    predictors: torch.Tensor
    targets: torch.Tensor
    owners: torch.Tensor
    rows: list[Encoded]
    places: list[list[int]]

    @property
    def tokens(self) -> int:
        return self.ids.shape[1]

    @property
    def row_tokens(self) -> int:
        """The tokens of all rows, shared ones counted for each."""
        return sum(len(row.ids) for row in self.rows)


def make_pack(rows: list[Encoded | Pair], device: torch.device | str = "cpu") -> Pack:
    """Pack rows in the given order; the answers of a row follow each other."""
    rows = [answer for row in rows for answer in row.answers]
    tree = build_tree([row.ids for row in rows])
    positions = [place for segment in tree.segments for place in range(segment.depth, segment.depth + segment.length)]
    losses = [(tree.places[owner][i - 1], row.ids[i], owner) for owner, row in enumerate(rows) for i in range(1, len(row.ids)) if row.learned[i]]
    predictors, targets, owners = (torch.tensor(column, device=device) for column in zip(*losses, strict=True))
    return Pack(
        torch.tensor([tree.tokens], device=device),
        torch.tensor([positions], device=device),
        tree.segments,
        predictors,
        targets,
        owners,
        rows,
        tree.places,
    )


def behind_prompt(pack: Pack, tokens: int) -> Pack:
    """The pack with so many places in front (id 0) that every row follows, for what is no token: a soft prompt."""
    front = (0, tokens)

    def moved(span: tuple[int, int]) -> tuple[int, int]:
        return span[0] + tokens, span[1] + tokens

    segments = [Segment(0, tokens)] + [Segment(*moved((each.start, each.end)), (front, *map(moved, each.before))) for each in pack.segments]
    places = torch.arange(tokens, device=pack.ids.device)[None]
    return Pack(
        torch.cat([torch.zeros_like(places), pack.ids], 1),
        torch.cat([places, pack.positions + tokens], 1),
        segments,
        pack.predictors + tokens,
        pack.targets,
        pack.owners,
        pack.rows,
        [[place + tokens for place in places] for places in pack.places],
    )


def split_by_tokens(rows: list[Encoded | Pair], max_tokens: int) -> list[list[Encoded | Pair]]:
    """Cut a list of rows into consecutive groups of at most max_tokens (a longer row stands alone, a pair stays together)."""
    groups: list[list[Encoded | Pair]] = []
    room = 0
    for row in rows:
        if not groups or row.tokens > room:
            groups.append([])
            room = max_tokens
        groups[-1].append(row)
        room -= row.tokens
    return groups
