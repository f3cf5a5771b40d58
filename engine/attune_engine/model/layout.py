"""How the segments of a pack attend to each other: worked out once per pack, used by every layer."""

import itertools
from dataclasses import dataclass

import torch

from attune_engine.data.prefix_tree import Segment

BLOCK = 256


@dataclass(frozen=True)
class Block:
    """A stretch of queries of one segment and all that they may see.

    rows: their place in grouped queries (see attention.py).
    spans: the keys that the last query sees, by their places in the pack.
    mask: (rows, seen) float32, -inf where a query does not see a key.
    short: probabilities are kept for the backward pass rather than made again.
    """

    rows: slice
    spans: tuple[tuple[int, int], ...]
    mask: torch.Tensor
    short: bool

    def gather(self, heads: torch.Tensor) -> torch.Tensor:
        """(kv_heads, tokens, size) to (kv_heads, seen, size)."""
        parts = [heads[:, start:end] for start, end in self.spans]
        return parts[0] if len(parts) == 1 else torch.cat(parts, 1)

    def scatter_add(self, heads: torch.Tensor, gradients: torch.Tensor) -> None:
        """Add (kv_heads, seen, size) where it was gathered from."""
        offset = 0
        for start, end in self.spans:
            heads[:, start:end] += gradients[:, offset : offset + end - start]
            offset += end - start


@dataclass(frozen=True)
class Spans:
    """The segments of a pack as flash attention takes them.

    query_ends, key_ends: (segments + 1,) int32, running totals of what each segment asks and sees.
    longest_query, longest_key: tokens.
    seen: int64 places in the pack of all that the segments see, one after the other; None where each sees itself alone.
    """

    query_ends: torch.Tensor
    key_ends: torch.Tensor
    longest_query: int
    longest_key: int
    seen: torch.Tensor | None


class Layout:
    """The segments of a pack; blocks, masks and spans are made when first asked for.

    front: keys and values, each (kv_heads, tokens, size) per layer, that stand in for those of the pack's first tokens.
    """

    def __init__(self, segments: list[Segment], front: list[tuple[torch.Tensor, torch.Tensor]] | None = None):
        self.segments, self.front = segments, front
        self.longest = max(segment.depth + segment.length for segment in segments)
        self.made: dict[int | None, list[Block]] = {}
        self.made_spans: Spans | None = None

    def with_front(self, layer: int, key: torch.Tensor, value: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """A layer's keys and values, each (1, kv_heads, tokens, size), with the front in its place."""
        if self.front is None:
            return key, value
        own_key, own_value = self.front[layer]
        tokens = own_key.shape[1]
        return torch.cat([own_key[None], key[:, :, tokens:]], 2), torch.cat([own_value[None], value[:, :, tokens:]], 2)

    def binding(self, window: int | None) -> int | None:
        """A layer's window; None where every token sees all that is before it anyway."""
        return window if window is not None and window < self.longest else None

    def blocks(self, each: int, device: torch.device, window: int | None = None) -> list[Block]:
        """Blocks of at most BLOCK queries; `each` is how many heads share keys, the same in every layer; `window` as binding() gives it."""
        if window not in self.made:
            starts = [(segment, low) for segment in self.segments for low in range(segment.start, segment.end, BLOCK)]
            self.made[window] = [make_block(segment, low, each, device, window) for segment, low in starts]
        return self.made[window]

    def spans(self, device: torch.device) -> Spans:
        if self.made_spans is None:
            self.made_spans = make_spans(self.segments, device)
        return self.made_spans


def make_spans(segments: list[Segment], device: torch.device) -> Spans:
    asked = [segment.length for segment in segments]
    seen = [segment.depth + segment.length for segment in segments]
    places = [place for segment in segments for start, end in (*segment.before, (segment.start, segment.end)) for place in range(start, end)]
    return Spans(
        torch.tensor([0, *itertools.accumulate(asked)], dtype=torch.int32, device=device),
        torch.tensor([0, *itertools.accumulate(seen)], dtype=torch.int32, device=device),
        max(asked),
        max(seen),
        None if asked == seen else torch.tensor(places, device=device),
    )


def make_block(segment: Segment, low: int, each: int, device: torch.device, window: int | None) -> Block:
    high = min(low + BLOCK, segment.end)
    spans = (*segment.before, (segment.start, high))
    unseen = unseen_mask(high - low, segment.depth + low - segment.start, device, window)
    mask = torch.zeros(unseen.shape, device=device).masked_fill_(unseen, float("-inf")).repeat_interleave(each, 0)
    return Block(slice(low * each, high * each), spans, mask, segment.depth + segment.length <= 2 * BLOCK)


def unseen_mask(queries: int, before: int, device: torch.device, window: int | None = None) -> torch.Tensor:
    """(queries, before + queries), true where a key comes after its query, or so long before it that it lies outside of the
    `window`, which counts the query's own token."""
    all_of = torch.ones(queries, before + queries, dtype=torch.bool, device=device)
    future = all_of.triu(before + 1)
    return future if window is None else future | all_of.tril(before - window)
