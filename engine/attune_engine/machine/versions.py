"""Versions of everything that shapes a result."""

import importlib.metadata
import platform

from attune_engine import __version__


def versions() -> dict[str, str]:
    """Engine, Python and libraries."""
    names = ("torch", "transformers", "peft")
    return {"engine": __version__, "python": platform.python_version(), **{name: installed(name) for name in names}}


def installed(name: str) -> str:
    if name == "torch":
        from torch.version import __version__ as build

        return build
    return importlib.metadata.version(name)
