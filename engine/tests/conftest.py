import json
import sys
from pathlib import Path

import pytest
import torch

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import tiny  # noqa: E402

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def contract() -> Path:
    return Path(__file__).parents[2] / "contract-fixtures"


@pytest.fixture(scope="session")
def base(tmp_path_factory) -> Path:
    """A tiny Llama on disk, with tokenizer and template."""
    return tiny.write_model(tmp_path_factory.mktemp("base") / "llama")


@pytest.fixture(scope="session")
def worker(tmp_path_factory):
    """One warm worker for all tests: what it forks starts in a tenth of a second."""
    from engine_process import Worker

    running = Worker(tmp_path_factory.mktemp("worker"))
    yield running
    running.process.stdin.close()
    assert running.process.wait(10) == 0


@pytest.fixture
def make_run(tmp_path, base):
    """Write a run folder; keyword arguments replace top-level fields of run.json."""

    def make(name: str = "run", train: int = 24, validation: int = 6, **changes) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        tiny.write_rows(folder / "train.jsonl", tiny.rows(train))
        tiny.write_rows(folder / "validation.jsonl", tiny.rows(validation, 1000))
        config = {
            "protocol": 1,
            "run_id": name,
            "base": {"path": str(base), "digest": None},
            "data": {"train": "train.jsonl", "validation": "validation.jsonl"},
            "method": {"kind": "lora", "rank": 4, "alpha": 8, "dropout": 0.0},
            "optimizer": {"learning_rate": 0.01, "warmup_steps": 2},
            "batch_rows": 4,
            "epochs": 3,
            "max_tokens_per_row": 256,
            "eval": {"every_steps": 5},
            "checkpoint": {"every_steps": 4, "keep": 2},
            "seed": 3,
            "dtype": "float32",
            "threads": 1,
        }
        (folder / "run.json").write_text(json.dumps({**config, **changes}))
        return folder

    return make
