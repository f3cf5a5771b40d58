"""Which rows make which step, in which stage: pure functions of the config, the data and how difficult its rows are."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from attune_engine.config.run import RunConfig
from attune_engine.config.stages import Stage
from attune_engine.data.mixture import mixed_rows_of_step, rows_by_task
from attune_engine.data.order import rows_of_step, steps_per_epoch
from attune_engine.data.tasks import TaskData
from attune_engine.errors import EngineError


@dataclass(frozen=True)
class Pool:
    """What a stage takes from one task: of `rows`, counted among all training rows of the run, those from place `first` to before
    `last` in order of difficulty."""

    rows: list[int]
    first: int
    last: int
    weight: float

    @property
    def size(self) -> int:
        return self.last - self.first

    @property
    def is_whole(self) -> bool:
        return self.size == len(self.rows)

    def chosen(self, difficulty: list[float] | None) -> list[int]:
        if self.is_whole:
            return self.rows
        assert difficulty is not None
        return sorted(sorted(self.rows, key=lambda row: (difficulty[row], row))[self.first : self.last])


@dataclass(frozen=True)
class Leg:
    """A stage among a run's steps: it has `steps` of them after the first `before`. A run without stages is one leg."""

    number: int
    stage: Stage
    before: int
    steps: int
    pools: list[Pool]
    counts: list[int]

    @property
    def rows(self) -> int:
        return sum(pool.size for pool in self.pools)

    @property
    def last_step(self) -> int:
        return self.before + self.steps


class Course:
    """A run's way through its rows. `difficulty`, a number for every training row, has to be set before the first step where a
    stage asks for it."""

    def __init__(self, config: RunConfig, tasks: list[TaskData]):
        self.config = config
        self.difficulty: list[float] | None = None
        self.is_plain = config.stages is None and len(tasks) == 1
        self.legs = lay_out(config, tasks)
        self.steps = self.legs[-1].last_step
        self.total_rows = sum(len(task.train.rows) for task in tasks)

    @property
    def needs_difficulty(self) -> bool:
        return not all(pool.is_whole for leg in self.legs for pool in leg.pools)

    @cached_property
    def boundaries(self) -> set[int]:
        """Steps that end a stage."""
        return {leg.last_step for leg in self.legs}

    def leg(self, step: int) -> Leg:
        """The stage of optimizer step `step` (from 1)."""
        return next(leg for leg in self.legs if step <= leg.last_step)

    def rows(self, step: int) -> list[int]:
        """Numbers of the training rows of a step."""
        config, leg = self.config, self.leg(step)
        if self.is_plain:
            return rows_of_step(step, self.total_rows, config.batch_rows, config.seed)
        seed = f"{config.seed}/{leg.number}"
        taken = mixed_rows_of_step(step - leg.before, [pool.size for pool in leg.pools], leg.counts, config.batch_rows, seed)
        chosen = self.chosen(leg)
        return [chosen[task][row] for task, row in taken]

    def chosen(self, leg: Leg) -> list[list[int]]:
        """The rows of a stage, task by task."""
        if leg.number not in self.kept:
            self.kept[leg.number] = [pool.chosen(self.difficulty) for pool in leg.pools]
        return self.kept[leg.number]

    @cached_property
    def kept(self) -> dict[int, list[list[int]]]:
        return {}

    def epoch(self, step: int) -> float:
        """How often as many rows as there are have been learned from after a step."""
        return round(step / steps_per_epoch(self.total_rows, self.config.batch_rows), 4)

    def describe(self) -> dict[str, Any]:
        """What `started` and pre-flight say of stages; nothing where there are none."""
        if self.config.stages is None:
            return {}
        return {"stages": [{"stage": leg.number, "name": leg.stage.name, "first_step": leg.before + 1, "steps": leg.steps, "rows": leg.rows} for leg in self.legs]}


def lay_out(config: RunConfig, tasks: list[TaskData]) -> list[Leg]:
    """Stages in steps, cut by max_steps. Raises stage_empty."""
    stages = config.stages or [Stage(epochs=config.epochs)]
    legs: list[Leg] = []
    before, left = 0, config.max_steps or math.inf
    for number, stage in enumerate(stages, 1):
        pools = pools_of(stage, tasks)
        sizes = [pool.size for pool in pools]
        if config.stages and not any(sizes):
            raise EngineError("stage_empty", f"Stage {number} takes no row.", "Widen its rows: tasks, labels, harder_than, easier_than.")
        counts = rows_by_task(sizes, [pool.weight for pool in pools], config.data.temperature) if any(sizes) else sizes
        wanted = stage.steps or math.ceil((stage.epochs or 1) * steps_per_epoch(sum(counts), config.batch_rows))
        steps = min(wanted, left)
        if steps > 0 or not legs:
            legs.append(Leg(number, stage, before, steps, pools, counts))
        before, left = before + steps, left - steps
    return legs


def pools_of(stage: Stage, tasks: list[TaskData]) -> list[Pool]:
    wanted, pools, start = stage.rows, [], 0
    for task in tasks:
        count = len(task.train.rows)
        is_in = wanted.tasks is None or task.name in wanted.tasks
        rows = [start + place for place, row in enumerate(task.train.rows) if is_in and (wanted.labels is None or row.label in wanted.labels)]
        first = min(math.floor(wanted.harder_than * len(rows)), max(0, len(rows) - 1))
        last = max(math.ceil(wanted.easier_than * len(rows)), first + 1) if rows else 0
        pools.append(Pool(rows, first, min(last, len(rows)), task.weight))
        start += count
    return pools
