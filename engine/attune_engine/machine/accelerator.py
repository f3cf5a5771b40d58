"""An NVIDIA GPU and its free memory, without torch: for a pre-flight, which answers before torch would be imported."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ASK = ("--query-gpu=memory.free", "--format=csv,noheader,nounits")


def gpu_free_bytes() -> int | None:
    """Free memory of the GPU that a run would take, the first one; None where a run would compute on the processor."""
    command = shutil.which("nvidia-smi")
    if command is None or not torch_computes_on_gpus() or os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        return None
    asked = subprocess.run([command, *ASK], capture_output=True, text=True, timeout=20, check=False)
    lines = asked.stdout.split("\n") if asked.returncode == 0 else []
    return int(lines[first_visible()]) << 20 if len(lines) > first_visible() and lines[first_visible()].strip().isdigit() else None


def first_visible() -> int:
    """Which GPU torch counts as its first."""
    wish = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0].strip()
    return int(wish) if wish.isdigit() else 0


def torch_computes_on_gpus() -> bool:
    """Whether the installed torch is a build for NVIDIA's GPUs."""
    found = importlib.util.find_spec("torch")
    return found is not None and found.origin is not None and (Path(found.origin).parent / "lib" / "libtorch_cuda.so").exists()
