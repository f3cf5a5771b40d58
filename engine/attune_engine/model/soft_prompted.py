"""A frozen model that reads a soft prompt before every conversation.

The prompt is laid once into every pack, as what all rows follow: what rows share is computed once whether it is text or not.
"""

from collections.abc import Callable
from typing import Literal

import torch
from transformers import DynamicCache, PreTrainedModel
from transformers.generation import GenerationConfig

from attune_engine.data.pack import Pack, behind_prompt
from attune_engine.model.layout import Layout

PromptKind = Literal["embeddings", "keys_and_values"]


class SoftPrompted(torch.nn.Module):
    """`values` gives the prompt: (tokens, size) embeddings, or (tokens, layers * 2 * kv_heads * head size) keys and values as
    they lie in a cache, rotated (both as PEFT files them)."""

    def __init__(self, causal: PreTrainedModel, kind: PromptKind, tokens: int, values: Callable[[], torch.Tensor]):
        super().__init__()
        self.causal, self.kind, self.tokens, self.values = causal, kind, tokens, values

    @property
    def config(self):
        return self.causal.config

    def get_base_model(self) -> PreTrainedModel:
        return self.causal

    def get_output_embeddings(self) -> torch.nn.Module:
        return self.causal.get_output_embeddings()

    def response_states(self, pack: Pack) -> torch.Tensor:
        """(losses, size): the last hidden states at the pack's predictors."""
        led, values = behind_prompt(pack, self.tokens), self.values()
        if self.kind == "embeddings":
            embedded = self.causal.get_input_embeddings()(pack.ids[0])
            given, front = {"inputs_embeds": torch.cat([values, embedded])[None]}, None
        else:
            given, front = {"input_ids": led.ids}, layers_of(values, self.config)
        states = self.causal.base_model(**given, position_ids=led.positions, use_cache=False, layout=Layout(led.segments, front))
        return states.last_hidden_state[0].index_select(0, led.predictors)

    def generate(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, generation_config: GenerationConfig) -> torch.Tensor:
        """As the model's own: (rows, prompt and answer). It is to attend the ordinary way."""
        rows = len(input_ids)
        front = input_ids.new_zeros(rows, self.tokens)
        said = self.causal.generate(
            input_ids=torch.cat([front, input_ids], 1),
            attention_mask=torch.cat([torch.ones_like(front), attention_mask], 1),
            past_key_values=self.cache(rows),
            generation_config=generation_config,
        )
        return said[:, self.tokens :]

    def cache(self, rows: int) -> DynamicCache:
        """The prompt as the model remembers it, once per row."""
        values = self.values()
        if self.kind == "embeddings":
            cache = self.causal.base_model(inputs_embeds=values[None], use_cache=True).past_key_values
        else:
            cache = DynamicCache()
            for number, (key, value) in enumerate(layers_of(values, self.config)):
                cache.update(key[None], value[None], number)
        cache.batch_repeat_interleave(rows)
        return cache


def layers_of(values: torch.Tensor, config) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """(kv_heads, tokens, size) keys and values of every layer."""
    heads = config.num_key_value_heads
    parts = values.view(len(values), 2 * config.num_hidden_layers, heads, -1).permute(1, 2, 0, 3).contiguous()
    return [(parts[2 * number], parts[2 * number + 1]) for number in range(config.num_hidden_layers)]


@torch.no_grad()
def remember(causal: PreTrainedModel, ids: list[int]) -> torch.Tensor:
    """What a text leaves in the cache: (tokens, layers * 2 * kv_heads * head size). The model is to attend the ordinary way."""
    device = next(causal.parameters()).device
    cache = causal.base_model(input_ids=torch.tensor([ids], device=device), use_cache=True).past_key_values
    parts = [part[0].transpose(0, 1) for layer in cache.layers for part in (layer.keys, layer.values)]
    return torch.stack(parts, 1).flatten(1)
