"""The rows of the bench: chat rows from a file, or synthetic ones of the same shape; encoded once, the same for all."""

import dataclasses
import json
import random
from pathlib import Path

from attune_engine.data.encode import Encoded, encode_rows
from attune_engine.data.rows import read_rows
from attune_engine.data.tokenizer import load_tokenizer

WORDS = "the lamp arrives in a box with two bulbs and a cable please tell us your order number so that we can ask the carrier today thank you for waiting".split()


def synthetic_rows(path: Path, count: int = 240) -> None:
    """Questions of 12 to 60 words, answers of 25 to 60."""
    random_words = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            question, answer = (" ".join(random_words.choices(WORDS, k=random_words.randint(low, 60))) for low in (12, 25))
            messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
            file.write(json.dumps({"id": str(number), "messages": messages}) + "\n")


def write_encoded(source: Path, model: Path, target: Path) -> list[Encoded]:
    """Encode with the engine's own template and marks, in a fixed random order."""
    rows = encode_rows(load_tokenizer(model), read_rows(source), 1024).rows
    random.Random(1).shuffle(rows)
    target.write_text("".join(json.dumps(dataclasses.asdict(row)) + "\n" for row in rows))
    return rows


def load_encoded(path: Path) -> list[Encoded]:
    return [Encoded(**json.loads(line)) for line in path.read_text().splitlines()]
