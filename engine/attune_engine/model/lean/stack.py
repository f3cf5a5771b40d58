"""Linear layers that read the same input, with their adapters, as one matrix.

weights: (width, in) = the layers' weights one below the other, their A matrices, zeros up to `width`.
lifts: (rank, width) = Bᵀ of each layer, in its own ranks and columns; zeros elsewhere.
So one product makes all outputs, one more all low-rank parts; and with the low-rank gradients written behind the output
gradients, one product makes the whole gradient of the input. The base's weights become views of the stack: no copy stays.
"""

from dataclasses import dataclass

import torch
from peft.tuners.lora import Linear as LoraLinear


@dataclass(frozen=True)
class Adapter:
    """One layer's LoRA inside a stack: its place among the ranks and among the outputs."""

    a: torch.nn.Parameter
    b: torch.nn.Parameter
    ranks: slice
    outputs: slice


class Stack:
    """`extra` asks for at least so many columns behind the outputs; `outputs` is how many columns are outputs."""

    def __init__(self, modules: list[torch.nn.Module], extra: int = 0):
        bases = [base_of(module) for module in modules]
        self.outputs = sum(base.out_features for base in bases)
        self.rank = sum(module.r["default"] for module in modules if isinstance(module, LoraLinear))
        self.width = self.outputs + max(extra, round_up(self.rank))
        like = bases[0].weight
        self.weights = like.new_zeros(self.width, bases[0].in_features)
        self.lifts = like.new_zeros(self.rank, self.width)
        self.bias = join_biases(bases)
        self.adapters, scales = take_over(self.weights, modules, bases)
        self.scales = torch.tensor(scales, dtype=like.dtype)
        self.forth = self.weights[: self.outputs].t()
        self.down = self.weights[self.outputs : self.outputs + self.rank].t()
        self.up = self.lifts[:, : self.outputs]

    def copies(self) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """(place in the stack, adapter's own tensor): copying each into its place brings the stack up to date."""
        pairs = []
        for adapter in self.adapters:
            pairs.append((self.weights[self.outputs :][adapter.ranks], adapter.a.detach()))
            pairs.append((self.lifts[adapter.ranks, adapter.outputs], adapter.b.detach().t()))
        return pairs

    def low(self, x: torch.Tensor) -> torch.Tensor | None:
        """scale · x·Aᵀ of all layers: (tokens, rank)."""
        return torch.mm(x, self.down).mul_(self.scales) if self.rank else None

    def apply(self, x: torch.Tensor, out: torch.Tensor) -> torch.Tensor | None:
        """All outputs into `out` (tokens, outputs); returns the low-rank part, which the backward pass needs."""
        torch.mm(x, self.forth, out=out)
        return self.finish(x, out)

    def add_to(self, x: torch.Tensor, out: torch.Tensor) -> torch.Tensor | None:
        """The same, added to what `out` holds."""
        out.addmm_(x, self.forth)
        return self.finish(x, out)

    def finish(self, x: torch.Tensor, out: torch.Tensor) -> torch.Tensor | None:
        low = self.low(x)
        if low is not None:
            out.addmm_(low, self.up)
        if self.bias is not None:
            out.add_(self.bias)
        return low

    def adapter_gradients(self, slopes: torch.Tensor, low: torch.Tensor | None, x: torch.Tensor, gradients: dict) -> None:
        """Gradients of all A and B by parameter. `slopes` (tokens, width) holds the outputs' gradients; the columns behind them are filled in."""
        if low is None:
            return
        down = torch.mm(slopes, self.lifts.t()).mul_(self.scales)
        slopes[:, self.outputs : self.outputs + self.rank] = down
        lifts, lows = torch.mm(low.t(), slopes), torch.mm(down.t(), x)
        for adapter in self.adapters:
            gradients[adapter.a] = lows[adapter.ranks]
            gradients[adapter.b] = lifts[adapter.ranks, adapter.outputs].t()

    def input_gradient(self, slopes: torch.Tensor, out: torch.Tensor) -> torch.Tensor:
        """(tokens, in), after `adapter_gradients` completed `slopes`."""
        return torch.mm(slopes, self.weights, out=out)


def base_of(module: torch.nn.Module) -> torch.nn.Linear:
    return module.base_layer if isinstance(module, LoraLinear) else module


def round_up(count: int) -> int:
    """Rows of whole 32 bytes in bfloat16."""
    return (count + 15) // 16 * 16


def join_biases(bases: list[torch.nn.Linear]) -> torch.Tensor | None:
    """All biases in one row, zeros for a layer without; None if none has one."""
    if all(base.bias is None for base in bases):
        return None
    return torch.cat([base.weight.new_zeros(base.out_features) if base.bias is None else base.bias.detach() for base in bases])


def take_over(weights: torch.Tensor, modules: list[torch.nn.Module], bases: list[torch.nn.Linear]) -> tuple[list[Adapter], list[float]]:
    """Move the bases' weights into the stack; list the adapters, and the scale of every rank."""
    adapters: list[Adapter] = []
    scales: list[float] = []
    row = 0
    for module, base in zip(modules, bases, strict=True):
        place = slice(row, row + base.out_features)
        weights[place] = base.weight.detach()
        base.weight.data = weights[place]
        row = place.stop
        if isinstance(module, LoraLinear):
            rank = module.r["default"]
            ranks = slice(len(scales), len(scales) + rank)
            adapters.append(Adapter(module.lora_A["default"].weight, module.lora_B["default"].weight, ranks, place))
            scales += [module.scaling["default"]] * rank
    return adapters, scales
