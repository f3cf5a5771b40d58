"""Notice a run that falls apart."""

import math
import statistics

from attune_engine.config.run import Guard

WINDOW = 50
ENOUGH = 5


def looks_exploded(loss: float, grad_norm: float, earlier: list[float], guard: Guard) -> bool:
    """Whether a step is a strike: not finite, or far above the median of the earlier losses."""
    if not math.isfinite(loss) or not math.isfinite(grad_norm):
        return True
    return len(earlier) >= ENOUGH and loss > guard.factor * statistics.median(earlier)
