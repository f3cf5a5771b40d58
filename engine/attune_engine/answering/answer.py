"""One answer, from the question to its last piece."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch

from attune_engine.answering.adapters import Opened
from attune_engine.answering.choose import Chooser
from attune_engine.answering.memory import SPARE, Memory
from attune_engine.answering.text import Characters, StopWatch
from attune_engine.config.serve import Question
from attune_engine.data.tokenizer import ChatTokenizer
from attune_engine.errors import EngineError

BLOCK = 512


@dataclass(frozen=True)
class Ending:
    """`completion_tokens` counts what the model wrote, its end token too. An answer that was cancelled ended by "length"."""

    prompt_tokens: int
    completion_tokens: int
    finish_reason: Literal["stop", "length"]


@torch.inference_mode()
def answer(question: Question, opened: Opened, tokenizer: ChatTokenizer, say: Callable[[str], None], is_cancelled: Callable[[], bool]) -> Ending:
    """Read the conversation once, then write token after token until the model ends its turn, a stop text, the limit, or a
    cancellation. Raises context_length_exceeded."""
    ids = tokenizer.encode_prompt(question.messages)
    limit = min(question.max_tokens, room_for_answer(opened, len(ids)))
    memory = opened.front.behind(len(ids) + min(limit, SPARE))
    scores = read_prompt(ids, opened, memory, is_cancelled)
    chooser, characters, stops = Chooser(question.temperature, question.top_p, question.seed), Characters(tokenizer), StopWatch(question.stop)
    written, reason = 0, "length"
    while scores is not None:
        token = chooser.choose(scores)
        written += 1
        if token in tokenizer.end_ids:
            reason = "stop"
            break
        shown = stops.add(characters.add(token))
        if shown:
            say(shown)
        if stops.stopped:
            return Ending(len(ids), written, "stop")
        if written >= limit or is_cancelled():
            break
        scores = opened.reader.read(opened.reader.embed([token]), memory)
    if stops.held:
        say(stops.held)
    return Ending(len(ids), written, reason)


def room_for_answer(opened: Opened, prompt_tokens: int) -> int:
    """Tokens that are left for an answer in what the model can read."""
    context, taken = opened.reader.context, opened.front.length + prompt_tokens
    if taken >= context:
        message = f"The conversation has {prompt_tokens} tokens; this model reads {context - opened.front.length}, its answer included."
        raise EngineError("context_length_exceeded", message, "Leave out older turns, or use a model with a longer context.")
    return context - taken


def read_prompt(ids: list[int], opened: Opened, memory: Memory, is_cancelled: Callable[[], bool]) -> torch.Tensor | None:
    """What comes after the conversation, read in blocks so that a long one can be cancelled too; None if it was."""
    scores = None
    for low in range(0, len(ids), BLOCK):
        if is_cancelled():
            return None
        scores = opened.reader.read(opened.reader.embed(ids[low : low + BLOCK]), memory)
    return scores
