"""How long a person waits after "start": from launching the engine, cold, to the first loss in its events."""

import json
import subprocess
import sys
import time
from pathlib import Path

from attune_engine.data.rows import Row

ENGINE = Path(__file__).parents[1]
TRIES = 2


def seconds_to_first_loss(model: Path, rows: list[Row], folder: Path, environment: dict[str, str]) -> float:
    """The better of a few tries with the product's own settings and all cores; the first try also warms the disk's cache."""
    return min(one_try(model, rows, folder / f"first-loss-{number}", environment) for number in range(TRIES))


def one_try(model: Path, rows: list[Row], folder: Path, environment: dict[str, str]) -> float:
    write_run(model, rows, folder)
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "attune_engine", "train", str(folder)], cwd=ENGINE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    try:
        for line in process.stdout:
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("type") == "step":
                return time.monotonic() - began
            if event.get("type") == "failed":
                raise SystemExit(f"the run failed: {event['message']}")
        raise SystemExit("the run ended before its first loss")
    finally:
        process.kill()
        process.wait()


def write_run(model: Path, rows: list[Row], folder: Path) -> None:
    """A run folder with every fifth row for validation, as the product lays one out."""
    folder.mkdir()
    for name, chosen in (("validation", rows[::5]), ("train", [row for number, row in enumerate(rows) if number % 5])):
        lines = [{"id": row.id, "messages": [{"role": message.role, "content": message.content} for message in row.messages]} for row in chosen]
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    config = {"protocol": 1, "run_id": "first-loss", "base": {"path": str(model)}, "data": {"train": "train.jsonl", "validation": "validation.jsonl"}}
    (folder / "run.json").write_text(json.dumps(config))
