"""Where torch computes."""

import os

import torch

from attune_engine.machine.cores import cpu_name
from attune_engine.machine.memory import available_bytes, resident_bytes


def device_name(device: str) -> str:
    """The processor's or accelerator's own name."""
    return torch.cuda.get_device_name() if device == "cuda" else cpu_name()


def occupied_bytes(device: str) -> int:
    """What this process holds of the memory that it computes in."""
    return torch.cuda.memory_reserved() if device == "cuda" else resident_bytes()


def free_bytes(device: str) -> int:
    """What can still be had of the memory that is computed in."""
    return torch.cuda.mem_get_info()[0] if device == "cuda" else available_bytes()


def repeat_exactly(device: str) -> None:
    """Have a GPU add up in one order every time, as a CPU does by itself: a resumed run then ends as an uninterrupted one."""
    if device == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True)
        torch.utils.deterministic.fill_uninitialized_memory = False
