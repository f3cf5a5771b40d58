"""LoRA fine-tuning on an NVIDIA GPU: ours, TRL as shipped, TRL at its best, and the machine's limit, by the clock on the wall.

    python engine/bench/gpu.py --tokenizer MODEL_DIR [--json] [--steps N] [--peer PYTHON]

The models have random weights in real shapes, so that nothing has to be fetched; the rows are the example's, tokenized by
the starter's tokenizer (`--tokenizer`). `--peer` is an interpreter that has TRL; left out, the peer's environment is made.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import torch  # noqa: E402
from flops import needed_flops  # noqa: E402
from measured import Measured  # noqa: E402
from prepare import peer_python  # noqa: E402
from random_model import SHAPES, write_random_model  # noqa: E402
from rows import write_encoded  # noqa: E402
from train import EXAMPLE, example_prompt  # noqa: E402

from attune_engine.machine.device import device_name  # noqa: E402
from attune_engine.model.shape import Shape, read_shape  # noqa: E402

RANK = 8
BATCHES = {"135M": (64,), "1.1B": (64, 256)}
PEERS = {"TRL as shipped": "shipped", "TRL padded": "padded", "TRL packed": "packed"}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokenizer", type=Path, required=True, help="the starter's folder, for its tokenizer")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--steps", type=int, default=12, help="measured steps of each contestant, after four to warm up")
    parser.add_argument("--peer", type=Path, help="an interpreter that has TRL")
    return parser.parse_args()


def measure(model: Path, rows: Path, batch: int, folder: Path, arguments: argparse.Namespace) -> dict[str, list[dict]]:
    """What every contestant's steps said, going round them step by step."""
    shared = [str(model), str(rows), str(RANK), str(batch)]
    peer = [str(arguments.peer or peer_python()), str(HERE / "trl_peer.py"), *shared]
    contestants = [Measured("ours", [sys.executable, str(HERE / "ours.py"), *shared, "cuda"], folder / "ours.log", "cuda")]
    contestants += [Measured(name, [*peer, kind, "bfloat16", "cuda"], folder / f"{kind}.log", "cuda") for name, kind in PEERS.items()]
    try:
        steps: dict[str, list[dict]] = {contestant.name: [] for contestant in contestants}
        for _ in range(arguments.steps + 4):
            for contestant in contestants:
                steps[contestant.name].append(contestant.step())
        return {name: each[4:] for name, each in steps.items()}
    finally:
        for contestant in contestants:
            contestant.close()


def matmul_flops(shape: Shape, rows: int = 8192) -> float:
    """FLOP/s of the model's own products in bfloat16, forward and back, on random values: the GPU's clock falls with those."""
    jobs = [(torch.randn(rows, inner, dtype=torch.bfloat16, device="cuda"), torch.randn(outer, inner, dtype=torch.bfloat16, device="cuda")) for outer, inner in shape.linears]

    def rounds(count: int) -> float:
        began = time.perf_counter()
        for _ in range(count):
            for states, weight in jobs:
                torch.mm(torch.mm(states, weight.t()), weight)
        torch.cuda.synchronize()
        return time.perf_counter() - began

    rounds(5)
    return 50 * sum(4 * rows * outer * inner for outer, inner in shape.linears) / rounds(50)


def figures(name: str, batch: int, steps: dict[str, list[dict]], shape: Shape, limit: float) -> list[dict]:
    """The median step of each: the rows of steps differ in length."""
    speed = {who: median([each["tokens"] / each["seconds"] for each in found]) for who, found in steps.items()}
    needed = median([needed_flops(shape, RANK, each["segments"], each["loss_tokens"]) / each["seconds"] for each in steps["ours"]])
    best = max(value for who, value in speed.items() if who != "ours")
    found = [(who, value, "tokens/s") for who, value in speed.items()]
    found += [("ours / TRL as shipped", speed["ours"] / speed["TRL as shipped"], "x"), ("ours / TRL's best", speed["ours"] / best, "x"), ("share of the matmul limit", 100 * needed / limit, "%")]
    return [{"name": f"{name}, {batch} rows a step: {who}", "value": round(value, 2), "unit": unit, "goal": None, "met": None} for who, value, unit in found]


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def main() -> int:
    arguments = read_arguments()
    if not torch.cuda.is_available():
        sys.exit("There is no NVIDIA GPU here.")
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        for name in SHAPES:
            model = write_random_model(Path(temporary) / name, name, arguments.tokenizer)
            rows, shape = Path(temporary) / "rows.jsonl", read_shape(model)
            write_encoded(EXAMPLE / "tickets.jsonl", example_prompt(), model, rows)
            limit = matmul_flops(shape)
            torch.cuda.empty_cache()
            for batch in BATCHES[name]:
                found += figures(name, batch, measure(model, rows, batch, Path(temporary), arguments), shape, limit)
                for figure in found[-7:]:
                    print(f"{figure['name']:52}{figure['value']:12.2f} {figure['unit']}", flush=True)
    if arguments.json:
        print(json.dumps({"bench": "gpu", "machine": {"gpu": device_name("cuda"), "torch": torch.__version__}, "figures": found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
