"""The head and cross-entropy on response tokens only, in one pass that never holds all logits.

Losses are in nats. hidden: (losses, size), the states before each predicted token; weight: (vocabulary, size).
"""

import torch

from attune_engine.model.streamed_loss import streamed_losses

ROWS = 256
SLICE = 16


class ResponseLoss(torch.autograd.Function):
    """Sum of token losses / denominator. The gradient is made in the forward pass, while the logits are at hand."""

    @staticmethod
    def forward(ctx, hidden, weight, targets, denominator):
        frozen = not ctx.needs_input_grad[1]
        streamed = streamed_losses(hidden, weight, targets, ctx.needs_input_grad[0]) if frozen and not hidden.is_cuda else None
        d_weight = None
        if streamed is None:
            losses, d_hidden, d_weight = whole_losses(hidden, weight, targets, frozen)
        else:
            losses, d_hidden = streamed
        scaled = None if d_hidden is None else d_hidden.div_(denominator).to(hidden.dtype)
        ctx.save_for_backward(scaled, None if d_weight is None else d_weight.div_(denominator))
        return losses.sum() / denominator

    @staticmethod
    def backward(ctx, gradient):
        d_hidden, d_weight = ctx.saved_tensors
        return d_hidden * gradient, None if d_weight is None else (d_weight * gradient).to(d_hidden.dtype), None, None


class RowLosses(torch.autograd.Function):
    """The summed loss of every row: (rows,) float64. A row's gradient scales those of its tokens.

    Under a frozen head the gradient of the plain sum is made in the forward pass and scaled in the backward pass; what a
    trained head's gradient is, nobody knows before the scales, so its logits are made twice. owners: (losses,), rows by number.
    """

    @staticmethod
    def forward(ctx, hidden, weight, targets, owners, rows):
        frozen = not ctx.needs_input_grad[1]
        losses, slopes = frozen_losses(hidden, weight, targets) if frozen else (token_losses(hidden, weight, targets), None)
        ctx.save_for_backward(hidden, weight, targets, owners, slopes)
        return torch.zeros(rows, dtype=torch.float64, device=hidden.device).index_add_(0, owners, losses.double())

    @staticmethod
    def backward(ctx, gradient):
        hidden, weight, targets, owners, slopes = ctx.saved_tensors
        scales = gradient[owners, None].float()
        if slopes is not None:
            return (slopes * scales).to(hidden.dtype), None, None, None, None
        _, d_hidden, d_weight = whole_losses(hidden, weight, targets, False, scales)
        return d_hidden, d_weight.to(weight.dtype), None, None, None


def frozen_losses(hidden: torch.Tensor, weight: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Losses (losses,) and the gradient (losses, size) of their sum, under a head that is not trained."""
    streamed = None if hidden.is_cuda else streamed_losses(hidden, weight, targets, True)
    return whole_losses(hidden, weight, targets, True)[:2] if streamed is None else streamed


@torch.no_grad()
def token_losses(hidden: torch.Tensor, weight: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The loss of every token: (losses,) float32."""
    streamed = None if hidden.is_cuda else streamed_losses(hidden, weight, targets, False)
    if streamed is not None:
        return streamed[0]
    losses = []
    for low, logits in logit_blocks(hidden, weight):
        width = len(logits) if logits.is_cuda else SLICE
        for part, target in zip(logits.split(width), targets[low : low + ROWS, None].split(width), strict=True):
            losses.append(part.float().logsumexp(-1) - part.gather(1, target)[:, 0].float())
    return torch.cat(losses)


def whole_losses(
    hidden: torch.Tensor, weight: torch.Tensor, targets: torch.Tensor, frozen: bool, scales: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor | None]:
    """Losses, and the gradients of their sum, each loss times its scale (losses, 1), for hidden and (unless frozen) weight,
    from whole rows of logits."""
    d_hidden = torch.empty_like(hidden)
    d_weight = None if frozen else torch.zeros_like(weight, dtype=torch.float32)
    losses = []
    for low, logits in logit_blocks(hidden, weight):
        rows = slice(low, low + ROWS)
        losses.append(losses_and_slopes(logits, targets[rows, None])[:, 0])
        if scales is not None:
            logits.mul_(scales[rows])
        torch.mm(logits, weight, out=d_hidden[rows])
        if d_weight is not None:
            d_weight += (logits.t() @ hidden[rows]).float()
    return torch.cat(losses), d_hidden, d_weight


def logit_blocks(hidden: torch.Tensor, weight: torch.Tensor):
    """(first row, logits (up to ROWS, vocabulary)) of every block, in one buffer: fresh memory would cost as much as the products."""
    buffer = hidden.new_empty(min(ROWS, len(hidden)), len(weight))
    for low in range(0, len(hidden), ROWS):
        rows = hidden[low : low + ROWS]
        yield low, torch.mm(rows, weight.t(), out=buffer[: len(rows)])


def losses_and_slopes(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Losses (rows, 1) in float32; `logits` become the gradients of their sum. Slices stay in the processor's cache."""
    width = len(logits) if logits.is_cuda else SLICE
    exact = torch.empty(min(width, len(logits)), logits.shape[1], dtype=torch.float32, device=logits.device)
    losses = []
    for part, target in zip(logits.split(width), wanted.split(width), strict=True):
        values = exact[: len(part)].copy_(part)
        chosen, top = values.gather(1, target), values.amax(1, keepdim=True)
        total = values.sub_(top).exp_().sum(1, keepdim=True)
        losses.append(top + total.log() - chosen)
        values.div_(total).scatter_(1, target, values.gather(1, target) - 1)
        part.copy_(values)
    return torch.cat(losses)
