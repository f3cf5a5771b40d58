"""Train the base's own weights. What is kept is only what changed, under the base's own names."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from attune_engine.errors import EngineError
from attune_engine.gguf_format.model_file import patch_model_gguf
from attune_engine.methods.merge import changes_of
from attune_engine.methods.trainable import Setting, Trainable
from attune_engine.methods.weights.config import FreezeConfig, FullConfig
from attune_engine.model.norm import drop_lean_norms

WEIGHTS = "trained_weights.safetensors"
SETTINGS = "trained_weights.json"
FILES = (WEIGHTS, SETTINGS)


def attach(model: PreTrainedModel, config: FullConfig | FreezeConfig, setting: Setting) -> Trainable:
    """Thaw what the method trains. Raises targets_unknown where that is nothing."""
    layers = model.config.num_hidden_layers
    parameters = {name: parameter.requires_grad_(True) for name, parameter in model.named_parameters() if config.trains(name, layers)}
    if not parameters:
        raise EngineError("targets_unknown", "method fits no weight of the base.", f"The base has {layers} layers; its weights have names like {next(iter(model.state_dict()))}.")
    drop_lean_norms(model)
    return Trainable(model, parameters)


def save(trainable: Trainable, masters: dict[str, torch.Tensor], folder: Path) -> None:
    """Write what is trained, in float32."""
    save_file({name: tensor.detach().contiguous() for name, tensor in masters.items()}, folder / WEIGHTS, {"format": "pt"})
    settings = {"kind": "weights", "tensors": len(masters), "parameters": trainable.count}
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def load(folder: Path, config: FullConfig | FreezeConfig | None = None) -> dict[str, torch.Tensor]:
    """The float32 masters of a checkpoint."""
    return load_file(folder / WEIGHTS)


@torch.no_grad()
def wrap_saved(model: PreTrainedModel, folder: Path) -> torch.nn.Module:
    """The base with the weights that were trained. Raises adapter_broken."""
    own = dict(model.named_parameters())
    for name, tensor in load(folder).items():
        if name not in own or own[name].shape != tensor.shape:
            raise EngineError("adapter_broken", f"{name} in {folder.name} does not fit the base.", "Use the base that the weights were trained on.")
        own[name].data = tensor.to(own[name])
    return model.eval()


def write_gguf(result: Path, base: Path, folder: Path) -> tuple[str, Path] | None:
    """The whole model, for llama.cpp: what is not trained stays as it is in the base's own file."""
    target = folder / "model.gguf"
    return ("model", target) if patch_model_gguf(base, changes_of(result), target) else None
