"""A base's weights one tensor at a time, so that a model never has to fit into memory."""

from pathlib import Path

import torch
from safetensors import safe_open

from attune_engine.model.shape import weight_files


class WeightStore:
    """The safetensors files of a model folder. Raises base_unsafe where there are none."""

    def __init__(self, folder: Path):
        self.files = [safe_open(path, "pt") for path in weight_files(folder)]
        self.places = {name: file for file in self.files for name in file.keys()}

    @property
    def names(self) -> list[str]:
        return sorted(self.places)

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self.places[name].get_slice(name).get_shape())

    def read(self, name: str) -> torch.Tensor:
        """A tensor in float32."""
        return self.places[name].get_tensor(name).float()
