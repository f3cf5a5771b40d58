"""P-tuning's network: learned inputs through two hidden layers, added to what the prompt starts as."""

import torch


class PromptEncoder(torch.nn.Module):
    """`start` (tokens, size) is where it begins, for its last layer begins at zero."""

    def __init__(self, start: torch.Tensor, inner: int, seed: int):
        super().__init__()
        torch.manual_seed(seed)
        size = start.shape[1]
        self.register_buffer("start", start, persistent=False)
        self.inputs = torch.nn.Parameter(start.float() / start.float().std())
        last = torch.nn.Linear(inner, size)
        torch.nn.init.zeros_(last.weight)
        torch.nn.init.zeros_(last.bias)
        self.network = torch.nn.Sequential(torch.nn.Linear(size, inner), torch.nn.ReLU(), torch.nn.Linear(inner, inner), torch.nn.ReLU(), last)

    def forward(self) -> torch.Tensor:
        return self.start + self.network(self.inputs).to(self.start.dtype)
