"""AdamW over the masters, and its state as plain tensors."""

import torch

from attune_engine.config.run import Optimizer

MOMENTS = ("exp_avg", "exp_avg_sq")


def make_optimizer(masters: dict[str, torch.nn.Parameter], config: Optimizer, rate: float) -> torch.optim.AdamW:
    return torch.optim.AdamW(masters.values(), lr=rate, weight_decay=config.weight_decay, fused=True)


def optimizer_tensors(optimizer: torch.optim.AdamW, masters: dict[str, torch.nn.Parameter]) -> dict[str, torch.Tensor]:
    """Moments by "moment/name", and the most steps that any tensor has made; those of tensors with fewer, which were frozen for a
    while, as "step/name". Nothing of tensors that have made none."""
    states = {name: optimizer.state[master] for name, master in masters.items() if optimizer.state.get(master)}
    tensors = {f"{moment}/{name}": state[moment] for name, state in states.items() for moment in MOMENTS}
    if states:
        tensors["step"] = max((state["step"] for state in states.values()), key=float)
    return tensors | {f"step/{name}": state["step"] for name, state in states.items() if float(state["step"]) < float(tensors["step"])}


def restore_optimizer(optimizer: torch.optim.AdamW, masters: dict[str, torch.nn.Parameter], tensors: dict[str, torch.Tensor]) -> None:
    """Continue from saved moments; tensors without any begin anew."""
    optimizer.state.clear()
    for name, master in masters.items():
        if f"{MOMENTS[0]}/{name}" in tensors:
            moments = {moment: tensors[f"{moment}/{name}"].to(master.device) for moment in MOMENTS}
            optimizer.state[master] = {"step": tensors.get(f"step/{name}", tensors["step"]).to(master.device, copy=True), **moments}
