"""Causal attention inside each sequence of a pack, registered through transformers' attention interface.

A mask over a whole pack costs several times everything else; going sequence by sequence costs what the sequences cost.
The model is called with `sequence_lengths`, which transformers hands down to these functions.
Shapes: queries (1, heads, tokens, size); keys and values (1, kv_heads, tokens, size); result (1, tokens, heads, size).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface

BLOCK = 256


def packed_sdpa(module, query, key, value, mask, scaling=None, sequence_lengths=None, **_):
    """torch's own attention, one call per sequence: best in float32 and on GPUs."""
    triples = zip(query.split(sequence_lengths, 2), key.split(sequence_lengths, 2), value.split(sequence_lengths, 2))
    parts = [F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=scaling, enable_gqa=True) for q, k, v in triples]
    return torch.cat(parts, 2).transpose(1, 2).contiguous(), None


def packed_bmm(module, query, key, value, mask, scaling=None, sequence_lengths=None, **_):
    """Plain batched products: on CPUs with bfloat16 units twice as fast as torch's kernel, which works in float32 inside."""
    return PackedAttention.apply(query[0], key[0], value[0], sequence_lengths, scaling)[None], None


AttentionInterface.register("attune_sdpa", packed_sdpa)
AttentionInterface.register("attune_bmm", packed_bmm)
AttentionMaskInterface.register("attune_sdpa", lambda *_, **__: None)
AttentionMaskInterface.register("attune_bmm", lambda *_, **__: None)


class PackedAttention(torch.autograd.Function):
    """Blocks of queries against the keys up to them, heads that share keys side by side in one tall matrix.

    "Grouped" is (kv_heads, tokens * heads per group, size): made once per pack, so that every block is a view.
    """

    @staticmethod
    def forward(ctx, query, key, value, lengths, scale):
        groups = key.shape[0]
        folded = fold(query * scale, groups)
        each = folded.shape[1] // key.shape[1]
        result = torch.empty_like(folded)
        kept = []
        for block in blocks(lengths, each):
            weights = probabilities(folded[:, block.queries], key[:, block.keys], each)
            torch.bmm(weights, value[:, block.keys], out=result[:, block.queries])
            if block.short:
                kept.append(weights)
        ctx.save_for_backward(folded, key, value, result, *kept)
        ctx.lengths, ctx.scale = lengths, scale
        return unfold(result, query.shape)

    @staticmethod
    def backward(ctx, gradient):
        query, key, value, result, *kept = ctx.saved_tensors
        each = query.shape[1] // key.shape[1]
        outer = fold(gradient.transpose(0, 1), key.shape[0])
        along = (outer * result).sum(-1, keepdim=True)
        d_query, d_key, d_value = torch.empty_like(query), torch.zeros_like(key), torch.zeros_like(value)
        short = iter(kept)
        for block in blocks(ctx.lengths, each):
            rows, seen = block.queries, block.keys
            weights = next(short) if block.short else probabilities(query[:, rows], key[:, seen], each)
            slopes = torch.bmm(outer[:, rows], value[:, seen].transpose(1, 2)).sub_(along[:, rows]).mul_(weights)
            torch.bmm(slopes, key[:, seen], out=d_query[:, rows])
            d_key[:, seen] += torch.bmm(slopes.transpose(1, 2), query[:, rows])
            d_value[:, seen] += torch.bmm(weights.transpose(1, 2), outer[:, rows])
        heads = (key.shape[0] * each, *key.shape[1:])
        return unfold(d_query.mul_(ctx.scale), heads).transpose(0, 1), d_key, d_value, None, None


@dataclass(frozen=True)
class Block:
    """Rows of the grouped queries, and the keys that the last of them sees. `short`: a whole sequence, whose probabilities are kept."""

    queries: slice
    keys: slice
    short: bool


def blocks(lengths: list[int], each: int) -> Iterator[Block]:
    """Cut every sequence into blocks of at most BLOCK queries; `each` is how many heads share keys."""
    start = 0
    for length in lengths:
        for low in range(0, length, BLOCK):
            high = min(low + BLOCK, length)
            yield Block(slice((start + low) * each, (start + high) * each), slice(start, start + high), length <= BLOCK)
        start += length


def fold(heads: torch.Tensor, groups: int) -> torch.Tensor:
    """(heads, tokens, size) to grouped: a token's heads of one group follow each other."""
    count, tokens, size = heads.shape
    return heads.view(groups, count // groups, tokens, size).transpose(1, 2).reshape(groups, -1, size)


def unfold(grouped: torch.Tensor, shape: tuple[int, int, int]) -> torch.Tensor:
    """Grouped to (tokens, heads, size), contiguous; `shape` is (heads, tokens, size)."""
    heads, tokens, size = shape
    return grouped.view(grouped.shape[0], tokens, -1, size).transpose(0, 1).reshape(tokens, heads, size)


def probabilities(query: torch.Tensor, key: torch.Tensor, each: int) -> torch.Tensor:
    """Softmax over the keys up to each query. query: (groups, rows * each, size), already scaled; the last `rows` keys are theirs."""
    scores = torch.bmm(query, key.transpose(1, 2))
    groups, tall, seen = scores.shape
    rows = tall // each
    future = future_mask(key.device)[:rows, None, :rows]
    scores.view(groups, rows, each, seen)[..., seen - rows :].masked_fill_(future, float("-inf"))
    return scores.softmax(-1)


@lru_cache
def future_mask(device: torch.device) -> torch.Tensor:
    """(BLOCK, BLOCK), true above the diagonal."""
    return torch.ones(BLOCK, BLOCK, dtype=torch.bool, device=device).triu_(1)
