"""How many cores we may use, and how many of them are usually idle."""

import os
import statistics
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.1
ENOUGH = 12


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


@dataclass(frozen=True)
class Reading:
    """Seconds so far: by the clock, idle on the allowed cores together, and used by this process."""

    clock: float
    idle: float
    own: float


class CoreWatch:
    """Reads the cores every tenth of a second beside whatever else is done: a run's start is reading and hashing anyway."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.enough, self.ended = threading.Event(), threading.Event()
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self) -> None:
        while not self.ended.is_set():
            idle = idle_seconds()
            if idle is None:
                break
            self.readings.append(Reading(time.monotonic(), idle, time.process_time()))
            if len(self.readings) > ENOUGH:
                self.enough.set()
            self.ended.wait(SAMPLE_SECONDS)
        self.enough.set()

    def free_cores(self) -> float:
        """What was usual so far; waits until there are enough readings, and ends the watch."""
        self.enough.wait()
        self.ended.set()
        return usually_free(self.readings, allowed_cores())


watches: list[CoreWatch] = []


def watch_cores() -> None:
    """Begin to watch, if nobody does: the sooner, the less `choose_threads` has to wait."""
    if not watches:
        watches.append(CoreWatch())


def free_cores() -> float:
    """Cores that are usually free for us; all allowed ones where there is no /proc/stat."""
    watch_cores()
    return watches.pop().free_cores()


def usually_free(readings: list[Reading], allowed: float) -> float:
    """The median over the stretches between readings, so that a neighbour's short burst decides nothing. What we use ourselves is free for us."""
    stretches = [(later.idle - earlier.idle + later.own - earlier.own) / (later.clock - earlier.clock) for earlier, later in zip(readings, readings[1:])]
    return max(0.0, min(statistics.median(stretches), allowed)) if stretches else allowed


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
    return threads_for(free_cores())


def threads_for(free: float) -> int:
    """One for each core that is free for the most part, at least one."""
    return max(1, int(free + 0.3))


def cpu_name() -> str:
    """The processor's name as the kernel tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return "CPU"
