"""What a method hands to the training loop."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Trainable:
    """A model with what may change in it. `parameters` maps names as they are in the saved file to the tensors that compute."""

    model: torch.nn.Module
    parameters: dict[str, torch.nn.Parameter]

    @property
    def count(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters.values())
