"""A merged model as a Hugging Face folder."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import torch

from attune_engine.data.tokenizer import read_json
from attune_engine.gguf_format.safetensors_stream import write_safetensors
from attune_engine.methods.merge import Change
from attune_engine.model.weight_store import WeightStore

TAKEN_OVER = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "special_tokens_map.json", "generation_config.json", "vocab.json", "merges.txt")
DTYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
NAMES = {"f32": "float32", "f16": "float16", "bf16": "bfloat16"}


def write_merged_folder(base: Path, changes: dict[str, Change], folder: Path, precision: str, progress: Callable[[int, int], None]) -> str:
    """Weights, configuration and tokenizer; returns the digest of the weights. Tied heads stay tied."""
    weights = WeightStore(base)
    config = read_json(base / "config.json") | {"torch_dtype": NAMES[precision], "dtype": NAMES[precision]}
    config.pop("quantization_config", None)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for name in TAKEN_OVER:
        if (base / name).exists():
            shutil.copyfile(base / name, folder / name)
    names = weights.names

    def tensors():
        for done, name in enumerate(names, 1):
            tensor = weights.read(name)
            tensor = (changes[name](tensor) if name in changes else tensor).to(DTYPES[precision]).contiguous()
            yield name, tensor.view(torch.uint16).numpy() if precision == "bf16" else tensor.numpy()
            progress(done, len(names))

    return write_safetensors(folder / "model.safetensors", {name: weights.shape(name) for name in names}, tensors(), NAMES[precision])
