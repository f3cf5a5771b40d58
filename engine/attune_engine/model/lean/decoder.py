"""All layers of a model as one step of autograd: only adapters get gradients, and nothing is recorded in between."""

import torch

from attune_engine.data.pack import Pack
from attune_engine.model.lean.layer import Layer, Scene
from attune_engine.model.lean.norm import Norm, epsilon_columns
from attune_engine.model.lean.rotary import Rotary
from attune_engine.model.lean.stack import base_of, round_up
from attune_engine.model.lean.tiles import Heads, Tiles


class Decoder:
    """Built from a causal model of transformers (LoRA already attached), whose linear weights it takes over. With `layers`, only
    from so many of the lowest: they can be read, not trained. `first` is the lowest layer with an adapter, `lowest` the lowest whose adapter is
    trained now: below it nothing is kept for the backward pass, and none is made."""

    def __init__(self, causal: torch.nn.Module, layers: int | None = None):
        model, config = causal.base_model, causal.config
        modules = model.layers[:layers]
        size = config.hidden_size
        self.heads = Heads(config.num_attention_heads, config.num_key_value_heads, model.layers[0].self_attn.head_dim)
        self.embeddings, self.rotary = model.embed_tokens, model.rotary_emb
        self.extra = round_up(max([2, *(rank_of(each) for layer in modules for each in (layer.self_attn.o_proj, layer.mlp.down_proj))]))
        self.layers = [Layer(layer, self.heads, self.extra) for layer in modules]
        self.norm = Norm(model.norm, self.extra)
        self.columns = torch.tensor(epsilon_columns(size, model.norm.variance_epsilon, self.norm.weight.dtype) + [0.0] * (self.extra - 2), dtype=self.norm.weight.dtype)
        self.parameters = [parameter for layer in self.layers for stack in layer.stacks for adapter in stack.adapters for parameter in (adapter.a, adapter.b)]
        self.copies = [copy for layer in self.layers for stack in layer.stacks for copy in stack.copies()]

        self.first = self.lowest = next((number for number, layer in enumerate(self.layers) if any(stack.rank for stack in layer.stacks)), 0)

    def notice_trained(self) -> None:
        """Look which adapters are trained by now."""
        trained = (number for number, layer in enumerate(self.layers) if any(each.requires_grad for stack in layer.stacks for adapter in stack.adapters for each in (adapter.a, adapter.b)))
        self.lowest = next(trained, self.first)

    def refresh(self) -> None:
        """Take the adapters' current values. At every pass: a parameter's version does not tell that the fused optimizer changed it."""
        if self.copies:
            torch._foreach_copy_([target for target, _ in self.copies], [source for _, source in self.copies])

    def start(self, pack: Pack, entered: torch.Tensor | None = None) -> tuple[torch.Tensor, Scene]:
        """The stream before the first layer, or before the one that `entered` enters: (tokens, size + extra)."""
        embedded = self.embeddings(pack.ids[0]) if entered is None else entered
        stream = torch.cat([embedded, self.columns.expand(len(embedded), -1)], 1)
        tiles = Tiles(pack.segments, pack.tokens, self.heads, stream.dtype)
        return stream, Scene(tiles, Rotary.of(self.rotary, embedded, pack.positions))


    def lower_states(self, pack: Pack, layers: int) -> torch.Tensor:
        """(tokens, size) behind the first `layers` layers."""
        stream, scene = self.start(pack)
        for layer in self.layers[:layers]:
            stream, _ = layer.forward(stream, scene)
        return stream[:, : self.norm.size].contiguous()


class DecoderPass(torch.autograd.Function):
    """Gives (losses, size): the last states at the pack's predictors, normalised. `entered` are the states that enter the first
    layer with an adapter, where they are known."""

    @staticmethod
    def forward(ctx, decoder: Decoder, pack: Pack, entered: torch.Tensor | None, *parameters: torch.Tensor) -> torch.Tensor:
        decoder.refresh()
        stream, scene = decoder.start(pack, entered)
        memories = []
        for number, layer in enumerate(decoder.layers):
            if entered is not None and number < decoder.first:
                continue
            stream, memory = layer.forward(stream, scene)
            if number >= decoder.lowest and any(ctx.needs_input_grad):
                memories.append(memory)
        chosen = stream.index_select(0, pack.predictors)
        states, lengths = decoder.norm.forward(chosen)
        ctx.decoder, ctx.pack, ctx.scene, ctx.memories, ctx.chosen, ctx.lengths = decoder, pack, scene, memories, chosen, lengths
        return states[:, : decoder.norm.size].contiguous()

    @staticmethod
    def backward(ctx, gradient: torch.Tensor):
        decoder, pack = ctx.decoder, ctx.pack
        inner = torch.zeros_like(ctx.chosen)
        inner[:, : decoder.norm.size] = gradient
        at_predictors = decoder.norm.backward(inner, ctx.chosen, ctx.lengths)
        slopes = at_predictors.new_zeros(pack.tokens, at_predictors.shape[1]).index_add_(0, pack.predictors, at_predictors)
        gradients: dict[torch.Tensor, torch.Tensor] = {}
        for layer in reversed(decoder.layers[decoder.lowest :]):
            layer.backward(slopes, ctx.memories.pop(), ctx.scene, gradients, layer is decoder.layers[decoder.lowest])
        return None, None, None, *(gradients.get(parameter) for parameter in decoder.parameters)


def rank_of(module: torch.nn.Module) -> int:
    return 0 if base_of(module) is module else module.r["default"]
