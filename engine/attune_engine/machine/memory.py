"""Memory used and available, in bytes."""

import os
from pathlib import Path

import psutil


def resident_bytes() -> int:
    """Memory this process occupies now."""
    return psutil.Process(os.getpid()).memory_info().rss


def available_bytes() -> int:
    """Memory that can be had without swapping, within a container's limit."""
    available = psutil.virtual_memory().available
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
    except (OSError, ValueError):
        return available
    return available if limit == "max" else min(available, max(0, int(limit) - used))
