"""Which rows make which step: a pure function of seed and step, so a resumed run needs no saved position."""

import math
import random


def steps_per_epoch(rows: int, batch_rows: int) -> int:
    return math.ceil(rows / batch_rows)


def rows_of_step(step: int, rows: int, batch_rows: int, seed: int) -> list[int]:
    """Indices of the rows of optimizer step `step` (from 1). Every epoch is a new shuffle; its last batch may be short."""
    epoch, batch = divmod(step - 1, steps_per_epoch(rows, batch_rows))
    order = list(range(rows))
    random.Random(f"{seed}:{epoch}").shuffle(order)
    return order[batch * batch_rows : (batch + 1) * batch_rows]
