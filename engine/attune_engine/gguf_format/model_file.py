"""A base's own GGUF file with some of its weights replaced: what is not replaced stays bit for bit, in its own quantisation."""

import json
import os
from pathlib import Path

import gguf
import numpy as np

from attune_engine.durable import fsync_path
from attune_engine.gguf_format.import_model import FILES, weight_name
from attune_engine.gguf_format.metadata import open_gguf
from attune_engine.gguf_format.names import ARCHITECTURES, interleave, rotated_heads

TAKEN_OVER = ("GGUF.", "general.architecture", "general.file_type", "general.quantization_version")


def write_model_gguf(base: Path, changed: dict[str, np.ndarray], target: Path) -> bool:
    """Write `changed` (Hugging Face name to float32 weights), matrices as float16, into a copy of the base's file. Whole or not
    at all; False where the base came without a GGUF file. Raises gguf_*."""
    source = base / FILES["gguf"]
    if not source.exists():
        return False
    reader = open_gguf(source)
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    partial = target.with_name(f".{target.name}.partial")
    architecture = ARCHITECTURES[config["architectures"][0]]
    writer = gguf.GGUFWriter(partial, architecture)
    copy_facts(reader, writer)
    tensors = [(tensor.name, *content(tensor, changed, config, architecture)) for tensor in reader.tensors]
    for name, values, kind in tensors:
        writer.add_tensor(name, values, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    fsync_path(partial)
    os.replace(partial, target)
    fsync_path(target.parent)
    return True


def copy_facts(reader: gguf.GGUFReader, writer: gguf.GGUFWriter) -> None:
    """Everything in the header that is not about the file itself."""
    for field in reader.fields.values():
        if not field.name.startswith(TAKEN_OVER):
            kind = field.types[0]
            writer.add_key_value(field.name, field.contents(), kind, field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None)


def content(tensor: gguf.ReaderTensor, changed: dict[str, np.ndarray], config: dict, architecture: str) -> tuple[np.ndarray, gguf.GGMLQuantizationType]:
    """A tensor's bytes and their kind: its own, or the replaced weights."""
    if tensor.name == "rope_freqs.weight":
        return tensor.data, tensor.tensor_type
    name = weight_name(tensor.name)
    weights = changed.get(name)
    if weights is None:
        return tensor.data, tensor.tensor_type
    heads = rotated_heads(architecture, name.rpartition(".")[0], config["num_attention_heads"], config["num_key_value_heads"])
    weights = interleave(weights, heads) if heads else weights
    kind = gguf.GGMLQuantizationType.F16 if weights.ndim > 1 else gguf.GGMLQuantizationType.F32
    return np.ascontiguousarray(weights, np.float16 if weights.ndim > 1 else np.float32), kind
