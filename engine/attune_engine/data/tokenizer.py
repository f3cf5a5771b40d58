"""A model folder's tokenizer and chat template, read without torch or transformers."""

import json
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from attune_engine.config.messages import Message
from attune_engine.template import ChatTemplate, Piece
from attune_engine.errors import EngineError


@dataclass(frozen=True)
class ChatTokenizer:
    """Turns conversations into token ids. `end_ids` are the tokens that end an answer."""

    tokenizer: Tokenizer
    template: ChatTemplate
    special_ids: frozenset[int]
    end_ids: tuple[int, ...]
    pad_id: int

    def encode(self, piece: Piece) -> list[int]:
        """Ids of one piece: special tokens count only in the template's own text."""
        self.tokenizer.encode_special_tokens = piece.message is not None
        return self.tokenizer.encode(piece.text, add_special_tokens=False).ids

    def encode_text(self, text: str) -> list[int]:
        """Ids of a text as anybody may have written it: special tokens are plain characters in it."""
        self.tokenizer.encode_special_tokens = True
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def encode_prompt(self, messages: list[Message]) -> list[int]:
        """Ids of a conversation up to where the answer begins."""
        return [token for piece in self.template.render(messages, True) for token in self.encode(piece)]

    def end_of_turn(self) -> str | None:
        """The special token that the template puts after an answer; None if it puts none."""
        pieces = self.template.render([Message("user", "u"), Message("assistant", "a")])
        after = [self.encode(piece) for piece, before in zip(pieces[1:], pieces, strict=False) if before.message == 1]
        return self.tokenizer.id_to_token(after[0][0]) if after and after[0] and after[0][0] in self.special_ids else None

    def decode(self, ids: list[int]) -> str:
        """Text of an answer, without special tokens."""
        return self.tokenizer.decode(ids, skip_special_tokens=True)


def load_tokenizer(folder: Path) -> ChatTokenizer:
    """Read tokenizer.json, tokenizer_config.json and the chat template. Raises base_missing, tokenizer_missing, template_missing."""
    if not (folder / "config.json").exists():
        raise EngineError("base_missing", f"There is no model in {folder.name}: config.json is missing.", "Check base.path, or import the model again.")
    if not (folder / "tokenizer.json").exists():
        raise EngineError("tokenizer_missing", f"{folder.name} has no tokenizer.json.", "Use a base with a fast tokenizer.")
    settings = read_json(folder / "tokenizer_config.json")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    names = {key: token_text(value) for key, value in settings.items() if key.endswith("_token") and token_text(value)}
    template = ChatTemplate(read_template(folder, settings), names)
    special = frozenset(index for index, token in tokenizer.get_added_tokens_decoder().items() if token.special)
    ends = end_ids(folder, tokenizer, names)
    pad = tokenizer.token_to_id(names.get("pad_token", "")) if "pad_token" in names else None
    return ChatTokenizer(tokenizer, template, special, ends, ends[0] if pad is None else pad)


def read_template(folder: Path, settings: dict) -> str:
    """The chat template's source, from its own file or the tokenizer's settings."""
    file = folder / "chat_template.jinja"
    source = file.read_text(encoding="utf-8") if file.exists() else settings.get("chat_template")
    if isinstance(source, list):
        source = next((entry["template"] for entry in source if entry["name"] == "default"), None)
    if not source:
        raise EngineError("template_missing", f"{folder.name} has no chat template.", "Use an instruction-tuned base, or add a chat_template.jinja to its folder.")
    return source


def end_ids(folder: Path, tokenizer: Tokenizer, names: dict[str, str]) -> tuple[int, ...]:
    """The tokens after which generation stops: generation_config.json's and the tokenizer's eos_token."""
    listed = read_json(folder / "generation_config.json").get("eos_token_id") or []
    ids = [listed] if isinstance(listed, int) else list(listed)
    own = tokenizer.token_to_id(names["eos_token"]) if "eos_token" in names else None
    if own is not None and own not in ids:
        ids.append(own)
    if not ids:
        raise EngineError("tokenizer_without_end", f"{folder.name} names no end-of-text token.", "Set eos_token in tokenizer_config.json.")
    return tuple(ids)


def token_text(value: object) -> str | None:
    """A special token as text; files hold it as a string or an object with `content`."""
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else None


def read_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
