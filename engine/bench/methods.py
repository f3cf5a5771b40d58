"""Every method on the starter model with the example's rows: what it learns, what it costs.

    python engine/bench/methods.py [--json] [--record] [--steps N] [--only NAME ...]

Each run is the engine's own `train` in a process of its own with one thread, at the method's usual settings and learning rate.
Speed is that of the fastest step: whatever else runs on the machine can only slow a step down. --record writes the table into
docs/methods/README.md.
"""

import argparse
import json
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from prepare import ENGINE, starter_model  # noqa: E402
from rows import readable_rows  # noqa: E402
from train import EXAMPLE, example_prompt  # noqa: E402

from attune_engine.config.schema import parse  # noqa: E402
from attune_engine.machine.cores import allowed_cores, cpu_name  # noqa: E402
from attune_engine.methods.registry import CONFIGS  # noqa: E402

BATCH, VALIDATION, STEPS = 8, 60, 24
METHODS = {
    "LoRA": {"kind": "lora"},
    "LoRA, last 8 layers": {"kind": "lora", "last_layers": 8},
    "rsLoRA r 32": {"kind": "lora", "rank": 32, "rank_stabilised": True},
    "DoRA": {"kind": "lora", "magnitudes": True},
    "PiSSA": {"kind": "lora", "start": "principal"},
    "QLoRA NF4": {"kind": "lora", "quantization": "nf4"},
    "QLoRA int8": {"kind": "lora", "quantization": "int8"},
    "full": {"kind": "full"},
    "freeze, last 2 layers": {"kind": "freeze"},
    "prompt tuning": {"kind": "prompt_tuning"},
    "P-tuning": {"kind": "p_tuning"},
    "prefix tuning": {"kind": "prefix_tuning"},
    "progressive, easy to hard": {"kind": "lora"},
    "multi-task, two data sets": {"kind": "lora"},
}
SOFT = ("prompt_tuning", "p_tuning", "prefix_tuning")
TASKS = ("short", "long")


