"""Rows that begin alike (the project's system prompt, a shared history) as a tree, so that a beginning is computed once.

A causal model gives the same states to the same beginning, whatever follows; the gradients of all that follows add up in
it. So a tree of segments trains exactly as its rows do (with dropout, a shared beginning draws one mask instead of several).
"""

from dataclasses import dataclass, field

WORTH_SHARING = 4


@dataclass(frozen=True)
class Segment:
    """Tokens [start, end) of a pack; `before` are the spans that they follow, the root's first; `depth` is how many tokens those hold."""

    start: int
    end: int
    before: tuple[tuple[int, int], ...] = ()

    @property
    def depth(self) -> int:
        return sum(end - start for start, end in self.before)

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass
class PrefixTree:
    """`tokens` in pack order; `places[r][i]` is where token i of row r lies in the pack."""

    tokens: list[int] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    places: list[list[int]] = field(default_factory=list)


def build_tree(rows: list[list[int]]) -> PrefixTree:
    """Lay rows of token ids out as a tree, in a fixed order."""
    tree = PrefixTree(places=[[] for _ in rows])
    grow(tree, rows, list(range(len(rows))), ())
    return tree


def grow(tree: PrefixTree, rows: list[list[int]], members: list[int], before: tuple[tuple[int, int], ...]) -> None:
    """Add what follows `before` in the rows `members`, which all begin with it."""
    depth = sum(end - start for start, end in before)
    groups: dict[tuple[int, ...], list[int]] = {}
    for member in members:
        beginning = tuple(rows[member][depth : depth + WORTH_SHARING])
        alone = (-1 - member,) if len(beginning) < WORTH_SHARING else ()
        groups.setdefault(beginning + alone, []).append(member)
    for group in groups.values():
        shared = rows[group[0]][depth : common_length([rows[member] for member in group], depth)]
        if not shared:
            continue
        span = (len(tree.tokens), len(tree.tokens) + len(shared))
        tree.tokens += shared
        tree.segments.append(Segment(*span, before))
        for member in group:
            tree.places[member] += range(*span)
        if len(group) > 1:
            grow(tree, rows, group, (*before, span))


def common_length(rows: list[list[int]], known: int) -> int:
    """How many tokens all rows have in common from their start, at least `known`."""
    first, shortest = rows[0], min(map(len, rows))
    if len(rows) == 1:
        return shortest
    while known < shortest and all(row[known] == first[known] for row in rows):
        known += 1
    return known
