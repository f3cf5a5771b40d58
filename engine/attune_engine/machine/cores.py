"""How many cores we may use, and how many of them are idle right now."""

import os
import time
from pathlib import Path


def allowed_cores() -> float:
    """Cores this process may run on: its affinity, cut by a container's quota."""
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(float(affinity), container_quota() or float(affinity))


def container_quota() -> float | None:
    """Cores granted by cgroup v2's cpu.max; None without a limit."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
    except (OSError, ValueError):
        return None
    return None if quota == "max" else int(quota) / int(period)


def free_cores(seconds: float = 0.2) -> float:
    """Idle cores, watched for a moment; all allowed ones where there is no /proc/stat."""
    before = idle_seconds()
    if before is None:
        return allowed_cores()
    began = time.monotonic()
    time.sleep(seconds)
    idle = (idle_seconds() - before) / (time.monotonic() - began)
    return max(0.0, min(idle, allowed_cores()))


def idle_seconds() -> float | None:
    """Idle and waiting time of the allowed cores since boot."""
    try:
        lines = Path("/proc/stat").read_text().splitlines()
    except OSError:
        return None
    mine = {f"cpu{core}" for core in os.sched_getaffinity(0)}
    ticks = sum(int(fields[4]) + int(fields[5]) for fields in map(str.split, lines) if fields and fields[0] in mine)
    return ticks / os.sysconf("SC_CLK_TCK")


def choose_threads() -> int:
    """Threads to train with: the cores really free. OpenMP collapses when one of its threads has to wait for a neighbour."""
    return max(1, int(free_cores() + 0.3))


def cpu_name() -> str:
    """The processor's name as the kernel tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return "CPU"
