"""How difficult every training row is: what its answer costs the model before its first step, in nats per token."""

from collections.abc import Callable

from attune_engine.objectives import sft
from attune_engine.objectives.work import Work
from attune_engine.training.evaluate import row_losses
from attune_engine.training.measured import keep_measured, read_measured, refuse_later
from attune_engine.training.session import Session

DIFFICULTY, FIELD = "difficulty.json", "losses"


def difficulty_of_run(session: Session, work: Work, step: int, report: Callable[[int, int], None]) -> list[float]:
    """Measured once and kept; `report` gets rows done and their sum. Raises reference_missing where the file of a run that has
    made steps is gone."""
    kept = read_measured(session, DIFFICULTY, FIELD)
    if kept is not None:
        return kept
    refuse_later(step, DIFFICULTY, "what its stages choose rows by")
    rows = session.train.rows
    report(0, len(rows))
    sums = row_losses(sft.losses, work.model, rows, work.pack_tokens, work.device, lambda done: report(done, len(rows)))
    measured = [sum(sums[answer.id] for answer in row.answers) / row.loss_tokens for row in rows]
    keep_measured(session, DIFFICULTY, FIELD, measured)
    return measured
