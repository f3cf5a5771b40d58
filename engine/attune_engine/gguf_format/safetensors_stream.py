"""Write a safetensors file one tensor at a time, so that a model never has to fit in memory."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np


def write_safetensors(path: Path, shapes: dict[str, tuple[int, ...]], tensors: Iterable[tuple[str, np.ndarray]]) -> str:
    """Write float32 tensors, which must come in the order of `shapes`; return the file's SHA-256."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        start, end = end, end + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for block in (len(text).to_bytes(8, "little"), text):
            file.write(block)
            digest.update(block)
        for (expected, shape), (name, tensor) in zip(shapes.items(), tensors, strict=True):
            assert name == expected and tensor.shape == shape, f"{name} {tensor.shape} is not {expected} {shape}"
            data = np.ascontiguousarray(tensor, dtype="<f4").data
            file.write(data)
            digest.update(data)
    return digest.hexdigest()
