"""An Ollama Modelfile beside a GGUF file: the chat template in Ollama's own language, the system prompt and where to stop.

Ollama does not read the Jinja template of a model. Its form is learned from what the template makes of a few conversations,
and kept only if it makes the same of others.
"""

from dataclasses import dataclass

from attune_engine.config.messages import Message
from attune_engine.errors import EngineError
from attune_engine.template import ChatTemplate

S, U, A = "\ue010", "\ue011", "\ue012"


@dataclass(frozen=True)
class Frame:
    """What a template puts before and behind the messages of every role, and where the answer begins."""

    around: dict[str, tuple[str, str]]
    answer: str


def write_modelfile(gguf_name: str, template: ChatTemplate, system_prompt: str, stops: list[str]) -> str:
    """The text of a Modelfile. Raises template_not_expressible."""
    lines = [f"FROM ./{gguf_name}", f'TEMPLATE """{ollama_template(template)}"""']
    if system_prompt:
        lines.append(f'SYSTEM """{refuse_quotes(system_prompt)}"""')
    return "\n".join([*lines, *(f'PARAMETER stop "{stop}"' for stop in stops)]) + "\n"


def ollama_template(template: ChatTemplate) -> str:
    """The template in Go's language. A conversation without a system message gets an empty one, as in training."""
    frame = learn_frame(template)
    before_system, after_system = frame.around["system"]
    empty = ""
    if template.takes_system:
        empty = f'{{{{ if not (and .Messages (eq (index .Messages 0).Role "system")) }}}}{before_system}{after_system}{{{{ end }}}}'
    turns = "{{ else ".join(f'if eq .Role "{role}" }}}}{before}{{{{ .Content }}}}{after}' for role, (before, after) in frame.around.items())
    return f"{empty}{{{{ range .Messages }}}}{{{{ {turns}{{{{ end }}}}{{{{ end }}}}{frame.answer}"


def learn_frame(template: ChatTemplate) -> Frame:
    """Raises template_not_expressible where messages change what stands around others."""
    whole = text(template, [("system", S), ("user", U), ("assistant", A), ("user", U)])
    to_system, to_user, to_answer, to_next, after_user = cut(whole, [S, U, A, U])
    after_answer = text(template, [("system", S), ("user", U), ("assistant", A)]).split(A)[1]
    before_user = to_next.removeprefix(after_answer)
    after_system = to_user.removesuffix(before_user)
    before_answer = to_answer.removeprefix(after_user)
    asked = text(template, [("system", S), ("user", U)], True).split(U)[1]
    answer = asked.removeprefix(after_user)
    frame = Frame({"system": (to_system, after_system), "user": (before_user, after_user), "assistant": (before_answer, after_answer)}, answer)
    for turns in PROBES:
        if text(template, turns, turns[-1][0] == "user") != framed(frame, turns):
            raise EngineError("template_not_expressible", "The chat template cannot be written in Ollama's language: what stands around a message depends on others.", "Serve the GGUF file with llama.cpp, which reads the template itself.")
    return frame


PROBES = [
    [("system", "Be kind."), ("user", "Hello")],
    [("system", "你好。"), ("user", "灯亮了吗？"), ("assistant", "亮了。"), ("user", "谢谢")],
    [("system", "x"), ("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d"), ("user", "e")],
    [("system", "x"), ("user", "a"), ("assistant", "b")],
    [("system", ""), ("user", "a")],
]


def framed(frame: Frame, turns: list[tuple[str, str]]) -> str:
    body = "".join(frame.around[role][0] + content + frame.around[role][1] for role, content in turns)
    return body + (frame.answer if turns[-1][0] == "user" else "")


def text(template: ChatTemplate, turns: list[tuple[str, str]], asks: bool = False) -> str:
    pieces = template.render([Message(role, content) for role, content in turns], asks)  # type: ignore[arg-type]
    return "".join(piece.text for piece in pieces)


def cut(whole: str, marks: list[str]) -> list[str]:
    """What stands between marks, in order."""
    parts = []
    for mark in marks:
        if mark not in whole:
            raise EngineError("template_not_expressible", "The chat template leaves messages out.", "Serve the GGUF file with llama.cpp, which reads the template itself.")
        before, whole = whole.split(mark, 1)
        parts.append(before)
    return [*parts, whole]


def refuse_quotes(content: str) -> str:
    if '"""' in content:
        raise EngineError("system_prompt_unwritable", 'The system prompt holds """, which ends a text in a Modelfile.', "Write it with other quotes.")
    return content
