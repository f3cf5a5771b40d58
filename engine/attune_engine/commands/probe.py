"""probe MODEL_DIR|-: what this machine is, and how fast it multiplies that model's shapes (the starter's for "-")."""

from pathlib import Path

import psutil
import torch

from attune_engine.machine.cores import allowed_cores, free_cores, threads_for
from attune_engine.machine.device import device_name
from attune_engine.machine.matmul import measure_gflops
from attune_engine.machine.memory import available_bytes
from attune_engine.machine.versions import versions
from attune_engine.model.shape import read_shape
from attune_engine.run_folder.event_log import EventLog

USAGE = "MODEL_DIR|-"
STARTER = [(576, 576), (192, 576), (192, 576), (576, 576), (1536, 576), (1536, 576), (576, 1536)]


def run(arguments: list[str], events: EventLog) -> int:
    """Print one `done` event."""
    shapes = STARTER if arguments[0] == "-" else read_shape(Path(arguments[0])).linears
    free = free_cores()
    threads = threads_for(free)
    torch.set_num_threads(threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    gflops = measure_gflops(shapes, device)
    events.emit(
        "done",
        versions=versions(),
        device=device,
        device_name=device_name(device),
        cores=allowed_cores(),
        free_cores=round(free, 2),
        memory_bytes=psutil.virtual_memory().total,
        available_bytes=available_bytes(),
        gflops=gflops,
        dtype=max(gflops, key=gflops.__getitem__),
        threads=threads,
    )
    return 0
