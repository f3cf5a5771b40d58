"""A linear layer and its LoRA in one step: fewer passes over memory than PEFT's own forward, the same result.

x: (..., in); weight: (out, in); a: (rank, in); b: (out, rank); result: (..., out) = x·Wᵀ + bias + scale·(x·Aᵀ)·Bᵀ.
"""

import types

import peft
import torch
import torch.nn.functional as F
from peft.tuners.lora import Linear


class LinearWithLora(torch.autograd.Function):
    """For a frozen linear layer: gradients for x, a and b only. The weight is asked of the layer in both passes, for it may be
    kept in few bits and whole only while it is used."""

    @staticmethod
    def forward(ctx, x, linear, a, b, scale):
        rows = x.flatten(0, -2)
        low = rows @ a.t()
        result = F.linear(rows, linear.weight, linear.bias).addmm_(low, b.t(), alpha=scale)
        ctx.save_for_backward(rows, a, b, low)
        ctx.linear, ctx.scale, ctx.shape = linear, scale, x.shape
        return result.view(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx, d_result):
        rows, a, b, low = ctx.saved_tensors
        d_rows = d_result.flatten(0, -2)
        d_low = (d_rows @ b).mul_(ctx.scale)
        d_x = None
        if ctx.needs_input_grad[0]:
            d_x = (d_rows @ ctx.linear.weight).addmm_(d_low, a).view(ctx.shape)
        return d_x, None, d_low.t() @ rows, (d_rows.t() @ low).mul_(ctx.scale), None


def fuse(model: peft.PeftModel) -> None:
    """Give every plain LoRA layer the fused forward. Layers with dropout, variants or several adapters keep PEFT's."""
    for module in model.modules():
        if isinstance(module, Linear) and is_plain(module):
            module.forward = types.MethodType(fused_forward, module)


def is_plain(layer: Linear) -> bool:
    return not layer.lora_variant and isinstance(layer.lora_dropout["default"], torch.nn.Identity) and not layer.fan_in_fan_out


def fused_forward(layer: Linear, x: torch.Tensor) -> torch.Tensor:
    linear = layer.base_layer
    if layer.disable_adapters:
        return linear(x)
    return LinearWithLora.apply(x, linear, layer.lora_A["default"].weight, layer.lora_B["default"].weight, layer.scaling["default"])
