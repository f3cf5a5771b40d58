"""A whole model as one GGUF file: a base with whatever was trained worked into it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import gguf
import numpy as np
import torch

from attune_engine.data.tokenizer import read_json
from attune_engine.durable import fsync_path
from attune_engine.gguf_format.header import copy_header, make_header, start_data
from attune_engine.gguf_format.import_model import FILES, weight_name
from attune_engine.gguf_format.metadata import open_gguf
from attune_engine.gguf_format.names import ARCHITECTURES, added_to, gguf_name, interleave, rotated_heads
from attune_engine.methods.merge import Change
from attune_engine.model.weight_store import WeightStore

Kind = gguf.GGMLQuantizationType
Precision = Literal["f32", "f16", "q8_0"]
KINDS = {"f32": Kind.F32, "f16": Kind.F16, "q8_0": Kind.Q8_0}
FILE_TYPES = {"f32": gguf.LlamaFileType.ALL_F32, "f16": gguf.LlamaFileType.MOSTLY_F16, "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0}


def patch_model_gguf(base: Path, changes: dict[str, Change], target: Path) -> bool:
    """The base's own GGUF file with what was trained as float16; all other tensors stay bit for bit, in their own quantisation.
    Whole or not at all; False where the base came without such a file. Raises gguf_*."""
    source = base / FILES["gguf"]
    if not source.exists():
        return False
    reader, weights, config = open_gguf(source), WeightStore(base), read_json(base / "config.json")

    architecture = ARCHITECTURES[config["architectures"][0]]

    def fill(writer: gguf.GGUFWriter) -> None:
        copy_header(reader, writer)
        names = {tensor.name: None if tensor.name == "rope_freqs.weight" else weight_name(tensor.name, architecture) for tensor in reader.tensors}
        for tensor in reader.tensors:
            name = names[tensor.name]
            if name in changes:
                add_info(writer, tensor.name, weights.shape(name), kind_for("f16", weights.shape(name)))
            else:
                writer.add_tensor_info(tensor.name, tensor.data.shape, tensor.data.dtype, tensor.data.nbytes, tensor.tensor_type)
        start_data(writer)
        for tensor in reader.tensors:
            name = names[tensor.name]
            own = name not in changes
            writer.write_tensor_data(tensor.data if own else encoded(changes[name](weights.read(name)), name, config, "f16"))

    write_whole(target, config, fill)
    return True


def write_model_gguf(base: Path, changes: dict[str, Change], target: Path, precision: Precision, progress: Callable[[int, int], None]) -> None:
    """All matrices in one precision (vectors in float32), from the base's safetensors. Whole or not at all.
    Raises base_unsupported, tokenizer_unsupported."""
    weights, config = WeightStore(base), read_json(base / "config.json")
    names = {name: place for name in weights.names if (place := file_name(name, config)) is not None}

    def fill(writer: gguf.GGUFWriter) -> None:
        source = base / FILES["gguf"]
        if source.exists():
            copy_header(open_gguf(source), writer)
        else:
            make_header(base, writer)
        writer.add_file_type(FILE_TYPES[precision])
        for name, place in names.items():
            add_info(writer, place, weights.shape(name), kind_for(precision, weights.shape(name)))
        start_data(writer)
        for done, name in enumerate(names, 1):
            tensor = weights.read(name)
            progress(done, len(names))
            writer.write_tensor_data(encoded(changes[name](tensor) if name in changes else tensor, name, config, precision))

    write_whole(target, config, fill)


def file_name(name: str, config: dict) -> str | None:
    """A weight's name in the file; None for a head that is the embeddings again."""
    module, _, part = name.rpartition(".")
    if module == "lm_head" and config.get("tie_word_embeddings"):
        return None
    return f"{gguf_name(module, ARCHITECTURES[config['architectures'][0]])}.{part}"


def write_whole(target: Path, config: dict, fill) -> None:
    partial = target.with_name(f".{target.name}.partial")
    writer = gguf.GGUFWriter(partial, ARCHITECTURES[config["architectures"][0]])
    fill(writer)
    writer.close()
    fsync_path(partial)
    os.replace(partial, target)
    fsync_path(target.parent)


def kind_for(precision: Precision, shape: tuple[int, ...]) -> Kind:
    """Vectors are float32; a row that is no whole number of blocks stays float16."""
    if len(shape) < 2:
        return Kind.F32
    block, _ = gguf.GGML_QUANT_SIZES[KINDS[precision]]
    return KINDS[precision] if shape[-1] % block == 0 else Kind.F16


def add_info(writer: gguf.GGUFWriter, name: str, shape: tuple[int, ...], kind: Kind) -> None:
    block, size = gguf.GGML_QUANT_SIZES[kind]
    writer.add_tensor_info(name, shape, np.dtype(np.float16 if kind == Kind.F16 else np.float32), int(np.prod(shape)) // block * size, kind)


def encoded(tensor: torch.Tensor, name: str, config: dict, precision: Precision) -> np.ndarray:
    """A tensor in llama.cpp's row order and the file's precision."""
    architecture, module = ARCHITECTURES[config["architectures"][0]], name.rpartition(".")[0]
    heads = rotated_heads(architecture, module, config["num_attention_heads"], config.get("num_key_value_heads") or config["num_attention_heads"])
    rows = np.ascontiguousarray(interleave(tensor.numpy(), heads) if heads else tensor.numpy() + np.float32(added_to(architecture, module)), np.float32)
    kind = kind_for(precision, rows.shape)
    if kind == Kind.F32:
        return rows
    return rows.astype(np.float16) if kind == Kind.F16 else gguf.quants.quantize(rows, kind)
