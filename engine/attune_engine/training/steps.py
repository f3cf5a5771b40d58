"""How many optimizer steps a run has."""

import math

from attune_engine.config.run import RunConfig
from attune_engine.data.order import steps_per_epoch


def planned_steps(config: RunConfig, rows: int) -> int:
    """Epochs in steps, cut by max_steps."""
    wanted = math.ceil(config.epochs * steps_per_epoch(rows, config.batch_rows))
    return min(wanted, config.max_steps or wanted)
