"""Causal attention inside the segments of a pack, registered through transformers' attention interface.

A mask over a whole pack costs several times everything else; going segment by segment costs what the segments cost.
The model is called with `segments`, which transformers hands down to these functions.
Shapes: queries (1, heads, tokens, size); keys and values (1, kv_heads, tokens, size); result (1, tokens, heads, size).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface

from attune_engine.data.prefix_tree import Segment

BLOCK = 256


def packed_sdpa(module, query, key, value, mask, scaling=None, segments=None, **_):
    """torch's own attention, one call per segment: best in float32 and on GPUs."""
    lengths = [segment.length for segment in segments]
    queries, keys, values = (dict(zip([segment.start for segment in segments], each.split(lengths, 2), strict=True)) for each in (query, key, value))
    parts = []
    for segment in segments:
        starts = [start for start, _ in segment.before] + [segment.start]
        seen_keys, seen_values = (torch.cat([pieces[start] for start in starts], 2) for pieces in (keys, values))
        past = ~future_mask(segment.length, segment.depth, query.device) if segment.depth else None
        parts.append(F.scaled_dot_product_attention(queries[segment.start], seen_keys, seen_values, past, is_causal=past is None, scale=scaling, enable_gqa=True))
    return torch.cat(parts, 2).transpose(1, 2).contiguous(), None


def packed_bmm(module, query, key, value, mask, scaling=None, segments=None, **_):
    """Plain batched products: on CPUs with bfloat16 units twice as fast as torch's kernel, which works in float32 inside."""
    return PackedAttention.apply(query[0], key[0], value[0], segments, scaling)[None], None


AttentionInterface.register("attune_sdpa", packed_sdpa)
AttentionInterface.register("attune_bmm", packed_bmm)
AttentionMaskInterface.register("attune_sdpa", lambda *_, **__: None)
AttentionMaskInterface.register("attune_bmm", lambda *_, **__: None)


class PackedAttention(torch.autograd.Function):
    """Blocks of queries against the keys up to them, heads that share keys side by side in one tall matrix.

    "Grouped" is (kv_heads, tokens * heads per group, size): made once per pack, so that every block is a view.
    """

    @staticmethod
    def forward(ctx, query, key, value, segments, scale):
        folded = fold(query * scale, key.shape[0])
        each = folded.shape[1] // key.shape[1]
        result = torch.empty_like(folded)
        kept = []
        for block in blocks(segments):
            rows = block.rows(each)
            weights = probabilities(folded[:, rows], block.gather(key), block)
            torch.bmm(weights, block.gather(value), out=result[:, rows])
            if block.short:
                kept.append(weights)
        ctx.save_for_backward(folded, key, value, result, *kept)
        ctx.segments, ctx.scale = segments, scale
        return unfold(result, query.shape)

    @staticmethod
    def backward(ctx, gradient):
        query, key, value, result, *kept = ctx.saved_tensors
        each = query.shape[1] // key.shape[1]
        outer = fold(gradient.transpose(0, 1), key.shape[0])
        along = (outer * result).sum(-1, keepdim=True)
        d_query = torch.empty_like(query)
        d_key, d_value = (torch.zeros_like(key, dtype=torch.float32) for _ in range(2))
        short = iter(kept)
        for block in blocks(ctx.segments):
            rows, seen_key = block.rows(each), block.gather(key)
            weights = next(short) if block.short else probabilities(query[:, rows], seen_key, block)
            slopes = torch.bmm(outer[:, rows], block.gather(value).transpose(1, 2)).sub_(along[:, rows]).mul_(weights)
            torch.bmm(slopes, seen_key, out=d_query[:, rows])
            block.scatter_add(d_key, torch.bmm(slopes.transpose(1, 2), query[:, rows]))
            block.scatter_add(d_value, torch.bmm(weights.transpose(1, 2), outer[:, rows]))
        heads = (key.shape[0] * each, *key.shape[1:])
        return unfold(d_query.mul_(ctx.scale), heads).transpose(0, 1), d_key.to(key.dtype), d_value.to(key.dtype), None, None


@dataclass(frozen=True)
class Block:
    """Queries [low, high) of a pack and the spans of keys that the last of them sees. `short`: probabilities are kept for the backward pass."""

    low: int
    high: int
    spans: tuple[tuple[int, int], ...]
    short: bool

    @property
    def seen(self) -> int:
        return sum(end - start for start, end in self.spans)

    def rows(self, each: int) -> slice:
        """Its rows in grouped queries; `each` is how many heads share keys."""
        return slice(self.low * each, self.high * each)

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


def blocks(segments: list[Segment]) -> Iterator[Block]:
    """Cut every segment into blocks of at most BLOCK queries."""
    for segment in segments:
        for low in range(segment.start, segment.end, BLOCK):
            high = min(low + BLOCK, segment.end)
            yield Block(low, high, (*segment.before, (segment.start, high)), segment.depth + segment.length <= 2 * BLOCK)


def fold(heads: torch.Tensor, groups: int) -> torch.Tensor:
    """(heads, tokens, size) to grouped: a token's heads of one group follow each other."""
    count, tokens, size = heads.shape
    return heads.view(groups, count // groups, tokens, size).transpose(1, 2).reshape(groups, -1, size)


def unfold(grouped: torch.Tensor, shape: tuple[int, int, int]) -> torch.Tensor:
    """Grouped to (tokens, heads, size), contiguous; `shape` is (heads, tokens, size)."""
    heads, tokens, size = shape
    return grouped.view(grouped.shape[0], tokens, -1, size).transpose(0, 1).reshape(tokens, heads, size)


def probabilities(query: torch.Tensor, key: torch.Tensor, block: Block) -> torch.Tensor:
    """Softmax over the keys up to each query. query: (groups, rows * each, size), already scaled; key: (groups, seen, size)."""
    scores = torch.bmm(query, key.transpose(1, 2))
    count = block.high - block.low
    future = future_mask(count, 0, key.device)[:, None]
    scores.view(len(scores), count, -1, block.seen)[..., block.seen - count :].masked_fill_(future, float("-inf"))
    return scores.softmax(-1)


def future_mask(queries: int, before: int, device: torch.device) -> torch.Tensor:
    """(queries, before + queries), true where a key comes after its query."""
    if before == 0 and queries <= BLOCK:
        return whole_mask(device)[:queries, :queries]
    return torch.ones(queries, before + queries, dtype=torch.bool, device=device).triu_(before + 1)


@lru_cache
def whole_mask(device: torch.device) -> torch.Tensor:
    """(BLOCK, BLOCK), true above the diagonal."""
    return torch.ones(BLOCK, BLOCK, dtype=torch.bool, device=device).triu_(1)
