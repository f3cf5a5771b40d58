import sys
from pathlib import Path

import pytest
import torch

sys.path.insert(0, str(Path(__file__).parent))

import tiny  # noqa: E402

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def contract() -> Path:
    return Path(__file__).parents[2] / "contract-fixtures"


@pytest.fixture(scope="session")
def base(tmp_path_factory) -> Path:
    """A tiny Llama on disk, with tokenizer and template."""
    return tiny.write_model(tmp_path_factory.mktemp("base") / "llama")
