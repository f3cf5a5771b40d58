"""Conversations as they appear in specs and rows."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Message:
    """One turn. `train` says whether an assistant turn counts in the loss; other roles never do."""

    role: Literal["system", "user", "assistant"]
    content: str
    train: bool = True


@dataclass(frozen=True)
class Prompt:
    """A conversation to be answered."""

    id: str
    messages: list[Message]
