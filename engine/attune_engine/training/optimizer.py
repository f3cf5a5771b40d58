"""AdamW over the masters, and its state as plain tensors."""

import torch

from attune_engine.config.run import Optimizer

MOMENTS = ("exp_avg", "exp_avg_sq")


def make_optimizer(masters: dict[str, torch.nn.Parameter], config: Optimizer, rate: float) -> torch.optim.AdamW:
    return torch.optim.AdamW(masters.values(), lr=rate, weight_decay=config.weight_decay, fused=True)


def optimizer_tensors(optimizer: torch.optim.AdamW, masters: dict[str, torch.nn.Parameter]) -> dict[str, torch.Tensor]:
    """Moments by "moment/name", and the step count; empty before the first step."""
    tensors = {}
    for name, master in masters.items():
        state = optimizer.state.get(master)
        if state:
            tensors |= {f"{moment}/{name}": state[moment] for moment in MOMENTS} | {"step": state["step"]}
    return tensors


def restore_optimizer(optimizer: torch.optim.AdamW, masters: dict[str, torch.nn.Parameter], tensors: dict[str, torch.Tensor]) -> None:
    """Continue from saved moments."""
    if not tensors:
        return
    for name, master in masters.items():
        moments = {moment: tensors[f"{moment}/{name}"].to(master.device) for moment in MOMENTS}
        optimizer.state[master] = {"step": tensors["step"].to(master.device, copy=True), **moments}
