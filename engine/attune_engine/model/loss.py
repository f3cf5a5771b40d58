"""The head and cross-entropy on response tokens only, in one pass that never holds all logits.

Losses are in nats. hidden: (losses, size), the states before each predicted token; weight: (vocabulary, size).
"""

import torch

ROWS = 256


class ResponseLoss(torch.autograd.Function):
    """Sum of token losses / denominator. The gradient is made in the forward pass, while the logits are at hand."""

    @staticmethod
    def forward(ctx, hidden, weight, targets, denominator):
        d_hidden = torch.empty_like(hidden)
        d_weight = torch.zeros_like(weight, dtype=torch.float32) if ctx.needs_input_grad[1] else None
        total = torch.zeros((), dtype=torch.float32, device=hidden.device)
        for low in range(0, len(hidden), ROWS):
            rows, wanted = hidden[low : low + ROWS], targets[low : low + ROWS, None]
            logits = rows @ weight.t()
            losses, slopes = cross_entropy(logits, wanted)
            total += losses.sum()
            d_hidden[low : low + ROWS] = slopes @ weight
            if d_weight is not None:
                d_weight += (slopes.t() @ rows).float()
        ctx.save_for_backward(d_hidden.div_(denominator), None if d_weight is None else d_weight.div_(denominator))
        return total / denominator

    @staticmethod
    def backward(ctx, gradient):
        d_hidden, d_weight = ctx.saved_tensors
        return d_hidden * gradient, None if d_weight is None else (d_weight * gradient).to(d_hidden.dtype), None, None


def cross_entropy(logits: torch.Tensor, wanted: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Losses (rows, 1) in float32 and the gradients of their sum (rows, vocabulary) in the dtype of `logits`.

    One softmax serves both. Its greatest probability is at least 1 / vocabulary, so taking its logarithm is safe.
    """
    top, place = logits.max(-1, keepdim=True)
    chances = logits.float().softmax(-1)
    losses = top.float() - logits.gather(1, wanted).float() - chances.gather(1, place).log()
    slopes = chances.to(logits.dtype)
    return losses, slopes.scatter_add_(1, wanted, slopes.new_full(wanted.shape, -1))


@torch.no_grad()
def token_losses(hidden: torch.Tensor, weight: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The loss of every token: (losses,) float32."""
    parts = []
    for low in range(0, len(hidden), ROWS):
        logits = (hidden[low : low + ROWS] @ weight.t()).float()
        wanted = targets[low : low + ROWS, None]
        parts.append(logits.logsumexp(-1) - logits.gather(1, wanted)[:, 0])
    return torch.cat(parts) if parts else torch.empty(0)
