"""What is measured with the model before its first step and kept in the run folder: a resumed run must not measure it again."""

import json
from typing import Any

from attune_engine.durable import write_json
from attune_engine.errors import EngineError
from attune_engine.training.session import Session


def read_measured(session: Session, file: str, field: str) -> Any | None:
    """The file's content where it belongs to this run."""
    try:
        content = json.loads((session.folder / file).read_text(encoding="utf-8"))
        return content[field] if content["fingerprint"] == session.fingerprint else None
    except (OSError, ValueError, KeyError):
        return None


def keep_measured(session: Session, file: str, field: str, measured: Any) -> None:
    write_json(session.folder / file, {"fingerprint": session.fingerprint, field: measured})


def refuse_later(step: int, file: str, what: str) -> None:
    """Raise reference_missing where a run has made steps: its model is not the untrained one any more."""
    if step > 0:
        raise EngineError("reference_missing", f"{file} of this run is gone or broken: {what}.", "Put the file back, or start a new run.")
