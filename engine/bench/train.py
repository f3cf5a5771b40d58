"""LoRA fine-tuning of the starter model on one core: ours, TRL as shipped, TRL at its best, and the machine's limit.

    python engine/bench/train.py [--json] [--steps N] [--rows FILE.jsonl] [--system PROMPT] [--model DIR] [--isa NAME]

The rows are the example's, headed by its project's system prompt as the product trains them. What rows share at their
start counts as tokens for everybody; we compute it once per step, and the share of the limit counts it once.
--isa keeps oneDNN, for everybody, from using what a lesser processor lacks: AVX512_CORE_BF16 is one without AMX,
AVX512_CORE one without bfloat16 units.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from first_loss import seconds_to_first_loss  # noqa: E402
from flops import needed_flops  # noqa: E402
from measured import Measured  # noqa: E402
from prepare import ENGINE, peer_python, starter_model  # noqa: E402
from rows import readable_rows, synthetic_rows, write_encoded  # noqa: E402

from attune_engine.machine.cores import allowed_cores, cpu_name  # noqa: E402
from attune_engine.model.shape import read_shape  # noqa: E402

RANK, BATCH = 8, 8
EXAMPLE = ENGINE.parent / "examples" / "support-desk"


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--steps", type=int, default=6, help="measured steps of each contestant, after one to warm up")
    parser.add_argument("--rows", type=Path, help="chat rows; the example's, or synthetic ones, if left out")
    parser.add_argument("--system", help="a system prompt for rows that have none; the example's own if left out with the rows")
    parser.add_argument("--model", type=Path, help="model folder; the starter if left out")
    parser.add_argument("--isa", help="the most that oneDNN may use, as its ONEDNN_MAX_CPU_ISA names it")
    return parser.parse_args()


def measure(model: Path, rows: Path, folder: Path, steps: int) -> list[dict]:
    """One result per round: {contestant: what its step said}."""
    shared = [str(model), str(rows), str(RANK), str(BATCH)]
    limit = Measured("limit", [sys.executable, str(HERE / "limit.py"), str(model)], folder / "limit.log")
    contestants = [limit]
    try:
        speeds = limit.step()["gflops"]
        dtype = max(speeds, key=speeds.__getitem__)
        peer = [str(peer_python()), str(HERE / "trl_peer.py"), *shared]
        contestants += [
            Measured("ours", [sys.executable, str(HERE / "ours.py"), *shared, "cpu"], folder / "ours.log"),
            Measured("trl_shipped", [*peer, "shipped", dtype, "cpu"], folder / "trl_shipped.log"),
            Measured("trl_best", [*peer, "packed", dtype, "cpu"], folder / "trl_best.log"),
        ]
        rounds = []
        for number in range(steps + 1):
            rounds.append({contestant.name: contestant.step() for contestant in contestants})
            print(f"round {number} of {steps}", file=sys.stderr)
        return rounds[1:]
    finally:
        for contestant in contestants:
            contestant.close()


def figures(rounds: list[dict], model: Path, first_loss: float) -> list[dict]:
    """The best step of each contestant: whatever else runs on the machine can only slow a step down."""
    shape = read_shape(model)
    speed = {name: max(each[name]["tokens"] / each[name]["seconds"] for each in rounds) for name in ("ours", "trl_shipped", "trl_best")}
    matmul = {dtype: max(each["limit"]["gflops"][dtype] for each in rounds) for dtype in ("float32", "bfloat16")}
    reached = max(needed_flops(shape, RANK, each["ours"]["segments"], each["ours"]["loss_tokens"]) / each["ours"]["seconds"] / 1e9 for each in rounds)
    has_bf16 = matmul["bfloat16"] > matmul["float32"]
    rows = [
        ("ours", speed["ours"], "tokens/CPU s", None),
        ("TRL as shipped", speed["trl_shipped"], "tokens/CPU s", None),
        ("TRL best settings", speed["trl_best"], "tokens/CPU s", None),
        ("matmul float32", matmul["float32"], "GFLOP/s", None),
        ("matmul bfloat16", matmul["bfloat16"], "GFLOP/s", None),
        ("ours / TRL as shipped", speed["ours"] / speed["trl_shipped"], "x", 3.5),
        ("ours / TRL best settings", speed["ours"] / speed["trl_best"], "x", 1.5),
        ("share of the matmul limit", 100 * reached / max(matmul.values()), "%", 60 if has_bf16 else 50),
        ("first loss on screen, cold", first_loss, "s", 15),
    ]
    return [{"name": name, "value": round(value, 2), "unit": unit, "goal": goal, "met": is_met(value, unit, goal)} for name, value, unit, goal in rows]


def is_met(value: float, unit: str, goal: float | None) -> bool | None:
    """Seconds should be few, everything else much."""
    if goal is None:
        return None
    return value < goal if unit == "s" else value >= goal


def example_prompt() -> str | None:
    """The example project's system prompt, from its loop file."""
    lines = (EXAMPLE / "loop.yaml").read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip().strip("\"'") for line in lines if line.strip().startswith("systemPrompt:")), None)


def choose_rows(arguments: argparse.Namespace, folder: Path) -> tuple[Path, str | None]:
    """The rows to train on and the system prompt to put before them."""
    if arguments.rows:
        return arguments.rows, arguments.system
    if (EXAMPLE / "tickets.jsonl").exists():
        return EXAMPLE / "tickets.jsonl", arguments.system or example_prompt()
    synthetic_rows(folder / "synthetic.jsonl")
    return folder / "synthetic.jsonl", arguments.system


def main() -> int:
    arguments = read_arguments()
    if arguments.isa:
        os.environ["ONEDNN_MAX_CPU_ISA"] = arguments.isa
    model = arguments.model or starter_model()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source, system = choose_rows(arguments, folder)
        rows = write_encoded(source, system, model, folder / "rows.jsonl")
        tokens = sum(len(row.ids) for row in rows)
        print(f"{len(rows)} rows, {tokens} tokens, {sum(row.loss_tokens for row in rows)} with a loss; LoRA rank {RANK} on all linears, {BATCH} rows a step, one thread on one core")
        rounds = measure(model, folder / "rows.jsonl", folder, arguments.steps)
        first_loss = seconds_to_first_loss(model, readable_rows(source, system), folder, {**os.environ, "HF_HUB_OFFLINE": "1"})
    found = figures(rounds, model, first_loss)
    for figure in found:
        goal = "" if figure["goal"] is None else f"   goal {figure['goal']}: {'met' if figure['met'] else 'MISSED'}"
        print(f"{figure['name']:28}{figure['value']:10.2f} {figure['unit']}{goal}")
    if arguments.json:
        machine = {"cpu": cpu_name(), "cores": allowed_cores(), "python": platform.python_version(), "isa": arguments.isa, "dtype": rounds[0]["ours"]["dtype"]}
        print(json.dumps({"bench": "train", "machine": machine, "figures": found}))
    return 0 if all(figure["met"] is not False for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
