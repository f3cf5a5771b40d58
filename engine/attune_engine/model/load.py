"""Load a base for training or reading: safetensors only, no code from the model's folder, all weights frozen."""

import warnings
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel
from transformers.utils import logging

import attune_engine.model.attention  # noqa: F401  registers what attn_implementation names below
from attune_engine.errors import EngineError
from attune_engine.machine.matmul import DTYPES
from attune_engine.model.norm import use_lean_norms


def load_base(folder: Path, dtype: str, attention: str, device: str) -> PreTrainedModel:
    """The model in evaluation mode. Raises base_broken."""
    warnings.filterwarnings("ignore", category=FutureWarning, module="transformers")
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        model = AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=DTYPES[dtype],
            attn_implementation=f"attune_{attention}",
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineError("base_broken", f"{folder.name} cannot be loaded: {error}", "Import the base again.") from error
    model.requires_grad_(False)
    use_lean_norms(model)
    return model.to(torch.device(device)).eval()
