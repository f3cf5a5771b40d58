"""One decoder layer: forward and backward over rows of the residual stream, (tokens, size + extra)."""

from dataclasses import dataclass

import torch

from attune_engine.model.lean.attention import Kept, attend, attend_backward
from attune_engine.model.lean.norm import HeadNorm, Norm
from attune_engine.model.lean.rotary import Rotary
from attune_engine.model.lean.stack import Stack
from attune_engine.model.lean.tiles import Heads, Tiles


@dataclass(frozen=True)
class Scene:
    """What all layers share while one pack goes through."""

    tiles: Tiles
    rotary: Rotary


@dataclass(frozen=True)
class Memory:
    """What a layer's backward pass needs. Cheap things are made again: writing and reading them would cost more."""

    entered: torch.Tensor
    entered_lengths: torch.Tensor
    attention: Kept
    heads_kept: tuple | None
    attended: torch.Tensor
    middle: torch.Tensor
    middle_lengths: torch.Tensor
    gates: torch.Tensor
    lows: tuple


class Layer:
    """Built from a decoder layer of transformers, whose weights it takes over."""

    def __init__(self, module: torch.nn.Module, heads: Heads, extra: int):
        attention, mlp = module.self_attn, module.mlp
        self.heads, self.scale = heads, attention.scaling
        self.first_norm, self.second_norm = Norm(module.input_layernorm, extra), Norm(module.post_attention_layernorm, extra)
        self.head_norm = HeadNorm(attention.q_norm, attention.k_norm, heads.query, heads.kv) if hasattr(attention, "q_norm") else None
        self.into = Stack([attention.q_proj, attention.k_proj, attention.v_proj])
        self.out = Stack([attention.o_proj], extra)
        self.gate_up = Stack([mlp.gate_proj, mlp.up_proj])
        self.down = Stack([mlp.down_proj], extra)
        self.size = self.out.outputs

    @property
    def stacks(self) -> list[Stack]:
        return [self.into, self.out, self.gate_up, self.down]

    def forward(self, entered: torch.Tensor, scene: Scene) -> tuple[torch.Tensor, Memory]:
        """The stream behind the layer, and what to keep."""
        x, entered_lengths = self.first_norm.forward(entered)
        lines, heads_kept, low_into = self.make_lines(x[:, : self.size], scene)
        attended, attention = attend(lines, scene.tiles, self.heads, self.scale)
        middle = entered.clone()
        low_out = self.out.add_to(attended, middle[:, : self.size])
        x, middle_lengths = self.second_norm.forward(middle)
        gates = room(x, len(x), self.gate_up.width, self.gate_up.outputs)
        low_gate_up = self.gate_up.apply(x[:, : self.size], gates[:, : self.gate_up.outputs])
        gate, up = self.halves(gates)
        left = middle.clone()
        low_down = self.down.add_to(torch.ops.aten.silu(gate).mul_(up), left[:, : self.size])
        return left, Memory(entered, entered_lengths, attention, heads_kept, attended, middle, middle_lengths, gates, (low_into, low_out, low_gate_up, low_down))

    def make_lines(self, x: torch.Tensor, scene: Scene) -> tuple[torch.Tensor, tuple | None, torch.Tensor | None]:
        """(tokens, heads.rows, head size): queries and keys turned, values as they are."""
        heads, turned = self.heads, self.heads.query + self.heads.kv
        made = x.new_empty(len(x), self.into.outputs)
        low = self.into.apply(x, made)
        made = made.view(len(x), heads.rows, heads.size)
        asked, kept = (made[:, :turned], None) if self.head_norm is None else self.head_norm.forward(made[:, :turned])
        lines = torch.empty_like(made)
        scene.rotary.turn(asked, lines[:, :turned], 1)
        lines[:, turned:].copy_(made[:, turned:])
        return lines, kept, low

    def backward(self, slopes: torch.Tensor, memory: Memory, scene: Scene, gradients: dict, is_first: bool) -> None:
        """`slopes` (tokens, size + extra) is the gradient of what left the layer and becomes that of what entered it."""
        low_into, low_out, low_gate_up, low_down = memory.lows
        self.mlp_backward(slopes, memory, low_gate_up, low_down, gradients)
        self.out.adapter_gradients(slopes, low_out, memory.attended, gradients)
        outer = slopes.new_empty(len(slopes) + 1, memory.attended.shape[1])
        outer[-1] = 0
        self.out.input_gradient(slopes, outer[:-1])
        lines = attend_backward(outer, memory.attention, scene.tiles, self.heads, self.scale)
        into = self.turn_back(lines, memory, scene)
        x, _ = self.first_norm.forward(memory.entered)
        self.into.adapter_gradients(into, low_into, x[:, : self.size], gradients)
        if not is_first:
            self.norm_backward(slopes, self.into, into, self.first_norm, memory.entered, memory.entered_lengths)

    def mlp_backward(self, slopes: torch.Tensor, memory: Memory, low_gate_up, low_down, gradients: dict) -> None:
        """From what leaves the layer to its middle. The gates become their own gradients."""
        gate, up = self.halves(memory.gates)
        opened = torch.ops.aten.silu(gate)
        inner = opened * up
        self.down.adapter_gradients(slopes, low_down, inner, gradients)
        d_inner = self.down.input_gradient(slopes, torch.empty_like(inner))
        torch.mul(d_inner, up, out=inner)
        torch.mul(d_inner, opened, out=up)
        torch.ops.aten.silu_backward.grad_input(inner, gate, grad_input=gate)
        x, _ = self.second_norm.forward(memory.middle)
        self.gate_up.adapter_gradients(memory.gates, low_gate_up, x[:, : self.size], gradients)
        self.norm_backward(slopes, self.gate_up, memory.gates, self.second_norm, memory.middle, memory.middle_lengths)

    def turn_back(self, lines: torch.Tensor, memory: Memory, scene: Scene) -> torch.Tensor:
        """The gradient of q, k and v as they were made, with room for the adapters' part behind it."""
        heads, turned = self.heads, self.heads.query + self.heads.kv
        into = room(lines, len(lines), self.into.width, self.into.outputs)
        made = into[:, : self.into.outputs].unflatten(1, (heads.rows, heads.size))
        made[:, turned:].copy_(lines[:, turned:])
        scene.rotary.turn(lines[:, :turned], made[:, :turned], -1)
        if self.head_norm is not None:
            made[:, :turned] = self.head_norm.backward(made[:, :turned], memory.heads_kept)
        return into

    def norm_backward(self, slopes: torch.Tensor, stack: Stack, made: torch.Tensor, norm: Norm, rows: torch.Tensor, lengths: torch.Tensor) -> None:
        """Add to the stream's gradient what came through a stack and the norm before it."""
        inner = room(rows, len(rows), rows.shape[1], self.size)
        stack.input_gradient(made, inner[:, : self.size])
        slopes.add_(norm.backward(inner, rows, lengths))

    def halves(self, gates: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        inner = self.gate_up.outputs // 2
        return gates[:, :inner], gates[:, inner : 2 * inner]


def room(like: torch.Tensor, rows: int, width: int, used: int) -> torch.Tensor:
    """(rows, width) to be filled up to `used`; zeros behind it."""
    fresh = like.new_empty(rows, width)
    fresh[:, used:].zero_()
    return fresh
