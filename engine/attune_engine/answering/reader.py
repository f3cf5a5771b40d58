"""A decoder that reads a few tokens behind those it remembers.

The model's own layers, called one by one: what transformers does around them for every token (masks, checks, a cache that is
made anew) costs as much as a small model's own work. Shapes: stream (tokens, size); heads (heads, tokens, head size).
"""

import torch
import torch.nn.functional as F
from transformers import PreTrainedModel

from attune_engine.answering.memory import SPARE, Memory
from attune_engine.errors import EngineError

Rotation = tuple[torch.Tensor, torch.Tensor]


class Reader:
    """For the shapes that `read_shape` lets through: Llama, Mistral, Qwen2, Qwen3, whatever adapter their linear layers carry."""

    def __init__(self, causal: PreTrainedModel):
        """Raises base_unsupported."""
        if hasattr(causal.base_model.layers[0], "pre_feedforward_layernorm"):
            raise EngineError("base_unsupported", f"Answers of {type(causal).__name__} are written by llama.cpp alone.", "Import the base as a GGUF file.")
        self.config, self.decoder, self.head = causal.config, causal.base_model, causal.get_output_embeddings()
        self.layers = list(self.decoder.layers)
        self.context = self.config.max_position_embeddings

    def new_memory(self, tokens: int = SPARE) -> Memory:
        return Memory(self.config, self.decoder.norm.weight, tokens)

    def embed(self, ids: list[int]) -> torch.Tensor:
        return self.decoder.embed_tokens(torch.tensor(ids, device=self.decoder.norm.weight.device))

    def read(self, stream: torch.Tensor, memory: Memory) -> torch.Tensor:
        """What comes next, as (vocabulary) scores, after reading embedded tokens into the memory."""
        tokens, before = len(stream), memory.length
        memory.make_room(tokens)
        rotation = self.rotation(stream, before)
        mask = torch.ones(tokens, before + tokens, dtype=torch.bool, device=stream.device).tril(before) if tokens > 1 and before else None
        for number, layer in enumerate(self.layers):
            stream = stream + attend(layer.self_attn, normal(layer.input_layernorm, stream), memory, number, rotation, mask)
            stream = stream + layer.mlp(normal(layer.post_attention_layernorm, stream))
        memory.length += tokens
        return self.head(normal(self.decoder.norm, stream[-1:]))[0]

    def rotation(self, stream: torch.Tensor, before: int) -> Rotation:
        """Cosines, and sines with the sign that `turn` needs, (tokens, size) each; made by the model's own module, whatever its scaling."""
        positions = torch.arange(before, before + len(stream), device=stream.device)
        cos, sin = self.decoder.rotary_emb(stream[None], positions[None])
        half = sin.shape[-1] // 2
        return cos[0], torch.cat([-sin[0, :, :half], sin[0, :, half:]], -1)


def attend(module: torch.nn.Module, x: torch.Tensor, memory: Memory, number: int, rotation: Rotation, mask: torch.Tensor | None) -> torch.Tensor:
    """One layer's attention over all that is remembered and `x`, which is written into the memory."""
    tokens, size = len(x), module.head_dim
    query, key, value = (project(x).view(tokens, -1, size) for project in (module.q_proj, module.k_proj, module.v_proj))
    if hasattr(module, "q_norm"):
        query, key = normal(module.q_norm, query), normal(module.k_norm, key)
    end = memory.length + tokens
    keys, values = memory.keys[number, :, :end], memory.values[number, :, :end]
    query = turn(query.transpose(0, 1), rotation)
    keys[:, memory.length :] = turn(key.transpose(0, 1), rotation)
    values[:, memory.length :] = value.transpose(0, 1)
    found = look_up(query, keys, values, module.scaling) if tokens == 1 else look_up_many(query, keys, values, module.scaling, mask)
    return module.o_proj(found.reshape(tokens, -1))


def look_up(query: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, scale: float) -> torch.Tensor:
    """For one token, which sees everything: heads that share keys are rows of one matrix, so nothing is repeated."""
    grouped = query.reshape(len(keys), -1, query.shape[-1]) * scale
    weights = torch.bmm(grouped, keys.transpose(1, 2)).softmax(-1, dtype=torch.float32)
    return torch.bmm(weights.to(values.dtype), values)


def look_up_many(query: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, scale: float, mask: torch.Tensor | None) -> torch.Tensor:
    """(tokens, heads, size): every token sees itself and what is before it."""
    found = F.scaled_dot_product_attention(query[None], keys[None], values[None], attn_mask=mask, is_causal=mask is None, scale=scale, enable_gqa=True)
    return found[0].transpose(0, 1)


def turn(heads: torch.Tensor, rotation: Rotation) -> torch.Tensor:
    """Rotary positions: both halves of a head are turned against each other."""
    cos, sin = rotation
    return (heads * cos).addcmul_(heads.roll(heads.shape[-1] // 2, -1), sin)


def normal(module: torch.nn.Module, x: torch.Tensor) -> torch.Tensor:
    """RMSNorm as transformers computes it."""
    exact = x.float()
    rate = exact.square().mean(-1, keepdim=True).add_(module.variance_epsilon).rsqrt_()
    return module.weight * (exact * rate).to(x.dtype)
