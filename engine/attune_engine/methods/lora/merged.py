"""The weights of a base with an adapter worked into them."""

from pathlib import Path

import numpy as np
import peft
import torch
from peft.tuners.lora import Linear

from attune_engine.model.load import load_base


@torch.no_grad()
def merged_weights(base: Path, adapter: Path) -> dict[str, np.ndarray]:
    """The weights that an adapter changes, by the base's own names, in float32."""
    model = load_base(base, "float32", "sdpa", "cpu")
    wrapped = peft.PeftModel.from_pretrained(model, adapter, local_files_only=True)
    changed = [name.removeprefix("base_model.model.") for name, module in wrapped.named_modules() if isinstance(module, Linear)]
    merged = wrapped.merge_and_unload()
    return {f"{name}.weight": merged.get_submodule(name).weight.numpy() for name in changed}
