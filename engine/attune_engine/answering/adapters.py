"""What tuning made, opened on one base that all share."""

import copy
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import PreTrainedModel

from attune_engine.answering.memory import Memory
from attune_engine.answering.reader import Reader
from attune_engine.methods.saved import is_soft_prompt, wrap_saved
from attune_engine.model.lean.recognise import causal_of
from attune_engine.model.soft_prompted import SoftPrompted, layers_of


@dataclass(frozen=True)
class Opened:
    """A reader, and what it remembers before every conversation: a soft prompt, computed once."""

    reader: Reader
    front: Memory


class Adapters:
    """Opens adapters when they are first asked for and keeps `most` of them."""

    def __init__(self, base: PreTrainedModel, most: int):
        self.base, self.most = base, most
        reader = Reader(base)
        self.bare = Opened(reader, reader.new_memory(0))
        self.kept: OrderedDict[Path, Opened] = OrderedDict()

    def open(self, folder: Path | None) -> Opened:
        """Raises adapter_missing, adapter_broken."""
        if folder is None:
            return self.bare
        if folder not in self.kept:
            while len(self.kept) >= self.most:
                self.kept.popitem(last=False)
            self.kept[folder] = self.read(folder)
        self.kept.move_to_end(folder)
        return self.kept[folder]

    def read(self, folder: Path) -> Opened:
        if is_soft_prompt(folder):
            return Opened(self.bare.reader, remember_prompt(self.bare.reader, wrap_saved(self.base, folder)))
        reader = Reader(causal_of(wrap_saved(twin(self.base), folder)))
        return Opened(reader, reader.new_memory(0))


def twin(model: PreTrainedModel) -> PreTrainedModel:
    """A model of the same weights, not one of them copied, whose modules may be wrapped and whose weights may be replaced."""
    return copy.deepcopy(model, {id(each): torch.nn.Parameter(each.data, requires_grad=False) for each in model.parameters()})


def remember_prompt(reader: Reader, prompted: SoftPrompted) -> Memory:
    """A soft prompt as it lies in the memory."""
    memory, values = reader.new_memory(prompted.tokens), prompted.values()
    if prompted.kind == "embeddings":
        reader.read(values, memory)
        return memory
    for number, (key, value) in enumerate(layers_of(values, prompted.config)):
        memory.keys[number], memory.values[number] = key, value
    memory.length = prompted.tokens
    return memory
