"""What a result makes of a base's weights: for everything that takes a whole model instead of a base and an adapter."""

import json
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file

from attune_engine.errors import EngineError
from attune_engine.methods.saved import kind_of

Change = Callable[[torch.Tensor], torch.Tensor]
PREFIX = "base_model.model."


def changes_of(result: Path | None) -> dict[str, Change]:
    """By weight name: a function from the base's float32 tensor to the tuned one. Nothing for the base itself.
    Raises export_unsupported for soft prompts, which are not in any weight."""
    if result is None:
        return {}
    kind = kind_of(result)
    if kind == "freeze":
        trained = load_file(result / "trained_weights.safetensors")
        return {name: (lambda _, tensor=tensor: tensor.float()) for name, tensor in trained.items()}
    if kind != "lora":
        raise EngineError("export_unsupported", "A soft prompt is in no weight: there is no merged model of it.", "Export the adapter, and serve it with the Python engine.")
    return lora_changes(result)


def lora_changes(result: Path) -> dict[str, Change]:
    settings = json.loads((result / "adapter_config.json").read_text(encoding="utf-8"))
    rank, alpha = settings["r"], settings["lora_alpha"]
    scale = alpha / (rank**0.5 if settings.get("use_rslora") else rank)
    tensors = {name.removeprefix(PREFIX): tensor.float() for name, tensor in load_file(result / "adapter_model.safetensors").items()}
    modules = [name.removesuffix(".lora_A.weight") for name in tensors if name.endswith(".lora_A.weight")]
    return {f"{module}.weight": lora_change(module, tensors, scale) for module in modules}


def lora_change(module: str, tensors: dict[str, torch.Tensor], scale: float) -> Change:
    """W + scale·B·A; with magnitudes every row is brought to its trained length."""
    a, b = tensors[f"{module}.lora_A.weight"], tensors[f"{module}.lora_B.weight"]
    lengths = tensors.get(f"{module}.lora_magnitude_vector")

    def change(weight: torch.Tensor) -> torch.Tensor:
        merged = weight + scale * (b @ a)
        return merged if lengths is None else merged * (lengths / merged.norm(dim=1))[:, None]

    return change
