"""How every task of a mixture fares: its part of a step's loss, and its validation loss."""

from collections.abc import Callable

from attune_engine.data.tasks import validation_shares
from attune_engine.objectives.work import Measured, Rewards, Work
from attune_engine.training.session import Session


def step_by_task(session: Session, chosen: list[int], rows: list, sums: list[float]) -> list[dict]:
    """The loss of every task that has rows in a step. `chosen` are the numbers of `rows`, `sums` their losses before they are averaged."""
    found, start = [], 0
    for task in session.tasks:
        places = [place for place, index in enumerate(chosen) if start <= index < start + len(task.train.rows)]
        start += len(task.train.rows)
        if places:
            counted = sum(session.objective.count(rows[place]) for place in places)
            found.append({"name": task.name, "loss": sum(sums[place] for place in places) / counted, "rows": len(places), "tokens": sum(rows[place].tokens for place in places)})
    return found


def evaluate_by_task(session: Session, work: Work, after_pack: Callable[[int], None]) -> tuple[Measured, list[dict]]:
    """The validation loss of every task, and of the run: their mean, weighted by their shares of the training rows."""
    total, rewards, found = 0.0, Rewards(), []
    for task, share in zip(session.tasks, validation_shares(session.config, session.tasks), strict=True):
        rows = task.validation.rows
        if rows:
            measured = session.objective.evaluate(work, rows, after_pack)
            total, rewards = total + share * measured.loss, rewards + measured.rewards
            found.append({"name": task.name, "loss": measured.loss, "share": share, "rows": len(rows), **measured.rewards.fields()})
    return Measured(total, rewards), found
