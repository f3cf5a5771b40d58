"""When to stop because validation no longer improves."""

from attune_engine.config.run import EarlyStopping


def should_stop(losses: list[float], rule: EarlyStopping | None) -> bool:
    """Whether the last `patience` evaluations after training began all failed to beat the best before them by min_delta."""
    if rule is None:
        return False
    best, since = float("inf"), 0
    for loss in losses:
        if loss < best - rule.min_delta:
            best, since = loss, 0
        else:
            since += 1
    return since >= rule.patience
