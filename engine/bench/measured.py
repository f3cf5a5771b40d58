"""A measured process: it does one optimizer step when told to, and says what the step cost.

Both sides of the pipe: `Measured` drives, `serve` answers. Going round the contestants step by step spreads a noisy
neighbour over all of them; CPU seconds of a process pinned to one core leave out the time it had to wait. What computes
on a GPU is measured by the clock on the wall, once the GPU has done all it was told.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

CORE = 0


ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Measured:
    """A contestant in its own interpreter: on the CPU pinned to one core with one thread, on a GPU with all that the machine has."""

    def __init__(self, name: str, command: list[str], log: Path, device: str = "cpu"):
        self.name, self.log = name, log
        pinned = device == "cpu"
        environment = {**os.environ, **(ONE_THREAD if pinned else {}), "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log.open("w"), text=True, env=environment, preexec_fn=pin_to_core if pinned else None
        )

    def step(self) -> dict:
        """Do one step; its tokens, cpu seconds and whatever else the contestant says."""
        try:
            self.process.stdin.write("step\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise SystemExit(f"{self.name} ended early:\n{self.log.read_text()[-3000:]}")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def pin_to_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[CORE]})


def wait_for_step() -> None:
    """Block until the driver asks for a step; end when it is gone."""
    if not sys.stdin.readline():
        os._exit(0)


def tell(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


def clock(device: str) -> float:
    """Seconds: of this process on a core; by the wall, once the GPU has done what it was told."""
    if device == "cpu":
        return time.process_time()
    import torch

    torch.cuda.synchronize()
    return time.perf_counter()


def serve(step: Callable[[], dict], device: str = "cpu") -> None:
    """Answer every request with the cost of one call of `step`."""
    while True:
        wait_for_step()
        began = clock(device)
        fields = step()
        tell(seconds=clock(device) - began, **fields)
