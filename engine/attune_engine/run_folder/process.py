"""engine.pid: which process trains a run, told apart from a later process that got the same number."""

import os
from pathlib import Path

from attune_engine.durable import write_json
from attune_engine.run_folder.event_log import utc_now


def write_process_file(folder: Path) -> None:
    """Record this process as the one that trains `folder`."""
    write_json(
        folder / "engine.pid",
        {"pid": os.getpid(), "start_time": start_ticks(os.getpid()), "boot_id": boot_id(), "started_at": utc_now()},
    )


def start_ticks(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None where there is no /proc."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[19])


def boot_id() -> str | None:
    """An id that changes with every boot; None where there is no /proc."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
