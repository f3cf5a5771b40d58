"""train RUN_DIR: train a run folder, or go on where it stopped."""

import traceback
from pathlib import Path

from attune_engine.errors import EngineError, as_engine_error
from attune_engine.run_folder.event_log import EventLog
from attune_engine.run_folder.lock import lock_run_folder

USAGE = "RUN_DIR"


def run(arguments: list[str], events: EventLog) -> int:
    """Lock the folder first: a second engine must not write one byte into it."""
    folder = Path(arguments[0]).resolve()
    if not folder.is_dir():
        raise EngineError("run_missing", f"There is no folder {folder}.", "Make the run folder and its run.json first.")
    lock_run_folder(folder)
    events = EventLog(folder / "events.jsonl")
    try:
        train(folder, events)
    except Exception as error:
        failure = as_engine_error(error)
        if failure.code == "internal":
            traceback.print_exc()
        events.emit("failed", **failure.fields())
        return 1
    return 0


def train(folder: Path, events: EventLog) -> None:
    """Open, resume, loop, finish. The heavy imports come after the lock, so that a refusal is instant."""
    from attune_engine.config.run import RunConfig
    from attune_engine.config.schema import read_spec
    from attune_engine.run_folder.process import write_process_file
    from attune_engine.training.stop import StopRequest

    stop = StopRequest().listen()
    write_process_file(folder)
    config = read_spec(RunConfig, folder / "run.json")

    from attune_engine.training.checkpoint import checkpoint_fields, newest_checkpoint, restore
    from attune_engine.training.finish import finish
    from attune_engine.training.loop import Loop
    from attune_engine.training.plan import read_plan, record_plan
    from attune_engine.training.session import open_session
    from attune_engine.training.started import early_warnings, started_fields
    from attune_engine.training.state import RunState

    saved = newest_checkpoint(folder)
    session = open_session(folder, config, saved.plan if saved else read_plan(folder), saved and saved.path)
    if saved and saved.fingerprint != session.fingerprint:
        raise EngineError("run_changed", "run.json, its data or its base changed since the last checkpoint.", "Start a new run, or put the old files back.")
    record_plan(folder, session.plan)
    if saved:
        restore(session, saved)
    loop = Loop(session, saved.state if saved else RunState(), events, stop)
    events.emit("started", **started_fields(session, loop.course, saved))
    for code, text in early_warnings(session):
        events.emit("warning", code=code, text=text)
    if saved and not events.has("checkpoint", saved.state.step):
        events.emit("checkpoint", **checkpoint_fields(saved, session.method.FILES[0]))
    reason = loop.run()
    if reason == "signal":
        events.emit("stopped", reason=reason, step=loop.state.step, checkpoint=f"checkpoints/step-{loop.state.step:06d}")
    else:
        events.emit("done", reason=reason, **finish(session, loop.state))
