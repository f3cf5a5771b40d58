"""Memory of a run by formula, in bytes. Torch-free, so that a pre-flight can use it."""

from dataclasses import dataclass

from attune_engine.model.quantized import BYTES_PER_WEIGHT, QuantizationName
from attune_engine.model.shape import Shape

RUNTIME = 450 << 20
LOGIT_ROWS = 256
KEYS = 128
SHARE = 0.7
BAND = (0.8, 1.3)
WIDTH = {"float32": 4, "bfloat16": 2}


@dataclass(frozen=True)
class Demand:
    """What a method asks for: `trained` weights, which are the base's own with `in_base`; `prompt_tokens` before every pack;
    linear weights kept in few bits."""

    trained: int
    in_base: bool = False
    prompt_tokens: int = 0
    quantization: QuantizationName | None = None


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


def footprint(shape: Shape, dtype: str, demand: Demand, pack_tokens: int) -> Footprint:
    """What a step over a pack of `pack_tokens` occupies at its peak."""
    width = WIDTH[dtype]
    return Footprint(
        runtime=RUNTIME,
        base_weights=base_bytes(shape, width, demand.quantization),
        adapter=demand.trained * bytes_per_trained(dtype, demand.in_base),
        optimizer=demand.trained * 8,
        activations=(pack_tokens + demand.prompt_tokens) * activation_bytes(shape, dtype),
        logits=(LOGIT_ROWS * width + 64) * shape.vocabulary,
    )


def base_bytes(shape: Shape, width: int, quantization: QuantizationName | None) -> int:
    """The base's weights; with few bits the linear ones of its layers, and the largest of them whole while it is used."""
    if quantization is None:
        return shape.parameters * width
    sizes = [outer * inner for outer, inner in shape.linears]
    linear = shape.layers * sum(sizes)
    return int(linear * BYTES_PER_WEIGHT[quantization]) + (shape.parameters - linear + 2 * max(sizes)) * width


def bytes_per_trained(dtype: str, in_base: bool) -> int:
    """Master and gradient in float32; in another dtype a copy that computes and its gradient too. What is the base's own is counted there."""
    copies = 0 if dtype == "float32" else 2 * WIDTH[dtype]
    return 8 + copies - (WIDTH[dtype] if in_base else 0)


def activation_bytes(shape: Shape, dtype: str) -> int:
    """Kept per token between forward and backward, attention to some KEYS tokens included. That of the plain
    decoder, measured within a tenth on the starter; the lean one makes more again and keeps about two thirds of it."""
    q, kv = shape.heads * shape.head, shape.kv_heads * shape.head
    return WIDTH[dtype] * shape.layers * (5 * shape.hidden + 3 * q + 2 * kv + 4 * shape.inner + KEYS * shape.heads)


def pack_tokens_that_fit(shape: Shape, dtype: str, demand: Demand, available: int) -> int:
    """Tokens whose activations fit into a share of the free memory; at least 256, so that a run can try."""
    fixed = footprint(shape, dtype, demand, 0).total
    return max(256, int((available * SHARE - fixed) / activation_bytes(shape, dtype)))
