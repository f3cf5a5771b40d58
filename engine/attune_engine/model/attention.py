"""Causal attention inside the segments of a pack, registered through transformers' attention interface.

A mask over a whole pack costs several times everything else; going segment by segment costs what the segments cost.
The model is called with a `layout`, which transformers hands down to these functions, and a layer's `sliding_window`, how many
tokens it sees back, its own included.
Shapes: queries (1, heads, tokens, size); keys and values (1, kv_heads, tokens, size); result (1, tokens, heads, size).
"""

import torch
import torch.nn.functional as F
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface

from attune_engine.model.layout import unseen_mask


def packed_sdpa(module, query, key, value, mask, scaling=None, layout=None, sliding_window=None, **_):
    """torch's own attention, one call per segment: best in float32."""
    key, value = layout.with_front(module.layer_idx, key, value)
    lengths = [segment.length for segment in layout.segments]
    queries, keys, values = (dict(zip([segment.start for segment in layout.segments], each.split(lengths, 2), strict=True)) for each in (query, key, value))
    window = layout.binding(sliding_window)
    parts = []
    for segment in layout.segments:
        starts = [start for start, _ in segment.before] + [segment.start]
        seen_keys, seen_values = (torch.cat([pieces[start] for start in starts], 2) for pieces in (keys, values))
        past = ~unseen_mask(segment.length, segment.depth, query.device, window) if segment.depth or window else None
        parts.append(F.scaled_dot_product_attention(queries[segment.start], seen_keys, seen_values, past, is_causal=past is None, scale=scaling, enable_gqa=True))
    return torch.cat(parts, 2).transpose(1, 2).contiguous(), None


def packed_bmm(module, query, key, value, mask, scaling=None, layout=None, sliding_window=None, **_):
    """Plain batched products: on CPUs with bfloat16 units twice as fast as torch's kernel, which works in float32 inside."""
    key, value = layout.with_front(module.layer_idx, key, value)
    return PackedAttention.apply(query[0], key[0], value[0], layout, scaling, layout.binding(sliding_window))[None], None


def packed_varlen(module, query, key, value, mask, scaling=None, layout=None, sliding_window=None, **_):
    """FlashAttention over all segments in one call, on NVIDIA GPUs in 16 bits. What segments share is gathered for each.

    The last query of a segment sees its last key, so a segment that follows others sees them whole. The operator beneath
    torch's varlen_attn, because it takes heads that share keys as they are in every torch since 2.5, and that since 2.12.
    """
    key, value = layout.with_front(module.layer_idx, key, value)
    query, key, value = (each[0].transpose(0, 1) for each in (query, key, value))
    spans = layout.spans(query.device)
    if spans.seen is not None:
        key, value = key.index_select(0, spans.seen), value.index_select(0, spans.seen)
    ends, longest = (spans.query_ends, spans.key_ends), (spans.longest_query, spans.longest_key)
    window = layout.binding(sliding_window)
    sides = {} if window is None else {"window_size_left": window - 1, "window_size_right": 0}
    result = torch.ops.aten._flash_attention_forward(query, key, value, *ends, *longest, 0.0, True, False, scale=scaling, **sides)
    return result[0][None], None


AttentionInterface.register("attune_sdpa", packed_sdpa)
AttentionInterface.register("attune_varlen", packed_varlen)
AttentionInterface.register("attune_bmm", packed_bmm)
AttentionMaskInterface.register("attune_sdpa", lambda *_, **__: None)
AttentionMaskInterface.register("attune_varlen", lambda *_, **__: None)
AttentionMaskInterface.register("attune_bmm", lambda *_, **__: None)


class PackedAttention(torch.autograd.Function):
    """Blocks of queries against the keys up to them, heads that share keys side by side in one tall matrix.

    "Grouped" is (kv_heads, tokens * heads per group, size): made once per pack, so that every block is a view.
    """

    @staticmethod
    def forward(ctx, query, key, value, layout, scale, window):
        folded = fold(query * scale, key.shape[0])
        blocks = layout.blocks(folded.shape[1] // key.shape[1], key.device, window)
        result = torch.empty_like(folded)
        kept = []
        for block in blocks:
            weights = probabilities(folded[:, block.rows], block.gather(key), block.mask)
            torch.bmm(weights, block.gather(value), out=result[:, block.rows])
            if block.short:
                kept.append(weights)
        ctx.save_for_backward(folded, key, value, result, *kept)
        ctx.blocks, ctx.scale = blocks, scale
        return unfold(result, query.shape)

    @staticmethod
    def backward(ctx, gradient):
        query, key, value, result, *kept = ctx.saved_tensors
        outer = fold(gradient.transpose(0, 1), key.shape[0])
        along = (outer * result).sum(-1, keepdim=True)
        d_query = torch.empty_like(query)
        d_key, d_value = (torch.zeros_like(key, dtype=torch.float32) for _ in range(2))
        short = iter(kept)
        for block in ctx.blocks:
            rows, seen_key = block.rows, block.gather(key)
            weights = next(short) if block.short else probabilities(query[:, rows], seen_key, block.mask)
            slopes = torch.baddbmm(along[:, rows], outer[:, rows], block.gather(value).transpose(1, 2), beta=-1).mul_(weights)
            torch.bmm(slopes, seen_key, out=d_query[:, rows])
            block.scatter_add(d_key, torch.bmm(slopes.transpose(1, 2), query[:, rows]))
            block.scatter_add(d_value, torch.bmm(weights.transpose(1, 2), outer[:, rows]))
        shape = (gradient.shape[1], *key.shape[1:])
        return unfold(d_query.mul_(ctx.scale), shape).transpose(0, 1), d_key.to(key.dtype), d_value.to(key.dtype), None, None, None


def fold(heads: torch.Tensor, groups: int) -> torch.Tensor:
    """(heads, tokens, size) to grouped: a token's heads of one group follow each other."""
    count, tokens, size = heads.shape
    return heads.view(groups, count // groups, tokens, size).transpose(1, 2).reshape(groups, -1, size)


def unfold(grouped: torch.Tensor, shape: tuple[int, int, int]) -> torch.Tensor:
    """Grouped to (tokens, heads, size), contiguous; `shape` is (heads, tokens, size)."""
    heads, tokens, size = shape
    return grouped.view(grouped.shape[0], tokens, -1, size).transpose(0, 1).reshape(tokens, heads, size)


def probabilities(query: torch.Tensor, key: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Softmax in float32 over the keys that each query sees. query: (groups, rows, size), already scaled; key: (groups, seen, size)."""
    scores = torch.bmm(query, key.transpose(1, 2)).float().add_(mask)
    return scores.softmax(-1).to(query.dtype)
