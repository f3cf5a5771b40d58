"""The first events of a run: what it runs on, how much there is to do, what is odd about it."""

import torch

from attune_engine import PROTOCOL
from attune_engine.data.order import steps_per_epoch
from attune_engine.data.tasks import describe_tasks
from attune_engine.machine.cores import allowed_cores
from attune_engine.machine.device import device_name
from attune_engine.machine.versions import versions
from attune_engine.model.lean.recognise import why_plain
from attune_engine.model.quantized_linear import QuantizedLinear
from attune_engine.training.checkpoint import Saved
from attune_engine.training.course import Course
from attune_engine.training.session import Session


def started_fields(session: Session, course: Course, saved: Saved | None) -> dict:
    """Fields of the `started` event."""
    config, plan, train, validation = session.config, session.plan, session.train, session.validation
    total = count_weights(session.trainable.model)
    return {
        "protocol": PROTOCOL,
        "run_id": config.run_id,
        "versions": versions(),
        "device": plan.device,
        "device_name": device_name(plan.device),
        "dtype": plan.dtype,
        "gflops": plan.gflops,
        "threads": plan.threads,
        "cores": allowed_cores(),
        "decoder": plan.decoder,
        "attention": plan.attention,
        "base_digest": session.digest,
        "parameters": {"trainable": session.trainable.count, "total": total},
        "steps_planned": course.steps,
        "steps_per_epoch": steps_per_epoch(len(train.rows), config.batch_rows),
        "rows": {
            "train": len(train.rows),
            "validation": len(validation.rows),
            "truncated": len(train.truncated) + len(validation.truncated),
            "skipped": len(train.refused) + len(validation.refused),
        },
        "tokens": {
            "train": train.tokens,
            "train_loss": train.loss_tokens,
            "validation": validation.tokens,
            "validation_loss": validation.loss_tokens,
        },
        "resumed_from": saved and {"step": saved.state.step, "path": f"checkpoints/{saved.path.name}"},
        **describe_tasks(config, session.tasks),
        **course.describe(),
    }


def count_weights(model: torch.nn.Module) -> int:
    """Weights of a model, those in few bits too."""
    few = sum(each.in_features * each.out_features for each in model.modules() if isinstance(each, QuantizedLinear))
    return few + sum(parameter.numel() for parameter in model.parameters())


def early_warnings(session: Session) -> list[tuple[str, str]]:
    """Code and text of what a person should know about a run that starts."""
    found = [(error.code, error.message) for _, error in session.train.refused + session.validation.refused]
    longest = sorted((row.tokens for row in session.train.rows), reverse=True)[: session.config.batch_rows]
    if sum(longest) > session.plan.pack_tokens:
        found.append(("memory_short", f"Steps of more than {session.plan.pack_tokens} tokens are computed in parts, for want of memory: the same result, a little slower."))
    unknown = why_plain(session.trainable.model) if session.plan.device == "cpu" and session.config.method.kind == "lora" else None
    if unknown:
        found.append(("plain_decoder", f"The base is computed by transformers' own layers, because {unknown}: the same result, a good deal slower."))
    return found
