"""The event stream: JSON lines on stdout and, for a run, in its event file, which outlives every reader."""

import json
import math
import os
import sys
from datetime import datetime, timezone
from pathlib import Path

SYNCED = {"checkpoint", "stopped", "done", "failed"}


def utc_now() -> str:
    """Now, as ISO 8601 with milliseconds and Z."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class EventLog:
    """Numbers and writes events. With a file, numbering continues after its last whole line."""

    def __init__(self, path: Path | None = None):
        self.path = path
        self.sequence = 0
        self.descriptor: int | None = None
        if path is not None:
            self.sequence = cut_torn_line(path)
            self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def has(self, kind: str, step: int) -> bool:
        """Whether the file tells of a step: a kill may come between what happened and its event."""
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path else []
        return any(event["type"] == kind and event.get("step") == step for event in map(json.loads, lines))

    def emit(self, kind: str, **fields: object) -> None:
        """Write one event. A reader that went away (a killed server) never stops the run."""
        self.sequence += 1
        event = {"seq": self.sequence, "time": utc_now(), "type": kind, **fields}
        line = (json.dumps(finite(event), ensure_ascii=False) + "\n").encode()
        if self.descriptor is not None:
            write_all(self.descriptor, line)
            if kind in SYNCED:
                os.fsync(self.descriptor)
        try:
            sys.stdout.write(line.decode())
            sys.stdout.flush()
        except (OSError, ValueError):
            sys.stdout = open(os.devnull, "w", encoding="utf-8")


def cut_torn_line(path: Path) -> int:
    """Cut what a kill left after the last newline; return the last whole event's number, 0 if there is none."""
    if not path.exists():
        return 0
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        os.truncate(path, len(whole))
    return json.loads(whole.splitlines()[-1])["seq"] if whole else 0


def write_all(descriptor: int, data: bytes) -> None:
    """os.write may take a part; write the rest too."""
    while data:
        data = data[os.write(descriptor, data) :]


def finite(value: object) -> object:
    """JSON has no NaN: numbers that are not finite become null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return value
