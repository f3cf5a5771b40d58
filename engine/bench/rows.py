"""The rows of the bench: chat rows from a file, or synthetic ones of the same shape; encoded once, the same for all."""

import dataclasses
import json
import random
from pathlib import Path

from attune_engine.config.messages import Message
from attune_engine.data.encode import Encoded, encode_rows
from attune_engine.data.rows import Row, read_row
from attune_engine.data.tokenizer import load_tokenizer
from attune_engine.errors import EngineError

MAX_TOKENS = 512

WORDS = "the lamp arrives in a box with two bulbs and a cable please tell us your order number so that we can ask the carrier today thank you for waiting".split()


def synthetic_rows(path: Path, count: int = 240) -> None:
    """Questions of 12 to 60 words, answers of 25 to 60."""
    random_words = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            question, answer = (" ".join(random_words.choices(WORDS, k=random_words.randint(low, 60))) for low in (12, 25))
            messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
            file.write(json.dumps({"id": str(number), "messages": messages}) + "\n")


def readable_rows(path: Path, system: str | None) -> list[Row]:
    """The lines of a file that are rows, headed by the project's system prompt as the product does; raw examples hold broken lines."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            messages = json.loads(line)["messages"]
        except (ValueError, KeyError, TypeError):
            continue
        try:
            row = read_row(Row, json.dumps({"id": str(number), "messages": messages}), path.name)
        except EngineError:
            continue
        headed = system is None or row.messages[0].role == "system"
        rows.append(row if headed else Row(row.id, [Message("system", system), *row.messages]))
    return rows


def write_encoded(source: Path, system: str | None, model: Path, target: Path) -> list[Encoded]:
    """Encode with the engine's own template and marks, in a fixed random order; rows that would be cut are left out."""
    encoded = encode_rows(load_tokenizer(model), readable_rows(source, system), MAX_TOKENS).rows
    rows = [row for row in encoded if not row.truncated]
    random.Random(1).shuffle(rows)
    target.write_text("".join(json.dumps(dataclasses.asdict(row)) + "\n" for row in rows))
    return rows


def load_encoded(path: Path) -> list[Encoded]:
    return [Encoded(**json.loads(line)) for line in path.read_text().splitlines()]
