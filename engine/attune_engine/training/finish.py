"""Turn the best checkpoint into what is used: adapter/ and, where llama.cpp can serve it, a GGUF file."""

import shutil
from pathlib import Path

from attune_engine.durable import file_digest, whole_folder
from attune_engine.training.checkpoint import folder_bytes
from attune_engine.training.session import Session
from attune_engine.training.state import RunState


def finish(session: Session, state: RunState) -> dict:
    """Write the adapter of the best step (the last one without validation); return its part of the `done` event."""
    step = state.step if state.best_step is None else state.best_step
    checkpoint = session.folder / "checkpoints" / f"step-{step:06d}"
    adapter, files = session.folder / "adapter", session.method.FILES
    with whole_folder(adapter) as partial:
        for name in files:
            shutil.copyfile(checkpoint / name, partial / name)
    written = session.method.write_gguf(adapter, session.base, session.folder)
    return {
        "step": state.step,
        "best_step": step,
        "best_loss": state.best_loss,
        "validation": [{"step": step, "loss": loss} for step, loss in state.validation],
        "adapter": {"path": adapter.name, "files": list(files), "digest": file_digest(adapter / files[0]), "bytes": folder_bytes(adapter)},
        "gguf": written and {"kind": written[0], **artifact(written[1])},
        "tokens": state.tokens,
        "seconds": round(state.seconds, 1),
    }


def artifact(path: Path) -> dict:
    return {"path": path.name, "digest": file_digest(path), "bytes": path.stat().st_size}
