"""Attach, save and load LoRA with PEFT, so that every tool that reads PEFT adapters reads ours."""

from pathlib import Path

import peft
import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from attune_engine.errors import EngineError
from attune_engine.gguf_format.lora_file import write_lora_gguf
from attune_engine.methods.lora.config import LoraConfig
from attune_engine.methods.lora.fused import fuse
from attune_engine.methods.trainable import Trainable
from attune_engine.model.lean.recognise import use_lean_decoder

WEIGHTS = "adapter_model.safetensors"
SETTINGS = "adapter_config.json"


def attach(model: PreTrainedModel, config: LoraConfig, seed: int, decoder: str) -> Trainable:
    """Wrap a frozen base. A starts random from `seed`, B at zero: the first forward is the base's. `decoder` "lean" is a wish
    that only models of a known shape fulfil. Raises targets_unknown."""
    torch.manual_seed(seed)
    settings = peft.LoraConfig(
        r=config.rank,
        lora_alpha=config.alpha,
        lora_dropout=config.dropout,
        target_modules=config.targets,
        use_rslora=config.rank_stabilised,
        task_type="CAUSAL_LM",
    )
    try:
        wrapped = peft.get_peft_model(model, settings, autocast_adapter_dtype=False)
    except ValueError as error:
        raise EngineError("targets_unknown", f"method.targets fits no module: {error}", 'Use "all-linear", or names like "q_proj".') from None
    fuse(wrapped)
    if decoder == "lean":
        use_lean_decoder(wrapped)
    return Trainable(wrapped, {file_name(name): parameter for name, parameter in wrapped.named_parameters() if parameter.requires_grad})


def file_name(name: str) -> str:
    """A parameter's name in adapter_model.safetensors."""
    return name.replace(".default.", ".")


def save(trainable: Trainable, tensors: dict[str, torch.Tensor], folder: Path) -> None:
    """Write an adapter in PEFT's format from float32 tensors."""
    save_file({name: tensor.detach().contiguous() for name, tensor in tensors.items()}, folder / WEIGHTS, {"format": "pt"})
    settings = trainable.model.peft_config["default"]
    settings.inference_mode = True
    settings.base_model_name_or_path = None
    settings.save_pretrained(folder)


def load(folder: Path) -> dict[str, torch.Tensor]:
    """The float32 tensors of a saved adapter."""
    return load_file(folder / WEIGHTS)


def wrap_saved(model: PreTrainedModel, folder: Path) -> torch.nn.Module:
    """A base with a saved adapter, for reading. Raises adapter_missing, adapter_broken."""
    if not (folder / WEIGHTS).exists() or not (folder / SETTINGS).exists():
        raise EngineError("adapter_missing", f"There is no adapter in {folder.name}.", "Check the path; a run leaves its adapter in adapter/.")
    try:
        return peft.PeftModel.from_pretrained(model, folder, autocast_adapter_dtype=False, local_files_only=True).eval()
    except (ValueError, RuntimeError, KeyError) as error:
        raise EngineError("adapter_broken", f"The adapter in {folder.name} does not fit the base: {error}", "Use the base that the adapter was trained on.") from None


def write_gguf(adapter: Path, base: Path, target: Path) -> None:
    """The adapter as a file that llama.cpp loads."""
    write_lora_gguf(adapter, base, target)
