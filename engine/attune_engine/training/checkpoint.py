"""Checkpoints: folders that are whole or absent, found again after any crash."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import load_file, save_file

from attune_engine import PROTOCOL
from attune_engine.durable import file_digest, whole_folder
from attune_engine.training.session import Session
from attune_engine.training.state import RunState

OPTIMIZER = "optimizer.safetensors"


@dataclass(frozen=True)
class Saved:
    """A whole checkpoint on disk."""

    path: Path
    state: RunState
    plan: dict
    fingerprint: str
    digests: dict[str, str]


def save_checkpoint(session: Session, state: RunState) -> Saved:
    """Write the run's whole state; it takes its name only when every byte is on disk."""
    path = session.folder / "checkpoints" / f"step-{state.step:06d}"
    with whole_folder(path) as partial:
        session.method.save(session.trainable, session.masters.tensors, partial)
        save_file({name: tensor.contiguous() for name, tensor in session.optimizer_tensors().items()}, partial / OPTIMIZER)
        digests = {path.name: file_digest(path) for path in sorted(partial.iterdir())}
        content = {"protocol": PROTOCOL, "state": state.to_json(), "plan": session.plan.to_json(), "fingerprint": session.fingerprint, "digests": digests}
        (partial / "state.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return Saved(path, state, session.plan.to_json(), session.fingerprint, digests)


def read_checkpoint(path: Path) -> Saved | None:
    """A checkpoint if it is whole: state readable and every digest right."""
    try:
        content = json.loads((path / "state.json").read_text(encoding="utf-8"))
        if any(file_digest(path / name) != digest for name, digest in content["digests"].items()):
            return None
        return Saved(path, RunState.from_json(content["state"]), content["plan"], content["fingerprint"], content["digests"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def newest_checkpoint(folder: Path) -> Saved | None:
    """The last whole checkpoint of a run whose best one is whole too, for that becomes the adapter."""
    for path in sorted((folder / "checkpoints").glob("step-*"), reverse=True):
        saved = read_checkpoint(path)
        if saved and has_its_best(saved):
            return saved
    return None


def last_good_checkpoint(folder: Path) -> Saved | None:
    """The newest one from before anything looked wrong."""
    paths = sorted((folder / "checkpoints").glob("step-*"), reverse=True)
    return next((saved for path in paths if (saved := read_checkpoint(path)) and saved.state.strikes == 0 and has_its_best(saved)), None)


def has_its_best(saved: Saved) -> bool:
    """Whether the best checkpoint that a state names can still be used."""
    best = saved.state.best_step
    return best in (None, saved.state.step) or read_checkpoint(saved.path.with_name(f"step-{best:06d}")) is not None


def checkpoint_fields(saved: Saved, weights: str) -> dict:
    """Fields of the `checkpoint` event; `weights` names the file whose digest stands for the whole."""
    return {
        "step": saved.state.step,
        "path": f"checkpoints/{saved.path.name}",
        "digest": saved.digests[weights],
        "bytes": folder_bytes(saved.path),
        "best": saved.state.best_step == saved.state.step,
    }


def restore(session: Session, saved: Saved) -> None:
    """Put tensors and moments back."""
    session.masters.restore(session.method.load(saved.path, session.config.method))
    session.restore_optimizer(load_file(saved.path / OPTIMIZER))


def prune_checkpoints(folder: Path, keep: int, best_step: int | None) -> None:
    """Remove all but the last `keep` and the best."""
    paths = sorted((folder / "checkpoints").glob("step-*"))
    for path in paths[:-keep]:
        if path.name != f"step-{best_step or 0:06d}":
            shutil.rmtree(path)


def folder_bytes(path: Path) -> int:
    return sum(file.stat().st_size for file in path.iterdir())
