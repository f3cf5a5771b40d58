"""A running `serve` and what it says."""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

from engine_process import ENGINE


class Server:
    """Questions to one base; `spec` replaces fields of the spec."""

    def __init__(self, folder: Path, base: Path, digest: str | None = None, **spec: object):
        full = {"protocol": 1, "base": {"path": str(base), "digest": digest}, "dtype": "float32", "threads": 1, **spec}
        (folder / "serve.json").write_text(json.dumps(full))
        words = [sys.executable, "-m", "attune_engine", "--parent", str(os.getpid()), "serve", str(folder / "serve.json")]
        self.process = subprocess.Popen(words, cwd=ENGINE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines: queue.Queue = queue.Queue()
        self.count = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def next_line(self, seconds: float = 60) -> dict:
        return self.lines.get(timeout=seconds)

    def send(self, request: object) -> None:
        self.process.stdin.write((request if isinstance(request, str) else json.dumps(request)) + "\n")
        self.process.stdin.flush()

    def ask(self, text: str = "count", **fields: object) -> str:
        """Send a question; its name."""
        self.count += 1
        name = f"q-{self.count}"
        self.send({"id": name, "messages": [{"role": "user", "content": text}], **fields})
        return name

    def answer(self, text: str = "count", **fields: object) -> tuple[str, dict]:
        """The whole text and the last line."""
        return self.rest_of(self.ask(text, **fields))

    def rest_of(self, name: str) -> tuple[str, dict]:
        said = ""
        while True:
            line = self.next_line()
            assert line["id"] == name, line
            if line["type"] != "delta":
                return said, line
            assert line["text"]
            said += line["text"]

    def end(self) -> int:
        self.process.stdin.close()
        return self.process.wait(10)