def more_of(name: str, steps: int) -> dict:
    """What an entry sets besides its method, the same number of steps in all: stages that widen from the easy half of the rows to
    all of them, or short and long questions as two data sets."""
    if name.startswith("progressive"):
        return {"stages": [{"name": "easy half", "rows": {"easier_than": 0.5}, "steps": steps // 2}, {"name": "all", "steps": steps - steps // 2}]}
    if name.startswith("multi-task"):
        return {"data": {"tasks": [{"name": task, "train": f"{task}-train.jsonl", "validation": f"{task}-validation.jsonl"} for task in TASKS]}}
    return {}


PAGE = ENGINE.parent / "docs" / "methods" / "README.md"
MARKS = ("<!-- table: npm run bench -- methods --record -->", "<!-- end of table -->")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--record", action="store_true", help="write the table into docs/methods/README.md")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"steps of {BATCH} rows")
    parser.add_argument("--only", nargs="+", choices=METHODS, help="these methods alone")
    return parser.parse_args()


def write_rows(folder: Path, system: str | None, steps: int) -> None:
    """The same rows for every method: `validation.jsonl` is seen by none."""
    rows = readable_rows(EXAMPLE / "tickets.jsonl", system)
    random.Random(1).shuffle(rows)
    for name, part in (("validation", rows[:VALIDATION]), ("train", rows[VALIDATION : VALIDATION + steps * BATCH])):
        lines = [json.dumps({"id": row.id, "messages": [{"role": each.role, "content": each.content} for each in row.messages]}) for row in part]
        write_lines(folder / f"{name}.jsonl", lines)
        middle = sorted(map(len, lines))[len(lines) // 2]
        for task, is_in in zip(TASKS, (lambda line: len(line) < middle, lambda line: len(line) >= middle), strict=True):
            write_lines(folder / f"{task}-{name}.jsonl", list(filter(is_in, lines)))


def write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(name: str, method: dict, model: Path, rows: Path, folder: Path, text: str, steps: int) -> dict:
    """One run; what its events say."""
    run = folder / "run"
    run.mkdir()
    for file in rows.glob("*.jsonl"):
        shutil.copyfile(file, run / file.name)
    full = {**method, "text": text} if method["kind"] in SOFT else method
    spec = {
        "protocol": 1,
        "run_id": name,
        "base": {"path": str(model)},
        "data": {"train": "train.jsonl", "validation": "validation.jsonl"},
        "method": full,
        "batch_rows": BATCH,
        "max_steps": steps,
        "max_tokens_per_row": 512,
        "eval": {"every_steps": steps},
        "checkpoint": {"every_steps": steps},
        "guard": {"factor": 100.0},
        "threads": 1,
        "seed": 7,
        **more_of(name, steps),
    }
    (run / "run.json").write_text(json.dumps(spec))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run([sys.executable, "-m", "attune_engine", "train", str(run)], cwd=ENGINE, env=environment, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    events = [json.loads(line) for line in (run / "events.jsonl").read_text().splitlines()]
    last = events[-1]
    if done.returncode or last["type"] != "done":
        raise SystemExit(f"{name}: {last.get('code')}: {last.get('message')}")
    started, taken = next(event for event in events if event["type"] == "started"), [event for event in events if event["type"] == "step"]
    return {
        "name": name,
        "rate": parse(CONFIGS[method["kind"]], full, "").usual_rate,
        "share": started["parameters"]["trainable"] / started["parameters"]["total"],
        "trainable": started["parameters"]["trainable"],
        "before": last["validation"][0]["loss"],
        "after": last["validation"][-1]["loss"],
        "speed": max(event["tokens_per_s"] for event in taken),
        "memory": max(event["memory_bytes"] for event in taken),
        "bytes": last["adapter"]["bytes"],
        "cpu": (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime),
        "served": "llama.cpp" if last["gguf"] else "Python engine",
        "dtype": started["dtype"],
    }


HEADER = ("method", "learning rate", "trained", "share", "loss before", "after", "tokens/s", "peak memory", "result on disk", "answers by")


def row_of(found: dict) -> list[str]:
    return [
        found["name"],
        f"{found['rate']:g}",
        f"{found['trainable']:,}",
        f"{100 * found['share']:.2f} %",
        f"{found['before']:.3f}",
        f"{found['after']:.3f}",
        f"{found['speed']:.0f}",
        f"{found['memory'] / 1e6:,.0f} MB",
        f"{found['bytes'] / 1e6:.1f} MB" if found["bytes"] >= 1e5 else f"{found['bytes'] / 1e3:.0f} kB",
        found["served"],
    ]


def table(results: list[dict]) -> str:
    lines = [HEADER, ["---"] * len(HEADER), *map(row_of, results)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def record(results: list[dict], steps: int) -> None:
    """Put the table between its marks in the page."""
    text = PAGE.read_text(encoding="utf-8")
    start, end = (text.index(mark) for mark in MARKS)
    said = f"{steps} steps of {BATCH} rows, {VALIDATION} rows held out, {results[0]['dtype']}, one thread of {cpu_name()}, {date.today().isoformat()}."
    PAGE.write_text(f"{text[:start]}{MARKS[0]}\n\n{table(results)}\n\n{said}\n\n{text[end:]}", encoding="utf-8")


def main() -> int:
    arguments = read_arguments()
    model, system = starter_model(), example_prompt()
    results = []
    with tempfile.TemporaryDirectory() as temporary:
        rows = Path(temporary)
        write_rows(rows, system, arguments.steps)
        for name, method in METHODS.items():
            if arguments.only and name not in arguments.only:
                continue
            with tempfile.TemporaryDirectory() as folder:
                results.append(measure(name, method, model, rows, Path(folder), system or "Answer kindly.", arguments.steps))
            print(" · ".join(row_of(results[-1])), file=sys.stderr, flush=True)
    print(table(results))
    if arguments.record:
        record(results, arguments.steps)
    if arguments.json:
        machine = {"cpu": cpu_name(), "cores": allowed_cores(), "python": platform.python_version(), "dtype": results[0]["dtype"]}
        fell = [{"name": f"{each['name']}: held-out loss, after / before", "value": round(each["after"] / each["before"], 4), "unit": "x", "goal": "< 1", "met": each["after"] < each["before"]} for each in results]
        print(json.dumps({"bench": "methods", "machine": machine, "figures": fell}))
    return 0 if all(each["after"] < each["before"] for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
