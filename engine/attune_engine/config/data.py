"""Which rows a run learns from: those of one data set, or of several that are mixed."""

from dataclasses import dataclass
from typing import Any

from attune_engine.config.schema import limited
from attune_engine.errors import EngineError


@dataclass(frozen=True)
class Task:
    """One data set of several. `weight` says how much more often its rows come than by their number."""

    name: str
    train: str
    validation: str | None = None
    weight: float = limited(1.0, above=0)


@dataclass(frozen=True)
class Data:
    """JSONL files of rows."""

    train: str
    validation: str | None = None

    @property
    def tasks(self) -> list[Task]:
        return [Task("", self.train, self.validation)]

    @property
    def temperature(self) -> float:
        return 1.0


@dataclass(frozen=True)
class Mixture:
    """Several data sets in one run. Of every epoch, which has as many rows as all together, a task with n rows of weight w gets a
    share in proportion to (n * w) ** (1 / temperature): 1 keeps the proportions, more brings the shares nearer to each other."""

    tasks: list[Task]
    temperature: float = limited(1.0, above=0)

    def __post_init__(self) -> None:
        names = [task.name for task in self.tasks]
        if not names or "" in names or len(set(names)) < len(names):
            raise EngineError("config_bad_value", f"data.tasks has the names {names}.", "Give at least one task, and every task a name of its own.")


def data_class(raw: Any, where: str) -> type:
    return Mixture if isinstance(raw, dict) and "tasks" in raw else Data
