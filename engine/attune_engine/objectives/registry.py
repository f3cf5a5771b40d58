"""Which objectives there are; their torch code is loaded when used."""

import importlib
from types import ModuleType
from typing import Literal

ObjectiveName = Literal["sft"]


def load_objective(name: str) -> ModuleType:
    """The module of an objective: read_rows, loss(pack), evaluate."""
    return importlib.import_module(f"attune_engine.objectives.{name}")
