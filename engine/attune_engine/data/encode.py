"""Rows to token ids, with a mark on the tokens that the model learns to say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from attune_engine.data.rows import Row
from attune_engine.data.tokenizer import ChatTokenizer
from attune_engine.errors import EngineError


@dataclass(frozen=True)
class Encoded:
    """One row. `learned[i]` says whether token i counts in the loss; `length` is the length before truncation."""

    id: str
    ids: list[int]
    learned: list[bool]
    length: int
    label: str | None = None

    @property
    def answers(self) -> tuple["Encoded", ...]:
        """The sequences that a pack gets; those of one row always lie in one pack."""
        return (self,)

    @property
    def tokens(self) -> int:
        return len(self.ids)

    @property
    def truncated(self) -> bool:
        return self.length > len(self.ids)

    @property
    def loss_tokens(self) -> int:
        """Tokens with a loss; the very first token has nothing before it to be predicted from."""
        return sum(self.learned[1:])


def encode_row(tokenizer: ChatTokenizer, row: Row, max_tokens: int) -> Encoded:
    """Encode a row and cut its end at max_tokens. Raises row_untrainable where no token is left to learn from."""
    taught = {i for i, message in enumerate(row.messages) if message.role == "assistant" and message.train}
    if not any(row.messages[i].content.strip() for i in taught):
        raise untrainable(row, "has no assistant message to learn from")
    ids: list[int] = []
    learned: list[bool] = []
    after_answer = False
    for piece in tokenizer.template.render(row.messages):
        tokens = tokenizer.encode(piece)
        teaches = piece.message in taught
        ids += tokens
        learned += [teaches] * len(tokens)
        if after_answer and piece.message is None and tokens and tokens[0] in tokenizer.special_ids:
            learned[-len(tokens)] = True
        after_answer = teaches
    encoded = Encoded(row.id, ids[:max_tokens], learned[:max_tokens], len(ids), row.label)
    if encoded.loss_tokens == 0:
        raise untrainable(row, f"has its first answer beyond {max_tokens} tokens")
    return encoded


def untrainable(row: Row, reason: str) -> EngineError:
    return EngineError("row_untrainable", f"Row {row.id} {reason}.", "Shorten the prompt, raise max_tokens_per_row, or leave the row out.")


@dataclass(frozen=True)
class EncodedData:
    """The rows of one file that can be learned from, and the errors of those that cannot."""

    rows: list[Encoded]
    refused: list[tuple[str, EngineError]]

    @property
    def tokens(self) -> int:
        return sum(row.tokens for row in self.rows)

    @property
    def loss_tokens(self) -> int:
        return sum(row.loss_tokens for row in self.rows)

    @property
    def truncated(self) -> list[Encoded]:
        return [row for row in self.rows if row.truncated]


def encode_rows(tokenizer: ChatTokenizer, rows: list[Any], max_tokens: int, encode: Callable[[ChatTokenizer, Any, int], Any] = encode_row) -> EncodedData:
    """Encode all rows, each by `encode`, setting aside those that cannot be learned from."""
    encoded: list[Encoded] = []
    refused: list[tuple[str, EngineError]] = []
    for row in rows:
        try:
            encoded.append(encode(tokenizer, row, max_tokens))
        except EngineError as error:
            refused.append((row.id, error))
    return EncodedData(encoded, refused)
