"""Write a safetensors file one tensor at a time, so that a model never has to fit in memory."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

CODES = {"float32": ("F32", 4), "float16": ("F16", 2), "bfloat16": ("BF16", 2)}


def write_safetensors(path: Path, shapes: dict[str, tuple[int, ...]], tensors: Iterable[tuple[str, np.ndarray]], dtype: str = "float32") -> str:
    """Write tensors of one dtype, which must come in the order of `shapes`; bfloat16 comes as its 16 bits (uint16). Returns the
    file's SHA-256."""
    code, width = CODES[dtype]
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        start, end = end, end + width * int(np.prod(shape))
        header[name] = {"dtype": code, "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for block in (len(text).to_bytes(8, "little"), text):
            file.write(block)
            digest.update(block)
        for (expected, shape), (name, tensor) in zip(shapes.items(), tensors, strict=True):
            assert name == expected and tensor.shape == shape, f"{name} {tensor.shape} is not {expected} {shape}"
            data = np.ascontiguousarray(tensor).view(np.uint8).data
            assert data.nbytes == width * tensor.size
            file.write(data)
            digest.update(data)
    return digest.hexdigest()
