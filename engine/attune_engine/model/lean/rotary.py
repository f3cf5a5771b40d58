"""Rotary positions, turned forth and back without one copy. Shapes: x and out (tokens, heads, size), tables (tokens, 1, size / 2)."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Rotary:
    """The pack's cosines and sines, made once by the model's own module (whatever its scaling)."""

    cos: torch.Tensor
    sin: torch.Tensor

    @staticmethod
    def of(module: torch.nn.Module, like: torch.Tensor, positions: torch.Tensor) -> "Rotary":
        cos, sin = module(like[None], positions)
        half = cos.shape[-1] // 2
        return Rotary(cos[0, :, None, :half].contiguous(), sin[0, :, None, :half].contiguous())

    def turn(self, x: torch.Tensor, out: torch.Tensor, direction: int) -> None:
        """direction 1 turns, -1 turns back, which is also the gradient."""
        half = x.shape[-1] // 2
        low, high, out_low, out_high = x[..., :half], x[..., half:], out[..., :half], out[..., half:]
        torch.mul(low, self.cos, out=out_low)
        out_low.addcmul_(high, self.sin, value=-direction)
        torch.mul(high, self.cos, out=out_high)
        out_high.addcmul_(low, self.sin, value=direction)
