"""python -m attune_engine COMMAND ...: the door to everything the engine does."""

import importlib
import os
import sys
import traceback

from attune_engine import __version__
from attune_engine.errors import as_engine_error
from attune_engine.parent import end_with_parent
from attune_engine.run_folder.event_log import EventLog

# OpenMP threads that spin while they wait starve beside any other busy process: 27 tokens/s where sleeping ones reach 150 and
# more (two threads, one core taken). It must be said before torch starts its first thread.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

COMMANDS = {
    "train": "train a run folder, or go on where it stopped",
    "score": "loss of rows under the base and an adapter",
    "preflight": "lengths, truncation, template and memory of a run before it is run",
    "import-gguf": "a GGUF file as a Hugging Face folder with exactly its weights",
    "export": "what was tuned, in the form that another program reads",
    "export-gguf": "a PEFT LoRA adapter as a GGUF LoRA file",
    "generate": "answers to prompts",
    "serve": "answers to questions as they come, with any adapter of one base",
    "probe": "what this machine is and how fast it multiplies",
    "worker": "a warm process that starts the others without their import time",
}


def load(command: str):
    """The module of a command."""
    return importlib.import_module(f"attune_engine.commands.{command.replace('-', '_')}")


def run_command(command: str, arguments: list[str]) -> int:
    """Run a command and return its exit status; a failure is an event like any other."""
    events = EventLog()
    try:
        return load(command).run(arguments, events)
    except Exception as error:
        failure = as_engine_error(error)
        if failure.code == "internal":
            traceback.print_exc()
        events.emit("failed", **failure.fields())
        return 1


def main() -> int:
    words = sys.argv[1:]
    if words[:1] == ["--parent"]:
        end_with_parent(int(words[1]))
        words = words[2:]
    command, *arguments = words or ["--help"]
    if command in ("--help", "-h", "--version"):
        print(f"attune-engine {__version__}")
        print("".join(f"  {name:12} {text}\n" for name, text in COMMANDS.items()) if command != "--version" else "", end="")
        return 0
    if command not in COMMANDS:
        print(f"There is no command {command}. Commands: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    usage = load(command).USAGE
    words = usage.split()
    if not len([word for word in words if not word.startswith("[")]) <= len(arguments) <= len(words):
        print(f"Usage: python -m attune_engine {command} {usage}", file=sys.stderr)
        return 2
    return run_command(command, arguments)


if __name__ == "__main__":
    sys.exit(main())
