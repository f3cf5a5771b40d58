"""Root-mean-square normalisation by torch's one fused kernel that divides rows by their length: weight normalisation.

A row carries behind its `size` values two more that hold the epsilon: the row's length is then exactly what RMSNorm
divides by, sqrt(size) · sqrt(mean(x²) + epsilon), and the kernel's own backward pass is the right one.
"""

import math

import torch

KERNEL = torch.ops.aten._weight_norm_interface
KERNEL_BACKWARD = torch.ops.aten._weight_norm_interface_backward


class Norm:
    """One frozen RMSNorm over rows of `size` values and `extra` more. In bfloat16 sqrt(size) may round; the weight makes up for it."""

    def __init__(self, module: torch.nn.Module, extra: int):
        weight = module.weight.detach()
        size = len(weight)
        self.size, self.epsilon = size, module.variance_epsilon
        self.length = torch.tensor([[math.sqrt(size)]], dtype=weight.dtype)
        exact = weight.float() * (math.sqrt(size) / self.length.item())
        self.weight = torch.cat([exact.to(weight.dtype), weight.new_zeros(extra)])

    def forward(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Normalised rows (zeros behind `size`), and the rows' lengths for the backward pass."""
        normal, lengths = KERNEL(rows, self.lengths(rows), 0)
        return normal.mul_(self.weight), lengths

    def backward(self, slopes: torch.Tensor, rows: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The rows' gradient. `slopes` are the result's, with zeros behind `size`; they are changed."""
        slopes[:, : self.size].mul_(self.weight[: self.size])
        return KERNEL_BACKWARD(slopes, rows, self.lengths(rows), lengths, 0)[0]

    def lengths(self, rows: torch.Tensor) -> torch.Tensor:
        return self.length.expand(len(rows), 1).contiguous()


def epsilon_columns(size: int, epsilon: float, dtype: torch.dtype) -> list[float]:
    """Two numbers whose squares add up to size · epsilon as nearly as the dtype lets them."""
    wanted = size * epsilon
    first = torch.tensor(math.sqrt(wanted) * (1 - torch.finfo(dtype).eps), dtype=dtype).item()
    return [first, math.sqrt(max(0.0, wanted - first * first))]


class HeadNorm:
    """The norms of Qwen3's queries and keys: one weight per kind, over each head. Shapes: (tokens, heads, size)."""

    def __init__(self, query: torch.nn.Module, key: torch.nn.Module, heads: int, kv_heads: int):
        self.weight = torch.cat([query.weight.detach().expand(heads, -1), key.weight.detach().expand(kv_heads, -1)])
        self.epsilon = query.variance_epsilon

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        exact = x.to(torch.float32, copy=True)
        rate = exact.square().mean(-1, keepdim=True).add_(self.epsilon).rsqrt_()
        normal = exact.mul_(rate).to(x.dtype)
        return normal * self.weight, (normal, rate)

    def backward(self, slopes: torch.Tensor, kept: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        normal, rate = kept
        inner, exact = (slopes * self.weight).float(), normal.float()
        along = (inner * exact).mean(-1, keepdim=True)
        return inner.addcmul_(exact, along, value=-1).mul_(rate).to(slopes.dtype)
