"""score SPEC.json: response loss of every row under the base, the adapter, or both."""

import json
import time
from pathlib import Path

from attune_engine.config.schema import read_spec
from attune_engine.config.score import ScoreConfig
from attune_engine.data.encode import Encoded, encode_rows
from attune_engine.data.rows import read_rows
from attune_engine.data.tokenizer import load_tokenizer
from attune_engine.errors import EngineError
from attune_engine.machine.cores import watch_cores
from attune_engine.model.digest import check_digest
from attune_engine.model.shape import read_shape
from attune_engine.run_folder.event_log import EventLog

USAGE = "SPEC.json"
Sums = dict[str, dict[str, float]]


def run(arguments: list[str], events: EventLog) -> int:
    """Write one line per row to the spec's output; means are in the `done` event."""
    path = Path(arguments[0]).resolve()
    config, folder = read_spec(ScoreConfig, path), path.parent
    if not config.include_base and config.adapter is None:
        raise EngineError("config_bad_value", "Neither the base nor an adapter is to be scored.", "Set include_base or give an adapter.")
    began = time.monotonic()
    if config.threads is None:
        watch_cores()
    base = folder / config.base.path
    check_digest(base, config.base.digest)
    data = encode_rows(load_tokenizer(base), read_rows(folder / config.rows), config.max_tokens_per_row)
    if not data.rows:
        raise EngineError("data_untrainable", "No row has an answer to score.", data.refused[0][1].remedy)
    plan, sums = score(config, folder, data.rows, events)
    write_lines(folder / config.output, data.rows, sums)
    means = {name: {"loss": sum(by_row.values()) / data.loss_tokens} for name, by_row in sums.items()}
    events.emit(
        "done",
        rows=len(data.rows),
        skipped=len(data.refused),
        tokens=data.loss_tokens,
        total_tokens=data.tokens,
        truncated=len(data.truncated),
        base=means.get("base"),
        adapter=means.get("adapter"),
        output=config.output,
        dtype=plan.dtype,
        threads=plan.threads,
        seconds=round(time.monotonic() - began, 1),
    )
    return 0


def score(config: ScoreConfig, folder: Path, rows: list[Encoded], events: EventLog):
    """The plan that was used, and summed losses by model and row."""
    from attune_engine.methods.saved import wrap_saved
    from attune_engine.model.lean.recognise import use_lean_decoder
    from attune_engine.model.load import load_base
    from attune_engine.objectives import sft
    from attune_engine.training.evaluate import row_losses
    from attune_engine.training.plan import make_plan

    base = folder / config.base.path
    plan = make_plan(config.dtype, config.threads, read_shape(base))
    model = load_base(base, plan.dtype, plan.attention, plan.device)
    sums: Sums = {}

    def measure(name: str, scored) -> None:
        def report(done: int) -> None:
            events.emit("progress", phase=name, done=done, total=len(rows), unit="rows")

        report(0)
        if plan.decoder == "lean":
            use_lean_decoder(scored, reading=True)
        sums[name] = row_losses(sft.losses, scored, rows, plan.pack_tokens, plan.device, report)

    if config.include_base:
        measure("base", model)
    if config.adapter is not None:
        measure("adapter", wrap_saved(model, folder / config.adapter))
    return plan, sums


def write_lines(path: Path, rows: list[Encoded], sums: Sums) -> None:
    """One line per row: mean loss per response token under each model, null for a model that was not asked for."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            means = {name: sums[name][row.id] / row.loss_tokens if name in sums else None for name in ("base", "adapter")}
            line = {"id": row.id, "tokens": row.loss_tokens, "total_tokens": len(row.ids), "truncated": row.truncated, **means}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
