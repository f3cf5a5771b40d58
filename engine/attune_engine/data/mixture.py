"""Rows of several tasks in one order: a pure function of seed and step, as the order of one task is."""

import math
import random
from functools import lru_cache

from attune_engine.data.order import steps_per_epoch


def mixing_shares(sizes: list[int], weights: list[float], temperature: float) -> list[float]:
    """Which share of the rows comes from each task: in proportion to (rows * weight) ** (1 / temperature). A task without rows gets none."""
    if not any(sizes):
        return [0.0] * len(sizes)
    logs = [math.log(size * weight) / temperature if size else -math.inf for size, weight in zip(sizes, weights, strict=True)]
    top = max(logs)
    parts = [math.exp(each - top) for each in logs]
    return [part / sum(parts) for part in parts]


def rows_by_task(sizes: list[int], weights: list[float], temperature: float) -> list[int]:
    """How many rows of an epoch, which has as many as there are, come from each task: by largest remainder, at least one of each
    that has rows."""
    total = sum(sizes)
    wanted = [share * total for share in mixing_shares(sizes, weights, temperature)]
    counts = [max(math.floor(each), 1 if size else 0) for each, size in zip(wanted, sizes, strict=True)]
    by_remainder = sorted((place for place, size in enumerate(sizes) if size), key=lambda place: (math.floor(wanted[place]) - wanted[place], place))
    for place in by_remainder[: max(0, total - sum(counts))]:
        counts[place] += 1
    return counts


def mixed_rows_of_step(step: int, sizes: list[int], counts: list[int], batch_rows: int, seed: str) -> list[tuple[int, int]]:
    """(task, row) of every row of optimizer step `step` (from 1). Every epoch is a new shuffle of the tasks' turns; each task's rows
    come in shuffled rounds of their own, which an epoch may leave unfinished or go through several times."""
    epoch, batch = divmod(step - 1, steps_per_epoch(sum(counts), batch_rows))
    turns = shuffled_turns(tuple(counts), f"{seed}:{epoch}")
    first = batch * batch_rows
    taken = [turns[:first].count(task) + epoch * count for task, count in enumerate(counts)]
    found = []
    for task in turns[first : first + batch_rows]:
        lap, place = divmod(taken[task], sizes[task])
        found.append((task, shuffled(sizes[task], f"{seed}:{task}:{lap}")[place]))
        taken[task] += 1
    return found


@lru_cache(maxsize=2)
def shuffled_turns(counts: tuple[int, ...], seed: str) -> tuple[int, ...]:
    turns = [task for task, count in enumerate(counts) for _ in range(count)]
    random.Random(seed).shuffle(turns)
    return tuple(turns)


@lru_cache(maxsize=32)
def shuffled(count: int, seed: str) -> tuple[int, ...]:
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return tuple(order)
