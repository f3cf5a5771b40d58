"""Which objectives there are and what rows they learn from; their torch code is loaded when used."""

import importlib
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Literal

from attune_engine.data.encode import EncodedData, encode_row, encode_rows
from attune_engine.data.preferences import JudgedRow, PairRow, encode_judged, encode_pair
from attune_engine.data.rows import Row, check_ids, read_rows
from attune_engine.data.tokenizer import ChatTokenizer

ObjectiveName = Literal["sft", "dpo", "kto"]

ROWS = {"sft": (Row, encode_row), "dpo": (PairRow, encode_pair), "kto": (JudgedRow, encode_judged)}


def encode_file(name: ObjectiveName, tokenizer: ChatTokenizer, path: Path, max_tokens: int, task: str = "", remembers: bool = False) -> EncodedData:
    """The rows of a file as the objective learns from them; those of a `task` have its name before their ids. Where something is
    remembered of every row, ids must differ. Raises what read_rows raises."""
    kind, encode = ROWS[name]
    rows = read_rows(path, kind)
    if remembers or name != "sft":
        check_ids(path, rows)
    named = [replace(row, id=f"{task}/{row.id}") for row in rows] if task else rows
    return encode_rows(tokenizer, named, max_tokens, encode)


def load_objective(name: ObjectiveName) -> ModuleType:
    """The module that does the work of an objective; objectives/__init__.py says what it holds."""
    return importlib.import_module(f"attune_engine.objectives.{name}")
