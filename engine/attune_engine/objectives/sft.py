"""Supervised fine-tuning: cross-entropy on the answers, averaged over a step's response tokens."""

import torch

from attune_engine.data.pack import Pack
from attune_engine.model.forward import head_weight, response_states
from attune_engine.model.loss import ResponseLoss, token_losses


def loss(model: torch.nn.Module, pack: Pack, denominator: int) -> torch.Tensor:
    """The pack's share of the step's loss: the sum over its response tokens / the step's response tokens."""
    return ResponseLoss.apply(response_states(model, pack), head_weight(model), pack.targets, denominator)


@torch.no_grad()
def losses(model: torch.nn.Module, pack: Pack) -> torch.Tensor:
    """The loss of every response token: (losses,) float32, nats."""
    return token_losses(response_states(model, pack), head_weight(model), pack.targets)
