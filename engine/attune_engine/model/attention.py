"""Causal attention inside each sequence of a pack, registered through transformers' attention interface.

A mask over a whole pack costs several times everything else; going sequence by sequence costs what the sequences cost.
The model is called with `sequence_lengths`, which transformers hands down to these functions.
Shapes: queries (1, heads, tokens, size); keys and values (1, kv_heads, tokens, size); result (1, tokens, heads, size).
"""

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
    """Blocks of queries against the keys up to them. A group of heads that shares keys is one tall matrix."""

    @staticmethod
    def forward(ctx, query, key, value, lengths, scale):
        groups = key.shape[0]
        result = torch.empty_like(query.transpose(0, 1), memory_format=torch.contiguous_format)
        kept = []
        for start, low, high in blocks(lengths):
            weights = probabilities(fold(query, start + low, start + high, groups), key[:, start : start + high], high - low, scale)
            unfold(result.transpose(0, 1), start + low, start + high, weights @ value[:, start : start + high])
            if is_short(low, high):
                kept.append(weights)
        ctx.save_for_backward(query, key, value, result, *kept)
        ctx.lengths, ctx.scale = lengths, scale
        return result

    @staticmethod
    def backward(ctx, gradient):
        query, key, value, result, *kept = ctx.saved_tensors
        groups = key.shape[0]
        d_query, d_key, d_value = torch.empty_like(query), torch.zeros_like(key), torch.zeros_like(value)
        short = iter(kept)
        for start, low, high in blocks(ctx.lengths):
            here, seen = (start + low, start + high), slice(start, start + high)
            q, d_out = fold(query, *here, groups), fold(gradient.transpose(0, 1), *here, groups)
            weights = next(short) if is_short(low, high) else probabilities(q, key[:, seen], high - low, ctx.scale)
            along = (d_out * fold(result.transpose(0, 1), *here, groups)).sum(-1, keepdim=True)
            d_scores = torch.bmm(d_out, value[:, seen].transpose(1, 2)).sub_(along).mul_(weights).mul_(ctx.scale)
            unfold(d_query, *here, d_scores @ key[:, seen])
            d_key[:, seen] += d_scores.transpose(1, 2) @ q
            d_value[:, seen] += weights.transpose(1, 2) @ d_out
        return d_query, d_key, d_value, None, None


def blocks(lengths: list[int]):
    """(start of the sequence in the pack, first query, end of the queries) of every block."""
    start = 0
    for length in lengths:
        for low in range(0, length, BLOCK):
            yield start, low, min(low + BLOCK, length)
        start += length


def is_short(low: int, high: int) -> bool:
    """Whether a block's probabilities are kept for the backward pass rather than made again."""
    return low == 0 and high <= BLOCK


def fold(heads: torch.Tensor, low: int, high: int, groups: int) -> torch.Tensor:
    """(heads, tokens, size) to (groups, heads of a group * (high - low), size)."""
    return heads[:, low:high].reshape(groups, -1, heads.shape[2])


def unfold(heads: torch.Tensor, low: int, high: int, folded: torch.Tensor) -> None:
    """Write a folded block back into (heads, tokens, size)."""
    heads[:, low:high] = folded.view(heads.shape[0], high - low, heads.shape[2])


def probabilities(query: torch.Tensor, key: torch.Tensor, rows: int, scale: float) -> torch.Tensor:
    """Softmax over the keys up to each query. query: (groups, n * rows, size); key: (groups, seen, size); the last rows are masked."""
    scores = torch.bmm(query, key.transpose(1, 2)).mul_(scale)
    seen = key.shape[1]
    future = torch.ones(rows, rows, dtype=torch.bool, device=key.device).triu_(1)
    scores.view(key.shape[0], -1, rows, seen)[..., seen - rows :].masked_fill_(future, float("-inf"))
    return scores.softmax(-1)
