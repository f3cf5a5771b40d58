"""Root-mean-square normalisation with a backward pass of our own: two thirds of the passes over memory, the same result.

x: (..., size) -> x / sqrt(mean(x²) + epsilon) * weight, the mean in float32, as transformers' own modules do it.
"""

import types

import torch


class RmsNorm(torch.autograd.Function):
    """For a frozen weight: a gradient for x only. Many small steps, which a processor's cache makes cheap and a GPU does not: that has one of its own."""

    @staticmethod
    def forward(ctx, x, weight, epsilon):
        exact = x.to(torch.float32, copy=True)
        size = torch.linalg.vector_norm(exact, dim=-1, keepdim=True)
        rate = size.square_().div_(x.shape[-1]).add_(epsilon).rsqrt_()
        normal = exact.mul_(rate).to(x.dtype)
        ctx.save_for_backward(normal, rate, weight)
        return normal * weight

    @staticmethod
    def backward(ctx, gradient):
        normal, rate, weight = ctx.saved_tensors
        inner, exact = (gradient * weight).float(), normal.float()
        along = (inner * exact).mean(-1, keepdim=True)
        return inner.addcmul_(exact, along, value=-1).mul_(rate).to(gradient.dtype), None, None


def use_lean_norms(model: torch.nn.Module) -> None:
    """Give every frozen RMSNorm of a model the lean forward."""
    for module in model.modules():
        if is_plain(module) and not module.weight.requires_grad:
            module.forward = types.MethodType(lean_forward, module)


def is_plain(module: torch.nn.Module) -> bool:
    """Whether a module normalises as above; Gemma's, for one, scales by 1 + weight and keeps its epsilon elsewhere."""
    return type(module).__name__.endswith("RMSNorm") and hasattr(module, "variance_epsilon")


def lean_forward(module: torch.nn.Module, x: torch.Tensor) -> torch.Tensor:
    if x.is_cuda:
        return torch.nn.functional.rms_norm(x, (x.shape[-1],), module.weight, module.variance_epsilon)
    return RmsNorm.apply(x, module.weight, module.variance_epsilon)


def drop_lean_norms(model: torch.nn.Module) -> None:
    """Give every norm that is trained its own forward again: the lean one has no gradient for the weight."""
    for module in model.modules():
        weight = getattr(module, "weight", None)
        if "forward" in vars(module) and type(module).__name__.endswith("RMSNorm") and weight is not None and weight.requires_grad:
            del module.forward
