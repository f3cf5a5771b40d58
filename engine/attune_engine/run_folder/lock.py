"""One engine per run folder: an flock that the kernel frees when the engine dies, however it dies."""

import fcntl
import os
from pathlib import Path

from attune_engine.errors import EngineError


def lock_run_folder(folder: Path) -> int:
    """Take the folder's lock and return its descriptor, which must stay open. Raises run_locked."""
    descriptor = os.open(folder / "engine.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise EngineError(
            "run_locked",
            f"Another engine is training {folder.name}.",
            "Wait for it, or stop it with SIGTERM (its process id is in engine.pid).",
        ) from None
    return descriptor
