"""PiSSA (arXiv 2404.02948): an adapter that starts as the largest singular directions of the weights it is laid on.

While training, the frozen weight is what is left: W - scale·B₀·A₀. A result must fit the untouched base, so it is saved as the
plain adapter of twice the rank whose product is B·A - B₀·A₀.
"""

import torch
import torch.nn.functional as F
from peft import PeftModel
from peft.tuners.lora import Linear

ITERATIONS = 8
Start = tuple[torch.Tensor, torch.Tensor]


@torch.no_grad()
def take_out(model: PeftModel, known: dict[str, Start] | None, seed: int) -> dict[str, Start]:
    """Move the largest directions from every target into its adapter; return (A₀, B₀) in float32 by the layer's name.
    `known` are those of the checkpoint that a run goes on from."""
    starts = {}
    for name, layer in model.named_modules():
        if isinstance(layer, Linear):
            a, b = layer.lora_A["default"].weight, layer.lora_B["default"].weight
            scale, weight = layer.scaling["default"], layer.base_layer.weight
            first, second = known[name] if known else largest(weight.float() / scale, len(a), seed)
            a.copy_(first)
            b.copy_(second)
            first, second = a.float().clone(), b.float().clone()
            weight.copy_(weight.float() - scale * (second @ first))
            starts[name] = (first, second)
    return starts


def largest(weight: torch.Tensor, rank: int, seed: int) -> Start:
    """A (rank, in) and B (out, rank) with B·A the best approximation of `weight` at that rank, its strength shared evenly."""
    torch.manual_seed(seed)
    left, strengths, right = torch.svd_lowrank(weight, q=min(2 * rank, *weight.shape), niter=ITERATIONS)
    root = strengths[:rank].sqrt()
    missing = rank - len(root)
    first, second = root[:, None] * right[:, :rank].t(), left[:, :rank] * root
    return F.pad(first, (0, 0, 0, missing)), F.pad(second, (0, missing))


def as_plain(masters: dict[str, torch.Tensor], starts: dict[str, Start]) -> dict[str, torch.Tensor]:
    """The adapter for the untouched base: [A; A₀] and [B, -B₀]."""
    joined = {}
    for name, tensor in masters.items():
        layer, part = name.rsplit(".lora_", 1)
        first, second = starts[layer]
        joined[name] = torch.cat([tensor, first.to(tensor.device)]) if part.startswith("A") else torch.cat([tensor, -second.to(tensor.device)], 1)
    return joined


def split_plain(joined: dict[str, torch.Tensor]) -> tuple[dict[str, torch.Tensor], dict[str, Start]]:
    """Masters and starts of a saved adapter."""
    masters, starts = {}, {}
    for name, tensor in joined.items():
        layer, part = name.rsplit(".lora_", 1)
        own, first = tensor.chunk(2, 0 if part.startswith("A") else 1)
        masters[name] = own.contiguous()
        old = starts.get(layer, (None, None))
        starts[layer] = (first.contiguous(), old[1]) if part.startswith("A") else (old[0], -first.contiguous())
    return masters, starts
