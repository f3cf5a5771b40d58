"""Where torch computes."""

import torch

from attune_engine.machine.cores import cpu_name


def device_name(device: str) -> str:
    """The processor's or accelerator's own name."""
    return torch.cuda.get_device_name() if device == "cuda" else cpu_name()
