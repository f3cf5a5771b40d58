"""Not a contestant but the yardstick: how fast one thread multiplies the model's matrices. Arguments: MODEL."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import time  # noqa: E402

import torch  # noqa: E402
from measured import serve  # noqa: E402

from attune_engine.machine.matmul import DTYPES, run_round  # noqa: E402
from attune_engine.model.shape import read_shape  # noqa: E402

ROWS, SECONDS = 1024, 0.6


def main(model: str) -> None:
    torch.set_num_threads(1)
    shapes = read_shape(Path(model)).linears
    jobs = {
        name: [(torch.ones(ROWS, inner, dtype=dtype), torch.ones(outer, inner, dtype=dtype)) for outer, inner in shapes] for name, dtype in DTYPES.items()
    }
    operations = sum(4 * ROWS * outer * inner for outer, inner in shapes)

    def sustained(name: str) -> float:
        """GFLOP/s per CPU second over the whole time, not the best moment."""
        run_round(jobs[name])
        rounds, began = 0, time.process_time()
        while time.process_time() - began < SECONDS:
            run_round(jobs[name])
            rounds += 1
        return rounds * operations / (time.process_time() - began) / 1e9

    serve(lambda: {"gflops": {name: sustained(name) for name in jobs}})


if __name__ == "__main__":
    main(*sys.argv[1:])
