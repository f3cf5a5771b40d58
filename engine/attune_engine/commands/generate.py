"""generate SPEC.json: answers to prompts, by the base or with an adapter."""

import dataclasses
import json
import time
from pathlib import Path

from attune_engine.config.generate import GenerateConfig
from attune_engine.config.schema import read_spec
from attune_engine.data.tokenizer import load_tokenizer
from attune_engine.machine.cores import watch_cores
from attune_engine.model.digest import check_digest
from attune_engine.model.shape import read_shape
from attune_engine.run_folder.event_log import EventLog

USAGE = "SPEC.json"


def run(arguments: list[str], events: EventLog) -> int:
    """Write one line per prompt to the spec's output, in the order of the prompts."""
    path = Path(arguments[0]).resolve()
    config, folder = read_spec(GenerateConfig, path), path.parent
    began = time.monotonic()
    if config.threads is None:
        watch_cores()
    check_digest(folder / config.base.path, config.base.digest)
    tokenizer = load_tokenizer(folder / config.base.path)

    import torch

    from attune_engine.methods.saved import wrap_saved
    from attune_engine.model.load import load_base
    from attune_engine.training.generation import generate
    from attune_engine.training.plan import make_plan

    plan = make_plan(config.dtype, config.threads, read_shape(folder / config.base.path))
    model = load_base(folder / config.base.path, plan.dtype, plan.attention, plan.device)
    if config.adapter is not None:
        model = wrap_saved(model, folder / config.adapter)
    torch.manual_seed(config.seed)
    tokens = 0
    with (folder / config.output).open("w", encoding="utf-8") as file:
        for low in range(0, len(config.prompts), config.batch_rows):
            batch = config.prompts[low : low + config.batch_rows]
            for answer in generate(model, tokenizer, batch, config.max_new_tokens, config.temperature, config.top_p):
                file.write(json.dumps(dataclasses.asdict(answer), ensure_ascii=False) + "\n")
                tokens += answer.tokens
            events.emit("progress", phase="generate", done=low + len(batch), total=len(config.prompts), unit="prompts")
    events.emit("done", prompts=len(config.prompts), tokens=tokens, output=config.output, dtype=plan.dtype, threads=plan.threads, seconds=round(time.monotonic() - began, 1))
    return 0
