"""Kahneman-Tversky optimisation (arXiv 2402.01306): weight * σ(∓ beta * (log-ratio - z)), averaged over answers, - for a
desirable and + for an undesirable one.

z, from which gains and losses are counted, estimates how far the model has moved: the mean log-ratio of mismatched answers,
at least 0, without a gradient. As in the paper the answers are mismatched within a step's batch, the prompt of each row with
the answer of the next, the last with the first's; a batch of one has z = 0. They are read without dropout, by the weights that
the step starts from. Validation rows are one batch, in their order. An answer is on its right side where σ is below a half.
"""

import json
from collections.abc import Callable, Iterator

import torch

from attune_engine.config.run import Preference
from attune_engine.data.encode import Encoded
from attune_engine.data.pack import split_by_tokens
from attune_engine.data.preferences import Judged
from attune_engine.objectives.log_ratios import measured_ratios, trained_ratios
from attune_engine.objectives.work import Measured, Part, Rewards, Work


def harmless_loss(preference: Preference) -> float:
    """That of answers at z, of the weightier kind."""
    return max(preference.desirable_weight, preference.undesirable_weight) / 2


def remembered(work: Work, train: list[Judged], validation: list[Judged], batches: Iterator[list[Judged]]) -> dict[str, list[Encoded]]:
    crossed = {each.id: each for rows in batches for each in mismatched(rows, work.max_tokens_per_row)}
    return {"train": train, "train_mismatched": [*crossed.values()], "validation": validation, "validation_mismatched": mismatched(validation, work.max_tokens_per_row)}


def parts(work: Work, rows: list[Judged]) -> Iterator[Part]:
    reference_point = moved(work, rows, "train_mismatched")
    work.model.train()
    for group in split_by_tokens(rows, work.pack_tokens):
        losses, rewards = weigh(trained_ratios(work, group), group, reference_point, work.preference)
        yield Part(losses.sum() / len(rows), rewards, losses.tolist())


def count(row: Judged) -> int:
    return 1


def evaluate(work: Work, rows: list[Judged], after_pack: Callable[[int], None]) -> Measured:
    reference_point = moved(work, rows, "validation_mismatched", after_pack)
    losses, rewards = weigh(measured_ratios(work, rows, "validation", after_pack), rows, reference_point, work.preference)
    return Measured(losses.mean().item(), rewards)


def moved(work: Work, rows: list[Judged], part: str, after_pack: Callable[[int], None] = lambda rows_done: None) -> float:
    """z of a batch, in nats."""
    crossed = mismatched(rows, work.max_tokens_per_row)
    return max(0.0, measured_ratios(work, crossed, part, after_pack).mean().item()) if crossed else 0.0


def mismatched(rows: list[Judged], max_tokens: int) -> list[Encoded]:
    """Every prompt of a batch with the answer of another row, cut at max_tokens."""
    return [cross(row, other, max_tokens) for row, other in zip(rows, rows[1:] + rows[:1], strict=True)] if len(rows) > 1 else []


def cross(row: Judged, other: Judged, max_tokens: int) -> Encoded:
    ids = row.ids[: row.prompt_tokens] + other.ids[other.prompt_tokens :]
    learned = row.learned[: row.prompt_tokens] + other.learned[other.prompt_tokens :]
    return Encoded(json.dumps([row.id, other.id]), ids[:max_tokens], learned[:max_tokens], len(ids))


def weigh(ratios: torch.Tensor, rows: list[Judged], reference_point: float, preference: Preference) -> tuple[torch.Tensor, Rewards]:
    """Losses (answers,) and rewards. ratios: (answers,)."""
    desirable = torch.tensor([row.desirable for row in rows], device=ratios.device)
    gains = preference.beta * (ratios - reference_point) * torch.where(desirable, 1.0, -1.0)
    losses = torch.where(desirable, preference.desirable_weight, preference.undesirable_weight) * torch.sigmoid(-gains)
    rewards = preference.beta * ratios
    return losses, Rewards(rewards[desirable].tolist(), rewards[~desirable].tolist(), (gains.sign() / 2 + 0.5).tolist())
