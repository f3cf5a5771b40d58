"""preflight RUN.json: what a run would meet, without torch and in about a second."""

import time
from pathlib import Path

from attune_engine.config.run import RunConfig
from attune_engine.config.schema import read_spec
from attune_engine.data.encode import EncodedData
from attune_engine.data.lengths import describe_lengths
from attune_engine.data.order import steps_per_epoch
from attune_engine.data.tasks import describe_tasks, joined, read_tasks
from attune_engine.data.tokenizer import ChatTokenizer, load_tokenizer
from attune_engine.machine.accelerator import gpu_free_bytes
from attune_engine.machine.memory import available_bytes
from attune_engine.model.digest import check_digest
from attune_engine.methods.registry import usual_methods
from attune_engine.model.footprint import BAND, footprint
from attune_engine.model.shape import Shape, read_shape
from attune_engine.run_folder.event_log import EventLog
from attune_engine.training.advice import advise
from attune_engine.training.course import Course

USAGE = "RUN.json"
SPLITS = ("train", "validation")


def run(arguments: list[str], events: EventLog) -> int:
    """Print one `done` event with everything found."""
    path = Path(arguments[0]).resolve()
    config, folder = read_spec(RunConfig, path), path.parent
    began = time.monotonic()
    base = folder / config.base.path
    shape, digest, tokenizer = read_shape(base), check_digest(base, config.base.digest), load_tokenizer(base)
    tasks = read_tasks(config, tokenizer, folder)
    splits = {"train": joined([task.train for task in tasks])}
    if any(task.validation for task in config.data.tasks):
        splits["validation"] = joined([task.validation for task in tasks])
    course = Course(config, tasks)
    memory = describe_memory(config, shape, splits["train"])
    events.emit(
        "done",
        base={"architecture": shape.architecture, "parameters": shape.parameters, "weights_bytes": shape.weights_bytes, "context": shape.context, "digest": digest},
        rows={name: len(splits[name].rows) if name in splits else 0 for name in SPLITS},
        lengths={name: describe_lengths(splits[name]) if name in splits else None for name in SPLITS},
        truncated=[{"split": name, "id": row.id, "tokens": row.length} for name, data in splits.items() for row in data.truncated],
        untrainable=[{"split": name, "id": row, "code": error.code, "message": error.message} for name, data in splits.items() for row, error in data.refused],
        template=describe_template(tokenizer),
        steps={"per_epoch": steps_per_epoch(len(splits["train"].rows), config.batch_rows), "planned": course.steps},
        memory=memory,
        trained=describe_trained(config, shape),
        warnings=warnings(config, shape, splits, memory, tokenizer),
        seconds=round(time.monotonic() - began, 2),
        **describe_tasks(config, tasks),
        **course.describe(),
    )
    return 0


def describe_memory(config: RunConfig, shape: Shape, train: EncodedData) -> dict:
    """The formula's components for the biggest step, with a band, against what is free: of the GPU's memory where there is one. "auto"
    is taken as float32, the larger, on a processor; on a GPU it is bfloat16."""
    of_gpu = gpu_free_bytes()
    usual = "float32" if of_gpu is None else "bfloat16"
    dtype = usual if config.dtype == "auto" else config.dtype
    lengths = sorted((row.tokens for row in train.rows), reverse=True)
    parts = footprint(shape, dtype, config.method.demand(shape), sum(lengths[: config.batch_rows]))
    low, high = (int(parts.total * edge) for edge in BAND)
    available = available_bytes() if of_gpu is None else of_gpu
    return {
        "dtype": dtype,
        "components": [{"name": name, "bytes": size} for name, size in vars(parts).items()],
        "total_bytes": parts.total,
        "low_bytes": low,
        "high_bytes": high,
        "available_bytes": available,
        "fits": high < available,
        "advice": [] if high < available else advise(config, shape, dtype, lengths, available),
    }


def describe_trained(config: RunConfig, shape: Shape) -> dict:
    """How many weights this run trains, and how many every method with its defaults would."""
    return {"this": config.method.demand(shape).trained, "usual": {name: method.demand(shape).trained for name, method in usual_methods().items()}}


def describe_template(tokenizer: ChatTokenizer) -> dict:
    """Whether the chat template works, and with which token it ends an answer."""
    end = tokenizer.end_of_turn()
    return {"ok": end is not None, "digest": tokenizer.template.digest, "end_of_turn": end, "injects_system": tokenizer.template.injects_system}


def warnings(config: RunConfig, shape: Shape, splits: dict[str, EncodedData], memory: dict, tokenizer: ChatTokenizer) -> list[dict]:
    """What a person should know before starting."""
    cut = sum(len(data.truncated) for data in splits.values())
    lost = sum(len(data.refused) for data in splits.values())
    found = [
        (cut, "rows_truncated", f"{cut} rows are longer than max_tokens_per_row = {config.max_tokens_per_row} and lose their end."),
        (lost, "rows_untrainable", f"{lost} rows have nothing to learn from and are left out."),
        (config.max_tokens_per_row > shape.context, "beyond_context", f"max_tokens_per_row is above the base's context of {shape.context}."),
        (not memory["fits"], "memory_short", "The run may not fit into the free memory; it would then work in smaller packs."),
        (tokenizer.end_of_turn() is None, "template_without_end", "The template ends an answer with no special token: the model cannot learn to stop."),
    ]
    return [{"code": code, "text": text} for holds, code, text in found if holds]
