"""A GGUF file as a Hugging Face folder with exactly its dequantised weights."""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import gguf
import numpy as np

from attune_engine import PROTOCOL
from attune_engine.durable import file_digest, whole_folder
from attune_engine.errors import EngineError
from attune_engine.gguf_format.header import copy_header, start_data
from attune_engine.gguf_format.metadata import model_config, open_gguf, value
from attune_engine.gguf_format.names import ARCHITECTURES, added_to, hugging_face_name, rotated_heads, separate
from attune_engine.gguf_format.safetensors_stream import write_safetensors
from attune_engine.gguf_format.vocabulary import write_vocabulary

Progress = Callable[[str, int, int, str], None]
FILES = {"weights": "model.safetensors", "tokenizer": "tokenizer.json", "gguf": "base.gguf"}


def import_gguf(source: Path, folder: Path, progress: Progress, template: str | None = None) -> tuple[dict, bool]:
    """Convert `source` into `folder`; return model.json and whether the folder was whole already. A `template` is the chat template of a
    file that has none: the copy in the folder gets it, so that whoever serves it speaks as was trained.

    The folder appears only when everything in it is on disk. Raises gguf_*, base_unsupported, disk_full.
    """
    reader = open_gguf(source)
    known = whole_import(source, folder, template)
    if known:
        return known, True
    check_space(reader, source, folder)
    with whole_folder(folder) as partial:
        config = model_config(reader)
        digest = write_weights(reader, config, partial / FILES["weights"], progress)
        (partial / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        write_vocabulary(reader, partial, template)
        progress("tokenizer", 1, 1, "files")
        copy_file(reader, source, partial / FILES["gguf"], template)
        model = describe(reader, config, partial, digest) | ({} if template is None else {"source": describe_source(source, template)})
        (partial / "model.json").write_text(json.dumps(model, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return model, False


def copy_file(reader: gguf.GGUFReader, source: Path, target: Path, template: str | None) -> None:
    """The file itself, or one with the same tensors, bit for bit, and a chat template."""
    if template is None:
        shutil.copyfile(source, target)
        return
    writer = gguf.GGUFWriter(target, value(reader, "general.architecture"))
    copy_header(reader, writer)
    writer.add_chat_template(template)
    writer.add_file_type(value(reader, "general.file_type", gguf.LlamaFileType.GUESSED))
    for tensor in reader.tensors:
        writer.add_tensor_info(tensor.name, tensor.data.shape, tensor.data.dtype, tensor.data.nbytes, tensor.tensor_type)
    start_data(writer)
    for tensor in reader.tensors:
        writer.write_tensor_data(tensor.data)
    writer.close()


def whole_import(source: Path, folder: Path, template: str | None) -> dict | None:
    """model.json of an earlier import of the same file, if every file still has its digest."""
    try:
        model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        whole = all(file_digest(folder / entry["path"]) == entry["digest"] for entry in model["files"].values())
        return model if whole and was_made_from(model, source, template) else None
    except (OSError, ValueError, KeyError):
        return None


def was_made_from(model: dict, source: Path, template: str | None) -> bool:
    """Whether model.json speaks of a folder of this file and template."""
    if template is None:
        return "source" not in model and model["files"]["gguf"]["digest"] == file_digest(source)
    return model.get("source") == describe_source(source, template)


def describe_source(source: Path, template: str) -> dict:
    """What a folder was made from whose copy of the file is another, because it has a template."""
    return {"digest": file_digest(source), "template": hashlib.sha256(template.encode()).hexdigest()}


def check_space(reader: gguf.GGUFReader, source: Path, folder: Path) -> None:
    """Raise disk_full before writing what cannot fit."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    needed = 4 * parameters(reader) + source.stat().st_size + (64 << 20)
    free = shutil.disk_usage(folder.parent).free
    if free < needed:
        raise EngineError("disk_full", f"The model needs {needed >> 20} MB, the disk has {free >> 20} MB.", "Free some space and start again.")


def write_weights(reader: gguf.GGUFReader, config: dict, path: Path, progress: Progress) -> str:
    """Dequantise every tensor into a float32 safetensors file; return its digest."""
    architecture = ARCHITECTURES[config["architectures"][0]]
    named = {weight_name(tensor.name, architecture): tensor for tensor in reader.tensors if tensor.name != "rope_freqs.weight"}
    shapes = {name: tuple(int(size) for size in reversed(tensor.shape)) for name, tensor in named.items()}

    def tensors() -> Iterator[tuple[str, np.ndarray]]:
        for count, (name, tensor) in enumerate(named.items(), 1):
            rows = gguf.quants.dequantize(tensor.data, tensor.tensor_type).reshape(shapes[name])
            module = name.rpartition(".")[0]
            heads = rotated_heads(architecture, module, config["num_attention_heads"], config["num_key_value_heads"])
            higher = added_to(architecture, module)
            yield name, separate(rows, heads) if heads else rows - np.float32(higher) if higher else rows
            progress("weights", count, len(named), "tensors")

    return write_safetensors(path, shapes, tensors())


def weight_name(name: str, architecture: str) -> str:
    """The Hugging Face name of a GGUF tensor. Raises base_unsupported."""
    module, _, kind = name.rpartition(".")
    found = hugging_face_name(module, architecture)
    if found is None:
        raise EngineError("base_unsupported", f"The GGUF file has a tensor {name} that this engine does not know.", "Use a plain Llama, Qwen2, Qwen3 or Gemma 3 model.")
    return f"{found}.{kind}"


def describe(reader: gguf.GGUFReader, config: dict, folder: Path, weights_digest: str) -> dict:
    """model.json: what the folder holds."""
    digests = {"weights": weights_digest}
    files = {
        key: {"path": name, "bytes": (folder / name).stat().st_size, "digest": digests.get(key) or file_digest(folder / name)}
        for key, name in FILES.items()
    }
    quantisations = Counter(tensor.tensor_type.name for tensor in reader.tensors if len(tensor.shape) > 1)
    return {
        "protocol": PROTOCOL,
        "name": value(reader, "general.name", folder.name),
        "architecture": config["architectures"][0],
        "gguf_architecture": ARCHITECTURES[config["architectures"][0]],
        "parameters": parameters(reader),
        "context": config["max_position_embeddings"],
        "vocabulary": config["vocab_size"],
        "layers": config["num_hidden_layers"],
        "hidden": config["hidden_size"],
        "files": files,
        "digest": weights_digest,
        "quantization": quantisations.most_common(1)[0][0],
        "license": value(reader, "general.license"),
    }


def parameters(reader: gguf.GGUFReader) -> int:
    """Weights in the file."""
    return sum(int(np.prod(tensor.shape)) for tensor in reader.tensors if tensor.name != "rope_freqs.weight")
