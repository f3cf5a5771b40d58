"""worker: a warm process. It imports torch once and forks a detached child per request, so a run starts in a second.

The parent never computes: a fork after OpenMP has started its threads would leave the child without them.
"""

import json
import os
import select
import signal
import sys
import time

from attune_engine.run_folder.event_log import EventLog

USAGE = ""
FORKABLE = ("train", "score", "preflight", "import-gguf", "export", "export-gguf", "generate", "probe")


def run(arguments: list[str], events: EventLog) -> int:
    """Serve requests from stdin until it closes. Children live on; ended ones are reaped and reported."""
    began = time.monotonic()
    import_everything()
    wake = watch_children()
    answer({"type": "ready", "pid": os.getpid(), "seconds": round(time.monotonic() - began, 2)})
    children: dict[int, str] = {}
    pending = b""
    while True:
        ready, _, _ = select.select([0, wake], [], [])
        if wake in ready:
            os.read(wake, 4096)
            report_ended(children)
        if 0 in ready:
            block = os.read(0, 65536)
            if not block:
                return 0
            *lines, pending = (pending + block).split(b"\n")
            for line in lines:
                handle(line, children)


def import_everything() -> None:
    """The imports that cost seconds. None of them may start a compute thread."""
    import peft  # noqa: F401
    import torch  # noqa: F401
    from transformers import AutoModelForCausalLM, LlamaForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM  # noqa: F401

    import attune_engine.commands.train  # noqa: F401
    import attune_engine.training.loop  # noqa: F401
    import attune_engine.training.session  # noqa: F401


def watch_children() -> int:
    """A pipe that becomes readable when a child ends."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return reader


def handle(line: bytes, children: dict[int, str]) -> None:
    """Fork for one request, or say why not."""
    try:
        request = json.loads(line)
        name, command, arguments, log = (request[key] for key in ("id", "command", "args", "log"))
    except (ValueError, KeyError, TypeError):
        answer({"type": "refused", "id": None, "code": "request_invalid", "message": "The line is not a request.", "remedy": 'Send {"id", "command", "args", "log"} as one line of JSON.'})
        return
    if command not in FORKABLE:
        answer({"type": "refused", "id": name, "code": "command_unknown", "message": f"There is no command {command}.", "remedy": f"Use one of {', '.join(FORKABLE)}."})
        return
    try:
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    except OSError as error:
        answer({"type": "refused", "id": name, "code": "log_unwritable", "message": f"{log}: {error.strerror}.", "remedy": "Give a log path in a folder that exists."})
        return
    pid = os.fork()
    if pid == 0:
        become_command(command, arguments, output)
    os.close(output)
    children[pid] = name
    answer({"type": "forked", "id": name, "pid": pid})


def become_command(command: str, arguments: list[str], output: int) -> None:
    """In the child: cut every tie to the parent, run, and leave without its clean-up."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, output), (2, output)):
        os.dup2(source, target)
    status = 1
    try:
        from attune_engine.__main__ import run_command

        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        status = run_command(command, arguments)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def report_ended(children: dict[int, str]) -> None:
    """Reap every child that ended and say how; a child killed by signal N has exit code -N."""
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        answer({"type": "exited", "id": children.pop(pid, None), "pid": pid, "exit_code": os.waitstatus_to_exitcode(status)})


def answer(line: dict) -> None:
    """One line to the server; a closed pipe is noticed on stdin."""
    try:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    except OSError:
        pass
