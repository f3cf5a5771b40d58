"""Runs whose engine is killed with -9 in the middle, and what must be true of them once they were started again."""

import signal
from collections.abc import Callable
from pathlib import Path

from engine_process import Worker, events, wait_for


def kill_when(worker: Worker, folder: Path, happened: Callable[[dict], bool]) -> None:
    """Start a run, or go on with it, and kill it as soon as such an event stands in its log."""
    job = worker.start("train", folder)
    wait_for(lambda: any(happened(event) for event in events(folder)))
    job.kill()
    assert job.wait() == -signal.SIGKILL


def step_reached(step: int) -> Callable[[dict], bool]:
    return lambda event: event["type"] == "step" and event["step"] >= step


def assert_it_ends_as(worker: Worker, broken: Path, whole: Path, curve: Callable[[Path], dict]) -> None:
    """Go on with a killed run from its checkpoint: to the last bit the curve and the weights of one that nobody killed."""
    worker.run("train", broken)
    done = events(broken)[-1]
    assert done["type"] == "done", done
    assert [event["resumed_from"] for event in events(broken) if event["type"] == "started"][-1] is not None
    assert curve(broken) == curve(whole)
    assert done["adapter"]["digest"] == events(whole)[-1]["adapter"]["digest"]
