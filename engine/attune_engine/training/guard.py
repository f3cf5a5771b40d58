"""Notice a run that falls apart."""

import math
import statistics

from attune_engine.config.run import Guard

WINDOW = 50


def trouble(loss: float, grad_norm: float, earlier: list[float], guard: Guard, harmless: float = -math.inf) -> str | None:
    """What is wrong with a step, as the end of a sentence; None if nothing is. A loss up to `harmless` may be any times the
    median and without a gradient: an objective whose loss goes to zero has them when it has learned everything."""
    if not math.isfinite(loss):
        return "its loss is not a number"
    if not math.isfinite(grad_norm):
        return "its gradient is not a number"
    if loss <= harmless:
        return None
    if grad_norm == 0:
        return "its gradient is zero: the weights have left the range in which anything can be learned"
    usual = statistics.median(earlier) if earlier else math.inf
    if loss > guard.factor * usual:
        return f"its loss of {loss:.3g} is {loss / usual:.1f} times the running median"
    return None
