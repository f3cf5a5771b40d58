"""Start engine commands through the worker, as the server does."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ENGINE = Path(__file__).parents[1]


class Worker:
    """A running worker and what it says."""

    def __init__(self, folder: Path):
        self.folder, self.count = folder, 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "attune_engine", "worker"], cwd=ENGINE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=(folder / "worker.log").open("w"), text=True
        )
        self.lines: queue.Queue = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.exits: dict[str, int] = {}
        self.ready = self.next_line(60)

    def read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def next_line(self, seconds: float = 30) -> dict:
        return self.lines.get(timeout=seconds)

    def send(self, request: object) -> None:
        self.process.stdin.write((request if isinstance(request, str) else json.dumps(request)) + "\n")
        self.process.stdin.flush()

    def start(self, command: str, *arguments: object) -> "Job":
        self.count += 1
        log = self.folder / f"job-{self.count}.log"
        name = f"job-{self.count}"
        self.send({"id": name, "command": command, "args": [str(each) for each in arguments], "log": str(log)})
        line = self.next_line()
        while line["type"] == "exited":
            self.exits[line["id"]] = line["exit_code"]
            line = self.next_line()
        assert line["type"] == "forked", line
        return Job(self, name, line["pid"], log)

    def run(self, command: str, *arguments: object) -> "Job":
        job = self.start(command, *arguments)
        job.wait()
        return job


class Job:
    """A forked command."""

    def __init__(self, worker: Worker, name: str, pid: int, log: Path):
        self.worker, self.name, self.pid, self.log = worker, name, pid, log

    def wait(self, seconds: float = 60) -> int:
        end = time.monotonic() + seconds
        while self.name not in self.worker.exits:
            line = self.worker.next_line(max(0.1, end - time.monotonic()))
            self.worker.exits[line["id"]] = line["exit_code"]
        return self.worker.exits[self.name]

    def kill(self, number: int = signal.SIGKILL) -> None:
        os.kill(self.pid, number)

    def output(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def last(self) -> dict:
        return self.output()[-1]


def events(folder: Path) -> list[dict]:
    """Whole lines of a run's event file."""
    path = folder / "events.jsonl"
    text = path.read_text() if path.exists() else ""
    return [json.loads(line) for line in text.split("\n")[:-1]]


def wait_for(condition, seconds: float = 30) -> None:
    """Poll until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)
