"""A PEFT LoRA adapter as the LoRA file that llama.cpp loads beside a base's GGUF."""

import json
import math
import os
import re
from pathlib import Path

import gguf
import numpy as np
from safetensors.numpy import load_file

from attune_engine.durable import fsync_path
from attune_engine.errors import EngineError
from attune_engine.gguf_format.names import ARCHITECTURES, gguf_name, interleave, rotated_heads


def write_lora_gguf(adapter: Path, base: Path, target: Path) -> None:
    """Convert `adapter` (a PEFT folder trained on the model in `base`) to `target`, whole or not at all. Raises adapter_unsupported."""
    settings = json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    architecture = ARCHITECTURES[config["architectures"][0]]
    refuse_unsupported(settings)
    partial = target.with_name(f".{target.name}.partial")
    writer = gguf.GGUFWriter(partial, architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", effective_alpha(settings))
    for name, tensor in load_file(adapter / "adapter_model.safetensors").items():
        writer.add_tensor(*lora_tensor(name, tensor.astype(np.float32), config, architecture))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    fsync_path(partial)
    os.replace(partial, target)
    fsync_path(target.parent)


def refuse_unsupported(settings: dict) -> None:
    """llama.cpp knows plain LoRA with one rank and alpha."""
    extras = [name for name in ("use_dora", "rank_pattern", "alpha_pattern", "modules_to_save") if settings.get(name)]
    if settings.get("peft_type") != "LORA" or extras:
        raise EngineError("adapter_unsupported", f"GGUF holds plain LoRA only, not {', '.join(extras) or settings.get('peft_type')}.", "Serve this adapter with the Python engine or vLLM.")


def effective_alpha(settings: dict) -> float:
    """llama.cpp scales by alpha / rank; rank-stabilised LoRA by alpha / sqrt(rank)."""
    return float(settings["lora_alpha"]) * (math.sqrt(settings["r"]) if settings.get("use_rslora") else 1.0)


def lora_tensor(name: str, tensor: np.ndarray, config: dict, architecture: str) -> tuple[str, np.ndarray]:
    """GGUF name and values of one adapter tensor. A: (rank, in); B: (out, rank), whose rows follow the base's row order."""
    match = re.fullmatch(r"base_model\.model\.(.+)\.lora_([AB])\.weight", name)
    inner = match and gguf_name(match[1], architecture)
    if not inner:
        raise EngineError("adapter_unsupported", f"GGUF has no place for {name}.", "Serve this adapter with the Python engine or vLLM.")
    heads = rotated_heads(architecture, match[1], config["num_attention_heads"], config.get("num_key_value_heads") or config["num_attention_heads"])
    if match[2] == "B" and heads:
        tensor = interleave(tensor, heads)
    return f"{inner}.weight.lora_{match[2].lower()}", np.ascontiguousarray(tensor)
