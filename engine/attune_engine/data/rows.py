"""Read rows: JSONL files of one kind of row, checked line by line."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from attune_engine.config.messages import Message
from attune_engine.config.schema import parse
from attune_engine.errors import EngineError


T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One conversation to learn from. By its `label` a stage may choose it."""

    id: str
    messages: list[Message]
    label: str | None = None


def read_rows(path: Path, kind: type[T] = Row) -> list[T]:
    """All rows of a file, in order. Raises data_missing, row_invalid (naming the line), data_empty."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise EngineError("data_missing", f"There is no file {path}.", "Write the rows before starting the run.") from None
    except UnicodeDecodeError as error:
        raise EngineError("data_not_utf8", f"{path.name} is not UTF-8: {error.reason} at byte {error.start}.", "Save the file as UTF-8.") from None
    rows = [read_row(kind, line, f"{path.name}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise EngineError("data_empty", f"{path.name} has no rows.", "Put at least one row into the data.")
    return rows


def check_ids(path: Path, rows: list) -> None:
    """Raise row_invalid where two rows have one id, for objectives that remember something of every row."""
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise EngineError("row_invalid", f"{path.name}: two rows have the id {row.id!r}.", "Give every row an id of its own.")
        seen.add(row.id)


def read_row(kind: type[T], line: str, where: str) -> T:
    """One line as a row. Raises row_invalid with `where` (file and line) in the message."""
    try:
        return parse(kind, json.loads(line), "")
    except ValueError as error:
        raise EngineError("row_invalid", f"{where}: not JSON: {error}.", "Correct or remove that line.") from None
    except EngineError as error:
        raise EngineError("row_invalid", f"{where}: {error.message}", f"{error.remedy} Or remove that line.") from None
