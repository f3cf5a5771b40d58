"""Read what any method left, by looking at what it is."""

import json
from pathlib import Path

import torch
from transformers import PreTrainedModel

from attune_engine.errors import EngineError
from attune_engine.methods.registry import load_method

KINDS = {"LORA": "lora", "PROMPT_TUNING": "prompt_tuning", "P_TUNING": "p_tuning", "PREFIX_TUNING": "prefix_tuning"}


def wrap_saved(model: PreTrainedModel, folder: Path) -> torch.nn.Module:
    """A base with a saved result on it, for reading. Raises adapter_missing, adapter_broken."""
    method = load_method(kind_of(folder))
    if not all((folder / name).exists() for name in method.FILES):
        raise missing(folder)
    return method.wrap_saved(model, folder)


def kind_of(folder: Path) -> str:
    """A method's kind, by the settings that it left."""
    if (folder / "trained_weights.json").exists():
        return "freeze"
    try:
        return KINDS[json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))["peft_type"]]
    except (OSError, ValueError, KeyError):
        raise missing(folder) from None


def is_soft_prompt(folder: Path) -> bool:
    """Whether it leaves the base as it is and is read before every conversation. Raises adapter_missing."""
    return kind_of(folder).endswith("_tuning")


def missing(folder: Path) -> EngineError:
    return EngineError("adapter_missing", f"There is no adapter in {folder.name}.", "Check the path; a run leaves its adapter in adapter/.")
