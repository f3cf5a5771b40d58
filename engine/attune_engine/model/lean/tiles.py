"""Attention's work on a pack cut into few large products: spans of about the same length that follow the same tokens go together.

Rows of queries, keys and values are fetched by index (32 nanoseconds a row or less), so nothing is transposed and padding is
only inside a tile. A padded query sees what its place would see and its gradient is zero; no real query sees a padded key.
"""

from collections import defaultdict
from dataclasses import dataclass

import torch

from attune_engine.data.prefix_tree import Segment
from attune_engine.model.layout import BLOCK, unseen_mask

Span = tuple[int, int]
LONGER = 1.35
FREE = 16


@dataclass(frozen=True)
class Heads:
    """How many heads ask, how many are asked, and their size."""

    query: int
    kv: int
    size: int

    @property
    def each(self) -> int:
        return self.query // self.kv

    @property
    def rows(self) -> int:
        """Rows of one token in a line of queries, keys, values."""
        return self.query + 2 * self.kv


@dataclass(frozen=True)
class Tile:
    """count spans of up to `length` tokens after `before`; queries and keys: their rows among all tiles' rows.

    mask: (1, heads a group * length, seen), -inf where a key comes after its query. kept: probabilities stay for the backward pass.
    """

    count: int
    length: int
    before: tuple[Span, ...]
    depth: int
    queries: slice
    keys: slice
    mask: torch.Tensor

    @property
    def seen(self) -> int:
        return self.depth + self.length

    @property
    def kept(self) -> bool:
        return self.seen <= 2 * BLOCK


class Tiles:
    """Indices by which a pack's rows go into tiles and come back. A pack's rows are (token, head) in the order queries, keys, values."""

    def __init__(self, segments: list[Segment], tokens: int, heads: Heads, dtype: torch.dtype):
        self.tiles: list[Tile] = []
        self.query_rows = self.key_rows = 0
        fetch: dict[str, list[torch.Tensor]] = {"queries": [], "keys": [], "values": [], "slopes": []}
        back_query = torch.empty(tokens, heads.query, dtype=torch.long)
        back_key = torch.empty(tokens, heads.kv, dtype=torch.long)
        for before, spans in gather_spans(segments):
            tile = self.add(before, spans, heads, dtype)
            own = places(spans, tile.length)
            for name, rows in fetch_rows(own, before, heads, tokens).items():
                fetch[name].append(rows)
            query_home = torch.arange(tile.queries.start, tile.queries.stop).view(heads.kv, tile.count, heads.each, tile.length)
            key_home = torch.arange(tile.keys.start, tile.keys.stop).view(heads.kv, tile.count, tile.seen)
            for number, (low, high) in enumerate(spans):
                back_query[low:high] = query_home[:, number, :, : high - low].permute(2, 0, 1).reshape(high - low, -1)
                back_key[low:high] = key_home[:, number, tile.depth : tile.depth + high - low].t()
        self.queries, self.keys, self.values, self.slopes = (torch.cat(fetch[name]) for name in ("queries", "keys", "values", "slopes"))
        self.outputs = back_query.flatten()
        self.back = torch.cat([back_query, back_key + self.query_rows, back_key + self.query_rows + self.key_rows], 1).flatten()

    def add(self, before: tuple[Span, ...], spans: list[Span], heads: Heads, dtype: torch.dtype) -> Tile:
        length = max(high - low for low, high in spans)
        depth = sum(end - start for start, end in before)
        queries = self.query_rows + len(spans) * heads.query * length
        keys = self.key_rows + len(spans) * heads.kv * (depth + length)
        mask = torch.zeros(length, depth + length, dtype=dtype).masked_fill_(unseen_mask(length, depth, torch.device("cpu")), float("-inf"))
        tile = Tile(len(spans), length, before, depth, slice(self.query_rows, queries), slice(self.key_rows, keys), mask.repeat(heads.each, 1)[None])
        self.tiles.append(tile)
        self.query_rows, self.key_rows = queries, keys
        return tile


def gather_spans(segments: list[Segment]) -> list[tuple[tuple[Span, ...], list[Span]]]:
    """Spans of at most BLOCK tokens with what comes before them; those of one list differ little in length."""
    following: dict[tuple[Span, ...], list[Span]] = defaultdict(list)
    for segment in segments:
        for low in range(segment.start, segment.end, BLOCK):
            earlier = ((segment.start, low),) if low > segment.start else ()
            following[segment.before + earlier].append((low, min(low + BLOCK, segment.end)))
    result: list[tuple[tuple[Span, ...], list[Span]]] = []
    for before, spans in following.items():
        shortest = None
        for span in sorted(spans, key=lambda each: each[1] - each[0]):
            length = span[1] - span[0]
            if shortest is None or length > LONGER * shortest + FREE:
                shortest = length
                result.append((before, []))
            result[-1][1].append(span)
    return result


def places(spans: list[Span], length: int) -> torch.Tensor:
    """(count, length): the tokens of each span, -1 where it is shorter."""
    own = torch.full((len(spans), length), -1)
    for number, (low, high) in enumerate(spans):
        own[number, : high - low] = torch.arange(low, high)
    return own


def fetch_rows(own: torch.Tensor, before: tuple[Span, ...], heads: Heads, tokens: int) -> dict[str, torch.Tensor]:
    """Row numbers of a tile: (kv, count, heads a group, length) for queries, (kv, count, seen) for keys; padding takes token 0,
    and for output gradients the row of zeros behind the last token."""
    earlier = torch.cat([torch.arange(start, end) for start, end in before]) if before else own.new_empty(0)
    seen = torch.cat([earlier.expand(len(own), -1), own.clamp(min=0)], 1)[None]
    asking = own[None, :, None]
    query = torch.arange(heads.query).view(heads.kv, 1, heads.each, 1)
    key = heads.query + torch.arange(heads.kv).view(-1, 1, 1)
    return {
        "queries": (asking.clamp(min=0) * heads.rows + query).flatten(),
        "keys": (seen * heads.rows + key).flatten(),
        "values": (seen * heads.rows + key + heads.kv).flatten(),
        "slopes": (torch.where(asking < 0, tokens, asking) * heads.query + query).flatten(),
    }
