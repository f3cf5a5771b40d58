"""What a soft prompt is before it learns."""

import random
from itertools import cycle, islice

import torch
from transformers import PreTrainedModel

from attune_engine.data.tokenizer import ChatTokenizer
from attune_engine.errors import EngineError
from attune_engine.methods.soft_prompt.config import PrefixTuningConfig, PromptTuningConfig, PTuningConfig
from attune_engine.model.ordinary_attention import ordinary_attention
from attune_engine.model.soft_prompted import remember

Config = PromptTuningConfig | PTuningConfig | PrefixTuningConfig


@torch.no_grad()
def start_embeddings(model: PreTrainedModel, config: Config, tokenizer: ChatTokenizer, seed: int) -> torch.Tensor:
    """(tokens, size) in the model's dtype; random ones are as large as the vocabulary's."""
    known = model.get_input_embeddings().weight
    if config.start == "random":
        generator = torch.Generator().manual_seed(seed)
        return (torch.randn(config.tokens, known.shape[1], generator=generator) * known.float().std().item()).to(known)
    return known[torch.tensor(start_ids(config, tokenizer, seed), device=known.device)].clone()


@torch.no_grad()
def start_keys_and_values(model: PreTrainedModel, config: PrefixTuningConfig, tokenizer: ChatTokenizer, seed: int) -> torch.Tensor:
    """(tokens, layers * 2 * kv_heads * head size): what tokens leave in the cache; random ones are as large as those."""
    with ordinary_attention(model):
        remembered = remember(model, start_ids(config, tokenizer, seed))
    if config.start == "random":
        generator = torch.Generator().manual_seed(seed)
        return (torch.randn(remembered.shape, generator=generator) * remembered.float().std().item()).to(remembered)
    return remembered


def start_ids(config: Config, tokenizer: ChatTokenizer, seed: int) -> list[int]:
    """`config.tokens` token ids: the text's, over and over if it is short; or words drawn from the vocabulary."""
    if config.start == "text":
        ids = tokenizer.encode_text(config.text or "")
        if not ids:
            raise EngineError("config_bad_value", "method.text holds nothing that the base's tokenizer knows.", "Write it in words.")
        return list(islice(cycle(ids), config.tokens))
    ordinary = [index for index in range(tokenizer.tokenizer.get_vocab_size()) if index not in tokenizer.special_ids]
    return random.Random(seed).choices(ordinary, k=config.tokens)
