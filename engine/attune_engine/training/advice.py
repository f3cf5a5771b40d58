"""What would make a run fit that does not: single changes, each as mild as fits, the one that costs the result least first. Pure."""

import dataclasses
from collections.abc import Iterator
from typing import Any, NamedTuple

from attune_engine.config.run import RunConfig
from attune_engine.methods.lora.config import LoraConfig
from attune_engine.model.footprint import BAND, footprint
from attune_engine.model.quantized import QuantizationName
from attune_engine.model.shape import Shape

SMALLEST_RANK = 4
ROW_STEP = 64
FEWEST_BITS: tuple[QuantizationName, ...] = ("int8", "nf4")


class Change(NamedTuple):
    """One way to ask for less: its kind, what to write into the recipe, and what is trained then on which rows."""

    kind: str
    recipe: dict[str, Any]
    method: Any
    batch_rows: int
    row_tokens: int


def advise(config: RunConfig, shape: Shape, dtype: str, lengths: list[int], available: int) -> list[dict]:
    """The mildest change of every kind that fits into `available` bytes; where none does, the one that comes nearest.
    `lengths` are the rows' tokens, longest first."""
    mildest: dict[str, dict] = {}
    nearest: dict | None = None
    for change in changes(config, lengths):
        total = total_bytes(change, shape, dtype, lengths)
        found = {"change": change.kind, "recipe": change.recipe, "total_bytes": total, "fits": int(total * BAND[1]) < available}
        if found["fits"]:
            mildest.setdefault(change.kind, found)
        if nearest is None or total < nearest["total_bytes"]:
            nearest = found
    return list(mildest.values()) or [found for found in [nearest] if found]


def total_bytes(change: Change, shape: Shape, dtype: str, lengths: list[int]) -> int:
    longest = lengths[: change.batch_rows]
    return footprint(shape, dtype, change.method.demand(shape), sum(min(length, change.row_tokens) for length in longest)).total


def changes(config: RunConfig, lengths: list[int]) -> Iterator[Change]:
    """Every change that may be proposed, kinds and steps from mild to hard. Fewer rows cost nothing but steadiness; shorter ones, never
    shorter than half of the rows are, lose text (those of pairs are limited answer by answer, so that is no advice for them); few bits cost exactness; a smaller rank and another method change what can be learned."""
    method, longest = config.method, lengths[0] if lengths else 0
    now = Change("", {}, method, min(config.batch_rows, max(1, len(lengths))), longest)
    for rows in halvings(now.batch_rows, 1):
        yield now._replace(kind="fewer_rows", recipe={"batch_rows": rows}, batch_rows=rows)
    usual = max(ROW_STEP, lengths[len(lengths) // 2]) if lengths else longest
    for tokens in () if config.objective != "sft" else range((longest - 1) // ROW_STEP * ROW_STEP, usual - 1, -ROW_STEP):
        yield now._replace(kind="shorter_rows", recipe={"max_tokens_per_row": tokens}, row_tokens=tokens)
    if isinstance(method, LoraConfig):
        yield from lighter_adapters(now, method)
    elif method.kind in ("full", "freeze"):
        yield from adapters_instead(now)


def lighter_adapters(now: Change, method: LoraConfig) -> Iterator[Change]:
    """QLoRA where nothing forbids it, then smaller ranks at the same scale."""
    if method.quantization is None and method.start == "zero":
        for name in FEWEST_BITS:
            yield now._replace(kind="quantize", recipe={"method": {"quantization": name}}, method=dataclasses.replace(method, quantization=name))
    for rank in halvings(method.rank, SMALLEST_RANK):
        alpha = method.alpha * rank / method.rank
        lighter = dataclasses.replace(method, rank=rank, alpha=alpha)
        yield now._replace(kind="smaller_rank", recipe={"method": {"rank": rank, "alpha": alpha}}, method=lighter)


def adapters_instead(now: Change) -> Iterator[Change]:
    """LoRA, as exact as fits. A learning rate for whole weights is none for it, so the recipe forgets it."""
    for bits in (None, *FEWEST_BITS):
        wish = {"kind": "lora"} if bits is None else {"kind": "lora", "quantization": bits}
        recipe = {"method": wish, "optimizer": {"learning_rate": None}}
        yield now._replace(kind="lora", recipe=recipe, method=LoraConfig(quantization=bits))


def halvings(value: int, least: int) -> list[int]:
    """Half of it, a quarter, … down to `least`."""
    found = []
    while value // 2 >= least:
        value //= 2
        found.append(value)
    return found
