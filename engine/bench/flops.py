"""The operations that one step of LoRA needs: no recomputation, no padding, the head on response tokens only."""

from attune_engine.model.shape import Shape


def needed_flops(shape: Shape, rank: int, segments: list[tuple[int, int]], loss_tokens: int) -> float:
    """Forward and input gradients of frozen linears, all three products of LoRA, causal attention, the head.

    `segments` are (length, tokens before it): what rows share at their start is counted once, as it is computed.
    """
    tokens = sum(length for length, _ in segments)
    linear = shape.layers * sum(outer * inner for outer, inner in shape.linears)
    lora = shape.layers * rank * sum(outer + inner for outer, inner in shape.linears)
    attention = shape.layers * 3 * 2 * shape.heads * shape.head * sum(length * (length + 2 * before) for length, before in segments)
    return tokens * (4 * linear + 6 * lora) + attention + loss_tokens * 4 * shape.hidden * shape.vocabulary
