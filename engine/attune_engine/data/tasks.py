"""The data sets of a run, read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attune_engine.config.data import Mixture
from attune_engine.config.run import RunConfig
from attune_engine.data.encode import EncodedData
from attune_engine.data.mixture import mixing_shares
from attune_engine.data.tokenizer import ChatTokenizer
from attune_engine.objectives.registry import encode_file

NOTHING = EncodedData([], [])


@dataclass(frozen=True)
class TaskData:
    """One task's rows. `validation` has none where there is no such file; `name` is "" where a run has one data set."""

    name: str
    weight: float
    train: EncodedData
    validation: EncodedData


def read_tasks(config: RunConfig, tokenizer: ChatTokenizer, folder: Path) -> list[TaskData]:
    """Encode every file of a run, whose paths are absolute or relative to `folder`. Raises what encode_file raises."""
    remembers = any(stage.rows.by_difficulty for stage in config.stages or [])

    def read(file: str, name: str) -> EncodedData:
        return encode_file(config.objective, tokenizer, folder / file, config.max_tokens_per_row, name, remembers)

    return [TaskData(task.name, task.weight, read(task.train, task.name), read(task.validation, task.name) if task.validation else NOTHING) for task in config.data.tasks]


def joined(parts: list[EncodedData]) -> EncodedData:
    """The rows of all tasks, one after another; those of one are handed on as they are."""
    return parts[0] if len(parts) == 1 else EncodedData([row for part in parts for row in part.rows], [row for part in parts for row in part.refused])


def validation_shares(config: RunConfig, tasks: list[TaskData]) -> list[float]:
    """What each task's validation loss counts in that of the run: its share of the training rows, among tasks with validation rows."""
    shares = shares_of(config, tasks)
    counted = [share if task.validation.rows else 0.0 for share, task in zip(shares, tasks, strict=True)]
    return [share / sum(counted) for share in counted] if any(counted) else counted


def shares_of(config: RunConfig, tasks: list[TaskData]) -> list[float]:
    return mixing_shares([len(task.train.rows) for task in tasks], [task.weight for task in tasks], config.data.temperature)


def describe_tasks(config: RunConfig, tasks: list[TaskData]) -> dict[str, Any]:
    """What `started` and pre-flight say of a mixture; nothing of a single data set."""
    if not isinstance(config.data, Mixture):
        return {}
    shares = zip(tasks, shares_of(config, tasks), strict=True)
    return {
        "tasks": [
            {"name": task.name, "weight": task.weight, "share": share, "rows": {"train": len(task.train.rows), "validation": len(task.validation.rows)}, "loss_tokens": task.train.loss_tokens}
            for task, share in shares
        ]
    }
