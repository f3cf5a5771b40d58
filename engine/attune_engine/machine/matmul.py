"""How fast this machine multiplies the model's own matrices, in float32 and in bfloat16."""

import time

import torch
import torch.nn.functional as F

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
ROWS = {"cpu": 768, "cuda": 16384}
BEYOND_CACHE = 32_000_000


def measure_gflops(shapes: list[tuple[int, int]], device: str, seconds: float = 0.1) -> dict[str, float]:
    """GFLOP/s of forward and input-gradient products at `shapes` (out, in), per dtype, on the current threads."""
    return {name: round(rate(shapes, dtype, device, seconds), 1) for name, dtype in DTYPES.items()}


def rate(shapes: list[tuple[int, int]], dtype: torch.dtype, device: str, seconds: float) -> float:
    """GFLOP/s over one round of all shapes after another until the time is up. The best round counts: a neighbour only slows.
    A GPU gets so many rows that it multiplies for longer than it is told what to do."""
    rows = ROWS[device]
    jobs = [(torch.ones(rows, inner, dtype=dtype, device=device), torch.ones(outer, inner, dtype=dtype, device=device)) for outer, inner in shapes]
    operations = sum(4 * rows * outer * inner for outer, inner in shapes)
    run_round(jobs)
    best, end = float("inf"), time.perf_counter() + seconds
    while best == float("inf") or time.perf_counter() < end:
        began = time.perf_counter()
        run_round(jobs)
        best = min(best, time.perf_counter() - began)
    return operations / best / 1e9


def measure_reading(shapes: list[tuple[int, int]], device: str, seconds: float = 0.1) -> dict[str, float]:
    """Milliseconds in which one token goes through weights at `shapes`, more of them than a cache holds, per dtype: what limits an
    answer is how fast weights are read, not how fast they multiply."""
    count = max(1, BEYOND_CACHE // sum(outer * inner for outer, inner in shapes))
    return {name: round(1000 * reading_seconds(shapes, count, dtype, device, seconds) / count, 3) for name, dtype in DTYPES.items()}


def reading_seconds(shapes: list[tuple[int, int]], count: int, dtype: torch.dtype, device: str, seconds: float) -> float:
    """The best round through `count` copies of all shapes."""
    jobs = [(torch.ones(1, inner, dtype=dtype, device=device), torch.ones(outer, inner, dtype=dtype, device=device)) for outer, inner in shapes * count]
    best, end = float("inf"), time.perf_counter() + seconds
    while best == float("inf") or time.perf_counter() < end:
        began = time.perf_counter()
        for row, weight in jobs:
            F.linear(row, weight)
        if device == "cuda":
            torch.cuda.synchronize()
        best = min(best, time.perf_counter() - began)
    return best


def run_round(jobs: list[tuple[torch.Tensor, torch.Tensor]]) -> None:
    for rows, weight in jobs:
        torch.mm(F.linear(rows, weight), weight)
    if jobs[0][0].is_cuda:
        torch.cuda.synchronize()
