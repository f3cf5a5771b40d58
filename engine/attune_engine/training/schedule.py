"""The learning rate of every step."""

import math

from attune_engine.config.run import Optimizer


def learning_rate(step: int, steps: int, peak: float, optimizer: Optimizer) -> float:
    """Rate of optimizer step `step` (from 1) of `steps`: linear warm-up, then the schedule; the last step is the smallest."""
    warmup = min(optimizer.warmup_steps, steps)
    if step <= warmup:
        return peak * step / warmup
    left = (steps - step + 1) / (steps - warmup)
    shapes = {"cosine": (1 - math.cos(math.pi * left)) / 2, "linear": left, "constant": 1.0}
    return peak * shapes[optimizer.schedule]
