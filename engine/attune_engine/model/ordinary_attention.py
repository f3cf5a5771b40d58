"""Attention as transformers does it, with masks and a cache: for generating, and for reading what a text leaves behind."""

import torch


class ordinary_attention:
    """While it lasts the model attends the ordinary way instead of over packs."""

    def __init__(self, model: torch.nn.Module):
        self.config = model.config
        self.before = model.config._attn_implementation

    def __enter__(self) -> None:
        self.config._attn_implementation = "sdpa"

    def __exit__(self, *_: object) -> None:
        self.config._attn_implementation = self.before
