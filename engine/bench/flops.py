"""The operations that one step of LoRA needs, whoever does it: no recomputation, no padding, the head on response tokens."""

from attune_engine.model.shape import Shape


def needed_flops(shape: Shape, rank: int, lengths: list[int], loss_tokens: int) -> float:
    """Forward and input gradients of frozen linears, all three products of LoRA, causal attention, the head."""
    tokens = sum(lengths)
    linear = shape.layers * sum(outer * inner for outer, inner in shape.linears)
    lora = shape.layers * rank * sum(outer + inner for outer, inner in shape.linears)
    attention = shape.layers * 3 * 2 * shape.heads * shape.head * sum(length * length for length in lengths)
    return tokens * (4 * linear + 6 * lora) + attention + loss_tokens * 4 * shape.hidden * shape.vocabulary
