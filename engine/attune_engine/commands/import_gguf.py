"""import-gguf FILE DIR: a GGUF file as a Hugging Face folder with exactly its dequantised weights."""

import time
from pathlib import Path

from attune_engine.gguf_format.import_model import import_gguf
from attune_engine.run_folder.event_log import EventLog

USAGE = "FILE DIR"


def run(arguments: list[str], events: EventLog) -> int:
    """Convert, or find the earlier conversion whole; `done` says which."""
    source, folder = map(Path, arguments)
    began = time.monotonic()
    last = -1.0

    def progress(phase: str, done: int, total: int, unit: str) -> None:
        nonlocal last
        if done == total or time.monotonic() - last > 0.5:
            last = time.monotonic()
            events.emit("progress", phase=phase, done=done, total=total, unit=unit)

    model, reused = import_gguf(source, folder, progress)
    events.emit("done", path=str(folder), reused=reused, digest=model["digest"], seconds=round(time.monotonic() - began, 1))
    return 0
