"""serve SPEC.json: answers to questions from stdin, as they come and one after another, by one base with any of its adapters.

A thread reads stdin, so that a cancellation is heard while an answer is written; everything else happens in the main thread.
"""

import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from attune_engine.config.schema import parse, read_spec
from attune_engine.config.serve import Question, ServeConfig
from attune_engine.data.tokenizer import load_tokenizer
from attune_engine.errors import EngineError, as_engine_error
from attune_engine.machine.cores import choose_threads, watch_cores
from attune_engine.model.digest import check_digest
from attune_engine.model.shape import Shape, read_shape
from attune_engine.run_folder.event_log import EventLog

USAGE = "SPEC.json"
ASK = 'Send {"id", "messages", ...} or {"cancel": id} as one line of JSON.'


def run(arguments: list[str], events: EventLog) -> int:
    """Answer until stdin closes."""
    path = Path(arguments[0]).resolve()
    config, folder = read_spec(ServeConfig, path), path.parent
    began = time.monotonic()
    inbox = Inbox()
    if config.threads is None:
        watch_cores()
    base = folder / config.base.path
    shape = read_shape(base)
    check_digest(base, config.base.digest)
    tokenizer = load_tokenizer(base)

    from attune_engine.answering.adapters import Adapters
    from attune_engine.model.load import load_base

    device, dtype, threads = choose(config, shape)
    model = load_base(base, dtype, "sdpa", device)
    adapters = Adapters(model, config.adapters)
    say({"type": "ready", "pid": os.getpid(), "device": device, "dtype": dtype, "threads": threads, "seconds": round(time.monotonic() - began, 2)})
    while (question := inbox.next()) is not None:
        answer_one(question, inbox, adapters, tokenizer, folder)
    return 0


def choose(config: ServeConfig, shape: Shape) -> tuple[str, str, int]:
    """Device, dtype and threads: the free cores, and the dtype whose weights are read faster. Sets torch's threads."""
    import torch

    from attune_engine.machine.matmul import measure_reading

    device = "cuda" if torch.cuda.is_available() else "cpu"
    threads = config.threads or choose_threads()
    torch.set_num_threads(threads)
    if config.dtype != "auto":
        return device, config.dtype, threads
    milliseconds = measure_reading(shape.linears, device)
    return device, min(milliseconds, key=milliseconds.__getitem__), threads


def answer_one(question: Question, inbox: "Inbox", adapters, tokenizer, folder: Path) -> None:
    """All lines of one answer. What goes wrong with it ends it and nothing else."""
    from attune_engine.answering.answer import answer

    try:
        opened = adapters.open(folder / question.adapter if question.adapter is not None else None)
        ending = answer(question, opened, tokenizer, lambda text: say({"type": "delta", "id": question.id, "text": text}), lambda: inbox.is_cancelled(question.id))
        inbox.close(question.id)
        say({"type": "done", "id": question.id, "prompt_tokens": ending.prompt_tokens, "completion_tokens": ending.completion_tokens, "finish_reason": ending.finish_reason})
    except Exception as error:
        inbox.close(question.id)
        failure = as_engine_error(error)
        if failure.code == "internal":
            traceback.print_exc()
        refuse(question.id, failure)


class Inbox:
    """Questions in order of arrival, and which of those that are open were cancelled."""

    def __init__(self) -> None:
        self.questions: queue.SimpleQueue[Question | None] = queue.SimpleQueue()
        self.cancelled: dict[str, threading.Event] = {}
        threading.Thread(target=self.listen, daemon=True).start()

    def next(self) -> Question | None:
        """The next question; None once stdin is closed."""
        return self.questions.get()

    def is_cancelled(self, name: str) -> bool:
        return self.cancelled[name].is_set()

    def close(self, name: str) -> None:
        self.cancelled.pop(name, None)

    def listen(self) -> None:
        """Take lines until stdin closes: then nobody waits for what is open."""
        for line in lines_of_stdin():
            try:
                self.take(line)
            except EngineError as failure:
                refuse(None, failure)
        self.questions.put(None)
        for event in list(self.cancelled.values()):
            event.set()

    def take(self, line: bytes) -> None:
        """File a question, or hear a cancellation; one of an answer that is over comes too late and says nothing. Raises request_invalid."""
        raw = read_object(line)
        if "cancel" in raw:
            event = self.cancelled.get(raw["cancel"]) if isinstance(raw["cancel"], str) else None
            if event:
                event.set()
            return
        name = raw.get("id") if isinstance(raw.get("id"), str) else None
        if name is None or name in self.cancelled:
            raise EngineError("request_invalid", f"There is an open question {name} already." if name else "The line has no id.", ASK)
        try:
            question = parse(Question, raw, "")
        except EngineError as failure:
            refuse(name, failure)
            return
        if not question.messages:
            refuse(name, EngineError("request_invalid", "The conversation is empty.", "Send at least one message."))
            return
        self.cancelled[name] = threading.Event()
        self.questions.put(question)


def lines_of_stdin() -> Iterator[bytes]:
    """Whole lines. Not by sys.stdin: its lock, held by a thread that waits, would abort the interpreter's end."""
    pending = b""
    while block := os.read(0, 65536):
        *lines, pending = (pending + block).split(b"\n")
        yield from lines


def read_object(line: bytes) -> dict:
    """A line as a JSON object. Raises request_invalid."""
    try:
        raw = json.loads(line)
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        raise EngineError("request_invalid", "The line is not a request.", ASK)
    return raw


def refuse(name: str | None, failure: EngineError) -> None:
    say({"type": "refused", "id": name, **failure.fields()})


def say(line: dict) -> None:
    """One line to the server, whole whichever thread says it; a server that went away is noticed on stdin."""
    text = json.dumps(line, ensure_ascii=False) + "\n"
    try:
        with SPEAKING:
            sys.stdout.write(text)
            sys.stdout.flush()
    except (OSError, ValueError):
        os._exit(1)


SPEAKING = threading.Lock()
