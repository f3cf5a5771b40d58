"""Render conversations with a model's own chat template, without letting it speak for the project.

Three rules, the same for training and for serving:
- a conversation without a system message gets an empty one, so a template never adds its maker's default (a template
  that refuses system messages gets none);
- what people wrote is text: tokens like <|im_end|> inside it are not special;
- the template sees a placeholder for every non-empty content, so we know exactly which characters are whose.
"""

import hashlib
import re
from dataclasses import dataclass

from jinja2 import TemplateError
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

from attune_engine.config.messages import Message
from attune_engine.errors import EngineError

PLACEHOLDER = "\ue000{}\ue001"
PLACEHOLDERS = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True)
class Piece:
    """A stretch of a rendered conversation; `message` is the index of the message it quotes, None for the template's own text."""

    text: str
    message: int | None


class ChatTemplate:
    """A compiled chat template. `special_tokens` are names like bos_token that templates refer to."""

    def __init__(self, source: str, special_tokens: dict[str, str]):
        self.digest = hashlib.sha256(source.encode()).hexdigest()
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
        environment.globals["raise_exception"] = refuse
        try:
            self.compiled = environment.from_string(source)
        except TemplateError as error:
            raise EngineError("template_invalid", f"The chat template does not compile: {error}.", "Use a base with a working chat template.") from None
        self.special_tokens = special_tokens
        self.injects_system = self.default_system()
        self.takes_system = self.accepts([Message("system", "s"), Message("user", "u")], "s")
        self.trims = "\n u \n" not in self.text([Message("user", "\n u \n")])

    def render(self, messages: list[Message], add_generation_prompt: bool = False) -> list[Piece]:
        """The conversation as pieces. Raises template_refused with the template's own words."""
        quoted = [each.content.strip() if self.trims else each.content for each in messages]
        shown = [{"role": each.role, "content": PLACEHOLDER.format(i) if quoted[i] else ""} for i, each in enumerate(messages)]
        if self.takes_system and messages[0].role != "system":
            shown.insert(0, {"role": "system", "content": ""})
        parts = PLACEHOLDERS.split(self.text_of(shown, add_generation_prompt))
        pieces = [Piece(quoted[int(part)], int(part)) if i % 2 else Piece(part, None) for i, part in enumerate(parts)]
        return [piece for piece in pieces if piece.text]

    def text(self, messages: list[Message]) -> str:
        return self.text_of([{"role": each.role, "content": each.content} for each in messages], False)

    def text_of(self, messages: list[dict[str, str]], add_generation_prompt: bool) -> str:
        try:
            return self.compiled.render(messages=messages, add_generation_prompt=add_generation_prompt, **self.special_tokens)
        except (TemplateError, TypeError) as error:
            raise EngineError("template_refused", f"The chat template refuses the conversation: {error}.", "Check the order of its roles.") from None

    def accepts(self, messages: list[Message], wanted: str) -> bool:
        """Whether the template renders the messages and shows the wanted text."""
        try:
            return wanted in self.text(messages)
        except EngineError:
            return False

    def default_system(self) -> bool:
        """Whether the template, left alone, puts words of its own before a user's message."""
        try:
            return len(self.text([Message("user", "u")])) > len(self.text([Message("system", ""), Message("user", "u")]))
        except EngineError:
            return False


def render(source: str, messages: list[dict[str, str]], add_generation_prompt: bool = False, **special_tokens: str) -> str:
    """The text of a conversation under a template, by the three rules above. `messages` are {"role", "content"} objects."""
    template = ChatTemplate(source, special_tokens)
    turns = [Message(each["role"], each["content"]) for each in messages]  # type: ignore[arg-type]
    return "".join(piece.text for piece in template.render(turns, add_generation_prompt))


def refuse(message: str) -> None:
    """What templates call to reject a conversation."""
    raise TemplateError(message)
