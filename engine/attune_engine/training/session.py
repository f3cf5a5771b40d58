"""All that a run works with, put together once at its start."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import torch

from attune_engine.config.data import Mixture
from attune_engine.config.run import RunConfig
from attune_engine.config.schema import shaping_values
from attune_engine.data.encode import Encoded, EncodedData
from attune_engine.data.preferences import Pair
from attune_engine.data.tasks import TaskData, joined, read_tasks
from attune_engine.data.tokenizer import ChatTokenizer, load_tokenizer
from attune_engine.durable import file_digest
from attune_engine.errors import EngineError
from attune_engine.machine.cores import watch_cores
from attune_engine.machine.device import free_bytes
from attune_engine.methods.registry import load_method
from attune_engine.methods.trainable import Setting, Trainable
from attune_engine.model.digest import check_digest
from attune_engine.model.footprint import WIDTH
from attune_engine.model.frozen_prefix import keep_frozen_prefix
from attune_engine.model.lean.recognise import lean_decoder
from attune_engine.model.load import load_base
from attune_engine.model.shape import Shape, read_shape
from attune_engine.objectives.registry import load_objective
from attune_engine.training.masters import Masters
from attune_engine.training.optimizer import make_optimizer, optimizer_tensors, restore_optimizer
from attune_engine.training.plan import Plan, plan_of_run, resume_plan


STATES_SHARE = 0.3


@dataclass(frozen=True)
class Session:
    """A run ready to train. `train` and `validation` are the rows of all tasks, one task after another; no `validation` rows where
    the run has no validation file."""

    folder: Path
    config: RunConfig
    base: Path
    digest: str
    fingerprint: str
    tokenizer: ChatTokenizer
    tasks: list[TaskData]
    train: EncodedData
    validation: EncodedData
    plan: Plan
    method: ModuleType
    objective: ModuleType
    trainable: Trainable
    masters: Masters
    optimizer: torch.optim.AdamW

    def optimizer_tensors(self) -> dict[str, torch.Tensor]:
        return optimizer_tensors(self.optimizer, self.masters.tensors)

    def restore_optimizer(self, tensors: dict[str, torch.Tensor]) -> None:
        restore_optimizer(self.optimizer, self.masters.tensors, tensors)


def open_session(folder: Path, config: RunConfig, recorded_plan: dict | None, saved: Path | None = None) -> Session:
    """Read data, measure the machine (or keep a resumed run's plan), load the base and attach the method. `saved` is the
    checkpoint that the run goes on from."""
    if config.threads is None and recorded_plan is None:
        watch_cores()
    base = folder / config.base.path
    shape = read_shape(base)
    digest = check_digest(base, config.base.digest)
    tokenizer = load_tokenizer(base)
    tasks = read_data(config, tokenizer, folder)
    train, validation = joined([task.train for task in tasks]), joined([task.validation for task in tasks])
    plan = resume_plan(recorded_plan) if recorded_plan else plan_of_run(config, shape)
    method = load_method(config.method.kind)
    model = load_base(base, plan.dtype, plan.attention, plan.device)
    trainable = method.attach(model, config.method, Setting(config.seed, plan.decoder, tokenizer, saved))
    plan = dataclasses.replace(plan, decoder="lean" if lean_decoder(trainable.model) else "plain")
    frozen, rows = config.method.frozen_layers(shape.layers), train.rows + validation.rows
    if not recorded_plan:
        plan = dataclasses.replace(plan, keeps_frozen_states=frozen > 0 and states_fit(shape, plan, rows))
    if plan.keeps_frozen_states:
        keep_frozen_prefix(trainable.model, frozen, rows, plan.pack_tokens)
    masters = Masters(trainable)
    return Session(
        folder=folder,
        config=config,
        base=base,
        digest=digest,
        fingerprint=fingerprint(folder, config, digest),
        tokenizer=tokenizer,
        tasks=tasks,
        train=train,
        validation=validation,
        plan=plan,
        method=method,
        objective=load_objective(config.objective),
        trainable=trainable,
        masters=masters,
        optimizer=make_optimizer(masters.tensors, config.optimizer, config.learning_rate),
    )


def states_fit(shape: Shape, plan: Plan, rows: list[Encoded | Pair]) -> bool:
    """Whether the states of all rows leave most of the free memory to the run."""
    needed = sum(row.tokens for row in rows) * shape.hidden * WIDTH[plan.dtype]
    return needed < STATES_SHARE * free_bytes(plan.device)


def read_data(config: RunConfig, tokenizer: ChatTokenizer, folder: Path) -> list[TaskData]:
    """Encode every file. Raises data_untrainable where no row of one can be learned from."""
    tasks = read_tasks(config, tokenizer, folder)
    for task, files in zip(tasks, config.data.tasks, strict=True):
        for file, data in ((files.train, task.train), (files.validation, task.validation)):
            if file and not data.rows:
                raise EngineError("data_untrainable", f"No row of {Path(file).name} can be learned from; the first: {data.refused[0][1].message}", data.refused[0][1].remedy)
    return tasks


def fingerprint(folder: Path, config: RunConfig, digest: str) -> str:
    """A digest of everything that shapes the weights; a resumed run must have the same."""
    files = [path and file_digest(folder / path) for task in config.data.tasks for path in (task.train, task.validation)]
    free = {"run_id", "base", "data", "eval", "sample", "checkpoint", "guard", "threads"}
    shaping = {name: value for name, value in shaping_values(config).items() if name not in free}
    if isinstance(config.data, Mixture):
        shaping["mixture"] = [config.data.temperature, [[task.name, task.weight] for task in config.data.tasks]]
    return hashlib.sha256(json.dumps([digest, files, shaping], sort_keys=True).encode()).hexdigest()
