"""A frozen linear layer whose weight is kept in few bits (quantized.py)."""

import torch

from attune_engine.model.quantized import BLOCK, NF4, QuantizationName

INT8_STEPS = 127


class QuantizedLinear(torch.nn.Linear):
    """codes: (out, blocks, BLOCK / 2) uint8, two weights each, or (out, blocks, BLOCK) int8; scales: (out, blocks) float16.

    `weight` is made anew whenever it is asked for: (out, in) in the dtype of the layer that this one replaces.
    """

    def __init__(self, linear: torch.nn.Linear, kind: QuantizationName):
        torch.nn.Module.__init__(self)
        self.in_features, self.out_features, self.kind, self.dtype = linear.in_features, linear.out_features, kind, linear.weight.dtype
        codes, scales = quantize(linear.weight.detach(), kind)
        self.register_buffer("codes", codes)
        self.register_buffer("scales", scales)
        self.register_buffer("table", byte_table(self.dtype).to(codes.device), persistent=False)
        self.bias = linear.bias

    @property
    def weight(self) -> torch.Tensor:
        if self.kind == "nf4":
            values = self.table.index_select(0, self.codes.flatten().int()).view(*self.scales.shape, BLOCK)
        else:
            values = self.codes.to(self.dtype)
        whole = (values * self.scales.to(self.dtype)[..., None]).flatten(1)
        return whole[:, : self.in_features]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return QuantizedProduct.apply(x, self)


class QuantizedProduct(torch.autograd.Function):
    """x·Wᵀ + bias with a gradient for x; the weight is not kept between the passes."""

    @staticmethod
    def forward(ctx, x, layer):
        ctx.layer = layer
        return torch.nn.functional.linear(x, layer.weight, layer.bias)

    @staticmethod
    def backward(ctx, gradient):
        return gradient @ ctx.layer.weight, None


def quantize(weight: torch.Tensor, kind: QuantizationName) -> tuple[torch.Tensor, torch.Tensor]:
    """Codes and scales of a weight (out, in); a last block that is not full is filled with zeros."""
    exact = torch.nn.functional.pad(weight.float(), (0, -weight.shape[1] % BLOCK)).unflatten(1, (-1, BLOCK))
    scales = exact.abs().amax(-1)
    if kind == "int8":
        scales = (scales / INT8_STEPS).half()
        return (exact / scales.float().clamp_min(1e-30)[..., None]).round_().clamp_(-INT8_STEPS, INT8_STEPS).to(torch.int8), scales
    scales = scales.half()
    near = nearest(exact / scales.float().clamp_min(1e-30)[..., None])
    return near[..., 0::2] * 16 + near[..., 1::2], scales


def nearest(shares: torch.Tensor) -> torch.Tensor:
    """Number (uint8) of the nearest of the sixteen values for every share in [-1, 1]."""
    values = torch.tensor(NF4, device=shares.device)
    return torch.bucketize(shares, (values[1:] + values[:-1]) / 2).to(torch.uint8)


def byte_table(dtype: torch.dtype) -> torch.Tensor:
    """(256, 2): the two values of every byte."""
    values = torch.tensor(NF4, dtype=dtype)
    return torch.stack([values.repeat_interleave(16), values.repeat(16)], 1)


def quantize_layers(model: torch.nn.Module, kind: QuantizationName) -> None:
    """Replace every linear layer of a model's decoder layers; embeddings, norms and head stay."""
    for layer in model.base_model.layers:
        for parent in list(layer.modules()):
            for name, child in list(parent.named_children()):
                if type(child) is torch.nn.Linear:
                    setattr(parent, name, QuantizedLinear(child, kind))
