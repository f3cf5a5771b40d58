"""How a run computes: chosen once by measuring, recorded, and kept when the run is resumed."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch

from attune_engine.config.run import RunConfig
from attune_engine.durable import write_json
from attune_engine.errors import EngineError
from attune_engine.machine.cores import choose_threads
from attune_engine.machine.device import free_bytes, repeat_exactly
from attune_engine.machine.matmul import measure_gflops
from attune_engine.model.footprint import Demand, pack_tokens_that_fit
from attune_engine.model.shape import Shape

PLAN = "plan.json"
NOTHING = Demand(0)
FLASH_HEADS, LARGEST_FLASH_HEAD = 8, 256


@dataclass(frozen=True)
class Plan:
    """`attention` ("bmm", "sdpa" or "varlen") is that of the plain decoder, transformers' own layers; `pack_tokens` is how many tokens fit
    into memory at once; with `keeps_frozen_states` what the frozen layers below a method make of a row is computed once. Runs recorded before there was a lean decoder say nothing about it and keep the plain one."""

    device: str
    dtype: str
    threads: int
    attention: str
    pack_tokens: int
    gflops: dict[str, float]
    decoder: Literal["lean", "plain"] = "plain"
    keeps_frozen_states: bool = False

    def to_json(self) -> dict:
        return dataclasses.asdict(self)


def make_plan(dtype: str, threads: int | None, shape: Shape, demand: Demand = NOTHING) -> Plan:
    """Measure both dtypes on the model's shapes with the threads that are free, and take the faster. Sets torch's threads."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    repeat_exactly(device)
    threads = threads or choose_threads()
    torch.set_num_threads(threads)
    gflops = measure_gflops(shape.linears, device)
    chosen = max(gflops, key=gflops.__getitem__) if dtype == "auto" else dtype
    pack_tokens = pack_tokens_that_fit(shape, chosen, demand, free_bytes(device))
    return Plan(device, chosen, threads, choose_attention(device, chosen, shape), pack_tokens, gflops, "lean" if device == "cpu" else "plain")


def choose_attention(device: str, dtype: str, shape: Shape) -> str:
    if dtype == "float32":
        return "sdpa"
    if device == "cpu":
        return "bmm"
    return "varlen" if shape.head % FLASH_HEADS == 0 and shape.head <= LARGEST_FLASH_HEAD else "sdpa"


def plan_of_run(config: RunConfig, shape: Shape) -> Plan:
    return make_plan(config.dtype, config.threads, shape, config.method.demand(shape))


def resume_plan(raw: dict) -> Plan:
    """The recorded plan, in force again. Raises machine_changed where this machine cannot keep it."""
    plan = Plan(**raw)
    if plan.device == "cuda" and not torch.cuda.is_available():
        remedy = "Resume it on a machine with one, or start a new run here: another device would give another curve."
        raise EngineError("machine_changed", "This run began on a GPU, and there is none here.", remedy)
    repeat_exactly(plan.device)
    torch.set_num_threads(plan.threads)
    return plan


def read_plan(folder: Path) -> dict | None:
    """What a run that was killed before its first checkpoint computed with."""
    try:
        return json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def record_plan(folder: Path, plan: Plan) -> None:
    write_json(folder / PLAN, plan.to_json())
