"""Attach, save and load soft prompts in PEFT's format."""

from pathlib import Path

import peft
import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from attune_engine.errors import EngineError
from attune_engine.methods.soft_prompt.config import PrefixTuningConfig, PromptTuningConfig, PTuningConfig
from attune_engine.methods.soft_prompt.encoder import PromptEncoder
from attune_engine.methods.soft_prompt.start import Config, start_embeddings, start_keys_and_values
from attune_engine.methods.trainable import Setting, Trainable
from attune_engine.model.soft_prompted import SoftPrompted

WEIGHTS = "adapter_model.safetensors"
SETTINGS = "adapter_config.json"
ENCODER = "encoder.safetensors"
FILES = (WEIGHTS, SETTINGS)
PROMPT = "prompt_embeddings"


def attach(model: PreTrainedModel, config: Config, setting: Setting) -> Trainable:
    """Put a prompt before a frozen base, started from the config's text, from the vocabulary or at random. Raises base_unsupported."""
    if "sliding_attention" in (getattr(model.config, "layer_types", None) or []):
        raise EngineError("base_unsupported", "Most layers of this base see a window, which a prompt at the start would leave.", "Use LoRA, freeze or full on it.")
    if isinstance(config, PrefixTuningConfig):
        prompt = torch.nn.Parameter(start_keys_and_values(model, config, setting.tokenizer, setting.seed))
        return Trainable(SoftPrompted(model, "keys_and_values", config.tokens, lambda: prompt), {PROMPT: prompt})
    start = start_embeddings(model, config, setting.tokenizer, setting.seed)
    if isinstance(config, PromptTuningConfig):
        prompt = torch.nn.Parameter(start)
        return Trainable(SoftPrompted(model, "embeddings", config.tokens, lambda: prompt), {PROMPT: prompt})
    encoder = PromptEncoder(start, config.inner or model.config.hidden_size, setting.seed).to(start.device)
    return Trainable(SoftPrompted(model, "embeddings", config.tokens, encoder), dict(encoder.named_parameters()))


def save(trainable: Trainable, masters: dict[str, torch.Tensor], folder: Path) -> None:
    """Write the prompt as it stands; a P-tuning run keeps its network beside it to go on from."""
    model = trainable.model
    if PROMPT in masters:
        prompt = masters[PROMPT].detach()
    else:
        prompt = model.values().detach().float()
        save_file({name: tensor.detach().contiguous() for name, tensor in masters.items()}, folder / ENCODER, {"format": "pt"})
    save_file({PROMPT: prompt.contiguous()}, folder / WEIGHTS, {"format": "pt"})
    peft_settings(model, PROMPT not in masters).save_pretrained(folder)


def peft_settings(model: SoftPrompted, has_network: bool) -> peft.PeftConfig:
    """The settings that PEFT reads."""
    config = model.config
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    cached = model.kind == "keys_and_values"
    kind = peft.PrefixTuningConfig if cached else peft.PromptEncoderConfig if has_network else peft.PromptTuningConfig
    return kind(
        task_type="CAUSAL_LM",
        inference_mode=True,
        num_virtual_tokens=model.tokens,
        token_dim=config.num_key_value_heads * size if cached else config.hidden_size,
        num_attention_heads=config.num_key_value_heads if cached else config.num_attention_heads,
        num_layers=config.num_hidden_layers,
        num_transformer_submodules=1,
    )


def load(folder: Path, config: Config | None = None) -> dict[str, torch.Tensor]:
    """The float32 masters of a checkpoint."""
    return load_file(folder / (ENCODER if isinstance(config, PTuningConfig) else WEIGHTS))


def wrap_saved(model: PreTrainedModel, folder: Path) -> torch.nn.Module:
    """A base with a saved prompt, for reading. Raises adapter_broken."""
    settings = peft.PeftConfig.from_pretrained(str(folder))
    embedding = model.get_input_embeddings().weight
    prompt = load_file(folder / WEIGHTS)[PROMPT].to(embedding)
    kind = "keys_and_values" if settings.peft_type == peft.PeftType.PREFIX_TUNING else "embeddings"
    if prompt.shape != (settings.num_virtual_tokens, width(model, kind)):
        raise EngineError("adapter_broken", f"The prompt in {folder.name} does not fit the base: {tuple(prompt.shape)}.", "Use the base that the prompt was trained on.")
    return SoftPrompted(model, kind, len(prompt), lambda: prompt).eval()


def width(model: PreTrainedModel, kind: str) -> int:
    """Numbers of one virtual token."""
    config = model.config
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return config.hidden_size if kind == "embeddings" else config.num_hidden_layers * 2 * config.num_key_value_heads * size


def write_gguf(result: Path, base: Path, folder: Path) -> None:
    """llama.cpp has no soft prompts: the Python engine serves them."""
    return None
