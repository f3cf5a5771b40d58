"""Which token comes next."""

import torch

LIKELY = 1024


class Chooser:
    """Temperature 0 takes the likeliest; otherwise draws from the nucleus of `top_p`, the same tokens for the same seed."""

    def __init__(self, temperature: float, top_p: float, seed: int | None):
        self.temperature, self.top_p = temperature, top_p
        self.random = torch.Generator()
        self.random.seed() if seed is None else self.random.manual_seed(seed)

    def choose(self, scores: torch.Tensor) -> int:
        """`scores` (vocabulary), as the head gives them."""
        if self.temperature == 0:
            return int(scores.argmax())
        exact = scores.float().cpu()
        odds = ((exact - exact.max()) / self.temperature).softmax(-1)
        likely, tokens = nucleus(odds, self.top_p)
        return int(tokens[torch.multinomial(likely, 1, generator=self.random)])


def nucleus(odds: torch.Tensor, top_p: float) -> tuple[torch.Tensor, torch.Tensor]:
    """The fewest likeliest tokens that have `top_p` of the odds together. A whole vocabulary is sorted only if it must be."""
    if top_p == 1:
        return odds, torch.arange(len(odds))
    likely, tokens = odds.topk(min(LIKELY, len(odds)))
    if likely.sum() < top_p:
        likely, tokens = odds.sort(descending=True)
    inside = likely.cumsum(-1) - likely < top_p
    return likely[inside], tokens[inside]
