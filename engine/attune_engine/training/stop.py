"""SIGTERM and Ctrl-C ask a run to save and stop; nothing is torn."""

import signal

from attune_engine.training.evaluate import Interrupted


class StopRequest:
    """Set by a signal, looked at between steps."""

    def __init__(self) -> None:
        self.requested = False

    def listen(self) -> "StopRequest":
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.request)
        return self

    def request(self, *_: object) -> None:
        self.requested = True

    def check(self, *_: object) -> None:
        """Raise Interrupted if asked to stop."""
        if self.requested:
            raise Interrupted
