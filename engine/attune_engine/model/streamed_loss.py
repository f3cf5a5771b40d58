"""Cross-entropy over the vocabulary slice by slice, each slice worked on while it is in the processor's cache.

With every logit taken relative to the wanted token's, a loss is log Σ exp(logit - wanted) and its gradient is the weighted
mean of the head's rows minus the wanted row: both are plain sums over slices. The difference is taken inside the product,
in float32, so that in bfloat16 a probable token keeps more digits than its logit has.
"""

import torch

ROWS = 1024
CACHE_BYTES = 1 << 20


def streamed_losses(hidden: torch.Tensor, weight: torch.Tensor, targets: torch.Tensor, slopes: bool) -> tuple[torch.Tensor, torch.Tensor | None] | None:
    """Losses (rows,) and, if wanted, the gradient (rows, size) of their sum, both float32; None where a loss is beyond float32's exp."""
    parts = [stream(rows, weight, wanted, slopes) for rows, wanted in zip(hidden.split(ROWS), targets.split(ROWS), strict=True)]
    losses = torch.cat([part[0] for part in parts])
    if not torch.isfinite(losses).all():
        return None
    return losses, torch.cat([part[1] for part in parts]) if slopes else None


def stream(hidden: torch.Tensor, weight: torch.Tensor, targets: torch.Tensor, slopes: bool) -> tuple[torch.Tensor, torch.Tensor | None]:
    """One block of rows over all slices."""
    wanted_rows = weight[targets].float()
    wanted = (hidden.float() * wanted_rows).sum(1, keepdim=True)
    level = wanted.to(hidden.dtype)
    total = wanted.new_zeros(wanted.shape)
    mean = torch.zeros_like(wanted_rows) if slopes else None
    width = slice_width(hidden)
    buffer, partial = hidden.new_empty(len(hidden) * width), torch.empty_like(hidden)
    for rows in weight.split(width):
        weights = torch.addmm(level, hidden, rows.t(), beta=-1, out=buffer[: len(hidden) * len(rows)].view(len(hidden), -1)).exp_()
        total += weights.sum(1, keepdim=True)
        if mean is not None:
            mean += torch.mm(weights, rows, out=partial)
    losses = (total.log() + (level.float() - wanted))[:, 0]
    return losses, None if mean is None else mean.div_(total).sub_(wanted_rows)


def slice_width(hidden: torch.Tensor) -> int:
    """How many tokens of the vocabulary at once: what fits into a part of the cache, in whole vectors."""
    fitting = CACHE_BYTES // (hidden.element_size() * len(hidden))
    return max(256, min(4096, fitting // 64 * 64))
