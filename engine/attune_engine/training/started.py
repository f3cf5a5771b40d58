"""The first event of a run: what it runs on and how much there is to do."""

from attune_engine import PROTOCOL
from attune_engine.data.order import steps_per_epoch
from attune_engine.machine.cores import allowed_cores
from attune_engine.machine.device import device_name
from attune_engine.machine.versions import versions
from attune_engine.training.checkpoint import Saved
from attune_engine.training.session import Session


def started_fields(session: Session, steps: int, saved: Saved | None) -> dict:
    """Fields of the `started` event."""
    config, plan, train, validation = session.config, session.plan, session.train, session.validation
    total = sum(parameter.numel() for parameter in session.trainable.model.parameters())
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
        "attention": plan.attention,
        "base_digest": session.digest,
        "parameters": {"trainable": session.trainable.count, "total": total},
        "steps_planned": steps,
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
    }
