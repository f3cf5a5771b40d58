"""Answers to prompts, batched."""

from dataclasses import dataclass

import torch
from transformers import GenerationConfig

from attune_engine.config.messages import Prompt
from attune_engine.data.tokenizer import ChatTokenizer
from attune_engine.model.ordinary_attention import ordinary_attention


@dataclass(frozen=True)
class Answer:
    """`tokens` counts generated ones without the end; `finished` says whether the model ended it itself."""

    id: str
    text: str
    prompt_tokens: int
    tokens: int
    finished: bool


@torch.no_grad()
def generate(model: torch.nn.Module, tokenizer: ChatTokenizer, prompts: list[Prompt], max_new_tokens: int, temperature: float = 0.0, top_p: float = 1.0) -> list[Answer]:
    """Answer a batch of prompts with whatever adapter the model carries; temperature 0 is greedy and touches no random state."""
    encoded = [tokenizer.encode_prompt(prompt.messages) for prompt in prompts]
    longest = max(map(len, encoded))
    device = next(model.parameters()).device
    ids = torch.tensor([[tokenizer.pad_id] * (longest - len(each)) + each for each in encoded], device=device)
    mask = torch.tensor([[0] * (longest - len(each)) + [1] * len(each) for each in encoded], device=device)
    settings = GenerationConfig(max_new_tokens=max_new_tokens, do_sample=temperature > 0, eos_token_id=list(tokenizer.end_ids), pad_token_id=tokenizer.pad_id)
    if temperature > 0:
        settings.temperature, settings.top_p, settings.top_k = temperature, top_p, 0
    with ordinary_attention(model):
        model.eval()
        output = model.generate(input_ids=ids, attention_mask=mask, generation_config=settings)
    return [answer(tokenizer, prompt, len(given), row[longest:].tolist()) for prompt, given, row in zip(prompts, encoded, output, strict=True)]


def answer(tokenizer: ChatTokenizer, prompt: Prompt, prompt_tokens: int, generated: list[int]) -> Answer:
    """Cut an answer at its first end token."""
    end = next((place for place, token in enumerate(generated) if token in tokenizer.end_ids), None)
    said = generated if end is None else generated[:end]
    return Answer(prompt.id, tokenizer.decode(said).strip(), prompt_tokens, len(said), end is not None)

