"""Attach, save and load LoRA with PEFT, so that every tool that reads PEFT adapters reads ours."""

from pathlib import Path

import peft
import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from attune_engine.errors import EngineError
from attune_engine.gguf_format.lora_file import write_lora_gguf
from attune_engine.gguf_format.model_file import patch_model_gguf
from attune_engine.methods.lora.config import LoraConfig
from attune_engine.methods.lora.fused import fuse
from attune_engine.methods.lora.principal import as_plain, split_plain, take_out
from attune_engine.methods.merge import changes_of
from attune_engine.methods.trainable import Setting, Trainable
from attune_engine.model.lean.recognise import use_lean_decoder
from attune_engine.model.quantized_linear import quantize_layers
from attune_engine.model.shape import LINEARS

WEIGHTS = "adapter_model.safetensors"
SETTINGS = "adapter_config.json"
FILES = (WEIGHTS, SETTINGS)
STARTS = "attune_starts"


def attach(model: PreTrainedModel, config: LoraConfig, setting: Setting) -> Trainable:
    """Wrap a frozen base. A starts random from the seed, B at zero: the first forward is the base's. Raises targets_unknown."""
    torch.manual_seed(setting.seed)
    if config.quantization:
        quantize_layers(model, config.quantization)
    try:
        wrapped = peft.get_peft_model(model, peft_settings(config, model.config.num_hidden_layers), autocast_adapter_dtype=False)
    except ValueError as error:
        raise EngineError("targets_unknown", f"method.targets fits no module: {error}", 'Use "all-linear", or names like "q_proj".') from None
    if config.start == "principal":
        known = split_plain(load_file(setting.saved / WEIGHTS))[1] if setting.saved else None
        setattr(wrapped, STARTS, take_out(wrapped, known, setting.seed))
    fuse(wrapped)
    if setting.decoder == "lean":
        use_lean_decoder(wrapped)
    return Trainable(wrapped, {file_name(name): parameter for name, parameter in wrapped.named_parameters() if parameter.requires_grad})


def peft_settings(config: LoraConfig, layers: int) -> peft.LoraConfig:
    """The settings that PEFT reads; it chooses layers only among modules that are named."""
    names = [name.split(".")[-1] for name in LINEARS]
    return peft.LoraConfig(
        r=config.rank,
        lora_alpha=config.alpha,
        lora_dropout=config.dropout,
        target_modules=names if config.targets == "all-linear" and config.last_layers else config.targets,
        use_rslora=config.rank_stabilised,
        use_dora=config.magnitudes,
        layers_to_transform=None if config.last_layers is None else list(range(max(0, layers - config.last_layers), layers)),
        layers_pattern=None if config.last_layers is None else "layers",
        task_type="CAUSAL_LM",
    )


def file_name(name: str) -> str:
    """A parameter's name in adapter_model.safetensors."""
    return name.replace("lora_magnitude_vector.default.weight", "lora_magnitude_vector").replace(".default.", ".")


def save(trainable: Trainable, masters: dict[str, torch.Tensor], folder: Path) -> None:
    """Write an adapter in PEFT's format from float32 tensors."""
    settings = trainable.model.peft_config["default"]
    tensors = {name: tensor.detach() for name, tensor in masters.items()}
    starts = getattr(trainable.model, STARTS, None)
    if starts is not None:
        tensors = as_plain(tensors, starts)
        settings = peft.LoraConfig(**{**settings.to_dict(), "r": 2 * settings.r, "lora_alpha": settings.lora_alpha * (2**0.5 if settings.use_rslora else 2)})
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, folder / WEIGHTS, {"format": "pt"})
    settings.inference_mode = True
    settings.base_model_name_or_path = None
    settings.save_pretrained(folder)


def load(folder: Path, config: LoraConfig | None = None) -> dict[str, torch.Tensor]:
    """The float32 masters of a checkpoint of a run with that method."""
    tensors = load_file(folder / WEIGHTS)
    return split_plain(tensors)[0] if config and config.start == "principal" else tensors


def wrap_saved(model: PreTrainedModel, folder: Path) -> torch.nn.Module:
    """A base with a saved adapter, for reading. Raises adapter_broken."""
    try:
        return peft.PeftModel.from_pretrained(model, folder, autocast_adapter_dtype=False, local_files_only=True).eval()
    except (ValueError, RuntimeError, KeyError) as error:
        raise EngineError("adapter_broken", f"The adapter in {folder.name} does not fit the base: {error}", "Use the base that the adapter was trained on.") from None


def write_gguf(result: Path, base: Path, folder: Path) -> tuple[str, Path] | None:
    """A LoRA file; where llama.cpp knows no such adapter (DoRA), the whole model with the adapter worked in."""
    if not peft.LoraConfig.from_pretrained(str(result)).use_dora:
        target = folder / "adapter.gguf"
        write_lora_gguf(result, base, target)
        return "lora", target
    target = folder / "model.gguf"
    return ("model", target) if patch_model_gguf(base, changes_of(result), target) else None
