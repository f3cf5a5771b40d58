"""Log-probabilities of answers under the model before its first step: measured once, kept in the run folder."""

from collections.abc import Callable

from attune_engine.objectives import sft
from attune_engine.objectives.work import Work
from attune_engine.training.course import Course
from attune_engine.training.evaluate import row_losses
from attune_engine.training.measured import keep_measured, read_measured, refuse_later
from attune_engine.training.session import Session

REFERENCE, FIELD = "reference.json", "log_probabilities"
Reference = dict[str, dict[str, float]]


def reference_of_run(session: Session, work: Work, course: Course, step: int, report: Callable[[int, int], None]) -> Reference:
    """What the objective compares with, by part and id, in nats; `report` gets rows done and their sum. Raises
    reference_missing where the file of a run that has made steps is gone."""
    kept = read_measured(session, REFERENCE, FIELD)
    wanted = {} if kept else remembered(session, work, course)
    if not wanted:
        return kept or {}
    refuse_later(step, REFERENCE, "what its answers are compared with")
    measured = measure(work, wanted, report)
    keep_measured(session, REFERENCE, FIELD, measured)
    return measured


def remembered(session: Session, work: Work, course: Course) -> dict[str, list]:
    """The rows to measure, by part. Every task's validation rows are a batch of their own."""
    train, objective = session.train.rows, session.objective
    batches = ([train[index] for index in course.rows(each)] for each in range(1, course.steps + 1))
    first, *others = [task.validation.rows for task in session.tasks]
    wanted = objective.remembered(work, train, first, batches)
    for rows in others:
        for part, more in objective.remembered(work, [], rows, iter(())).items():
            wanted[part] = wanted[part] + more
    return wanted


def measure(work: Work, wanted: dict[str, list], report: Callable[[int, int], None]) -> Reference:
    total, before, measured = sum(map(len, wanted.values())), 0, {}
    report(0, total)
    for part, rows in wanted.items():
        sums = row_losses(sft.losses, work.model, rows, work.pack_tokens, work.device, lambda done, before=before: report(before + done, total))
        measured[part] = {name: -loss for name, loss in sums.items()}
        before += len(rows)
    return measured
