"""import-gguf FILE DIR [TEMPLATE]: a GGUF file as a Hugging Face folder with exactly its dequantised weights; a file without a chat
template gets that of the file TEMPLATE (Jinja)."""

import time
from pathlib import Path

from attune_engine.gguf_format.import_model import import_gguf
from attune_engine.run_folder.event_log import EventLog

USAGE = "FILE DIR [TEMPLATE]"


def run(arguments: list[str], events: EventLog) -> int:
    """Convert, or find the earlier conversion whole; `done` says which."""
    source, folder = map(Path, arguments[:2])
    template = Path(arguments[2]).read_text(encoding="utf-8") if len(arguments) > 2 else None
    began = time.monotonic()
    last = -1.0

    def progress(phase: str, done: int, total: int, unit: str) -> None:
        nonlocal last
        if done == total or time.monotonic() - last > 0.5:
            last = time.monotonic()
            events.emit("progress", phase=phase, done=done, total=total, unit=unit)

    model, reused = import_gguf(source, folder, progress, template)
    events.emit("done", path=str(folder), reused=reused, digest=model["digest"], seconds=round(time.monotonic() - began, 1))
    return 0
