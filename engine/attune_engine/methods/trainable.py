"""What a method is given beside the model, and what it hands to the training loop."""

from dataclasses import dataclass
from pathlib import Path

import torch

from attune_engine.data.tokenizer import ChatTokenizer


@dataclass(frozen=True)
class Setting:
    """`decoder` "lean" is a wish that only models of a known shape fulfil; `tokenizer` reads the texts that a prompt starts from;
    `saved` is the checkpoint that a run goes on from."""

    seed: int
    decoder: str = "plain"
    tokenizer: ChatTokenizer | None = None
    saved: Path | None = None


@dataclass(frozen=True)
class Trainable:
    """A model with what may change in it. `parameters` maps names as they are in the saved file to the tensors that compute."""

    model: torch.nn.Module
    parameters: dict[str, torch.nn.Parameter]

    @property
    def count(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters.values())
