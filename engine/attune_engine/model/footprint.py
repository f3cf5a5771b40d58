"""Memory of a LoRA run by formula, in bytes. Torch-free, so that a pre-flight can use it."""

from dataclasses import dataclass

from attune_engine.model.shape import Shape

RUNTIME = 450 << 20
LOGIT_ROWS = 256
KEYS = 128
SHARE = 0.7
BAND = (0.8, 1.3)
WIDTH = {"float32": 4, "bfloat16": 2}


@dataclass(frozen=True)
class Footprint:
    """Bytes per component."""

    runtime: int
    base_weights: int
    adapter: int
    optimizer: int
    activations: int
    logits: int

    @property
    def total(self) -> int:
        return sum(vars(self).values())


def footprint(shape: Shape, dtype: str, adapter_parameters: int, pack_tokens: int) -> Footprint:
    """What a step over a pack of `pack_tokens` occupies at its peak."""
    width = WIDTH[dtype]
    copies = 0 if dtype == "float32" else 2 * width
    return Footprint(
        runtime=RUNTIME,
        base_weights=shape.parameters * width,
        adapter=adapter_parameters * (8 + copies),
        optimizer=adapter_parameters * 8,
        activations=pack_tokens * activation_bytes(shape, dtype),
        logits=(LOGIT_ROWS * width + 64) * shape.vocabulary,
    )


def activation_bytes(shape: Shape, dtype: str) -> int:
    """Kept per token between forward and backward, attention to some KEYS tokens included. That of the plain
    decoder, measured within a tenth on the starter; the lean one makes more again and keeps about two thirds of it."""
    q, kv = shape.heads * shape.head, shape.kv_heads * shape.head
    return WIDTH[dtype] * shape.layers * (5 * shape.hidden + 3 * q + 2 * kv + 4 * shape.inner + KEYS * shape.heads)


def pack_tokens_that_fit(shape: Shape, dtype: str, adapter_parameters: int, available: int) -> int:
    """Tokens whose activations fit into a share of the free memory; at least 256, so that a run can try."""
    fixed = footprint(shape, dtype, adapter_parameters, 0).total
    return max(256, int((available * SHARE - fixed) / activation_bytes(shape, dtype)))
