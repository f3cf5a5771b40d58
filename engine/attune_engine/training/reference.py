"""Log-probabilities of answers under the model before its first step: measured once, kept in the run folder."""

import json
from collections.abc import Callable

from attune_engine.data.order import rows_of_step
from attune_engine.durable import write_json
from attune_engine.errors import EngineError
from attune_engine.objectives import sft
from attune_engine.objectives.work import Work
from attune_engine.training.evaluate import row_losses
from attune_engine.training.session import Session

REFERENCE = "reference.json"
Reference = dict[str, dict[str, float]]


def reference_of_run(session: Session, work: Work, step: int, steps: int, report: Callable[[int, int], None]) -> Reference:
    """What the objective compares with, by part and id, in nats; `report` gets rows done and their sum. Raises
    reference_missing where the file of a run that has made steps is gone."""
    train, config = session.train.rows, session.config
    batches = ([train[index] for index in rows_of_step(each, len(train), config.batch_rows, config.seed)] for each in range(1, steps + 1))
    kept = read_reference(session)
    wanted = {} if kept else session.objective.remembered(work, train, session.validation.rows, batches)
    if not wanted:
        return kept or {}
    if step > 0:
        raise EngineError("reference_missing", f"{REFERENCE} of this run is gone or broken: what its answers are compared with.", "Put the file back, or start a new run.")
    measured = measure(work, wanted, report)
    write_json(session.folder / REFERENCE, {"fingerprint": session.fingerprint, "log_probabilities": measured})
    return measured


def measure(work: Work, wanted: dict[str, list], report: Callable[[int, int], None]) -> Reference:
    total, before, measured = sum(map(len, wanted.values())), 0, {}
    report(0, total)
    for part, rows in wanted.items():
        sums = row_losses(sft.losses, work.model, rows, work.pack_tokens, work.device, lambda done, before=before: report(before + done, total))
        measured[part] = {name: -loss for name, loss in sums.items()}
        before += len(rows)
    return measured


def read_reference(session: Session) -> Reference | None:
    """The file's content where it belongs to this run."""
    try:
        content = json.loads((session.folder / REFERENCE).read_text(encoding="utf-8"))
        return content["log_probabilities"] if content["fingerprint"] == session.fingerprint else None
    except (OSError, ValueError, KeyError):
        return None
