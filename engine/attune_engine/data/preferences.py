"""Rows that say which answers people want: pairs of a chosen and a rejected one, and single answers with a verdict."""

from dataclasses import dataclass, field, replace

from attune_engine.config.messages import Message
from attune_engine.data.encode import Encoded, encode_row, untrainable
from attune_engine.data.rows import Row
from attune_engine.data.tokenizer import ChatTokenizer
from attune_engine.errors import EngineError


@dataclass(frozen=True)
class PairRow:
    """Two answers to one conversation, and which of them was preferred."""

    id: str
    messages: list[Message]
    chosen: str
    rejected: str
    label: str | None = None

    def __post_init__(self) -> None:
        check_prompt(self.messages)


@dataclass(frozen=True)
class JudgedRow:
    """One answer to a conversation, and whether it is wanted."""

    id: str
    messages: list[Message]
    answer: str
    desirable: bool
    label: str | None = None

    def __post_init__(self) -> None:
        check_prompt(self.messages)


def check_prompt(messages: list[Message]) -> None:
    """Raise config_bad_value where nobody waits for an answer."""
    if not messages or messages[-1].role != "user":
        raise EngineError("config_bad_value", "messages does not end with a user message.", "Put the answer into its own field.")


@dataclass(frozen=True)
class Pair:
    """Both answers as sequences of their own, which share the prompt in a pack. `length` is that of the longer one before truncation."""

    id: str
    chosen: Encoded
    rejected: Encoded
    label: str | None = None

    @property
    def answers(self) -> tuple[Encoded, ...]:
        return (self.chosen, self.rejected)

    @property
    def tokens(self) -> int:
        return self.chosen.tokens + self.rejected.tokens

    @property
    def loss_tokens(self) -> int:
        return self.chosen.loss_tokens + self.rejected.loss_tokens

    @property
    def length(self) -> int:
        return max(self.chosen.length, self.rejected.length)

    @property
    def truncated(self) -> bool:
        return self.chosen.truncated or self.rejected.truncated


@dataclass(frozen=True)
class Judged(Encoded):
    """An answer with its verdict."""

    desirable: bool = field(kw_only=True)

    @property
    def prompt_tokens(self) -> int:
        return self.learned.index(True)


def encode_pair(tokenizer: ChatTokenizer, row: PairRow, max_tokens: int) -> Pair:
    """Cut the end of each answer at max_tokens. Raises row_untrainable, row_without_preference where nothing tells them apart."""
    chosen, rejected = (encode_answer(tokenizer, f"{row.id}/{name}", row, getattr(row, name), max_tokens) for name in ("chosen", "rejected"))
    if chosen.ids == rejected.ids:
        within = f" in their first {max_tokens} tokens" if chosen.truncated else ""
        raise EngineError("row_without_preference", f"Row {row.id} has the same chosen and rejected answer{within}.", "Give it two answers that differ, or leave the row out.")
    return Pair(row.id, chosen, rejected, row.label)


def encode_judged(tokenizer: ChatTokenizer, row: JudgedRow, max_tokens: int) -> Judged:
    """Cut the end of the answer at max_tokens. Raises row_untrainable."""
    return Judged(**vars(encode_answer(tokenizer, row.id, row, row.answer, max_tokens)), desirable=row.desirable)


def encode_answer(tokenizer: ChatTokenizer, name: str, row: PairRow | JudgedRow, answer: str, max_tokens: int) -> Encoded:
    """A conversation of which only the last answer counts; `name` is the id of the sequence."""
    if not answer.strip():
        raise untrainable(row, "has an empty answer")
    asked = [replace(message, train=False) for message in row.messages]
    encoded = encode_row(tokenizer, Row(row.id, [*asked, Message("assistant", answer)], row.label), max_tokens)
    return replace(encoded, id=name)
