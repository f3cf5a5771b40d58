"""Text from tokens as they come: whole characters only, and nothing from a stop text on."""

from attune_engine.data.tokenizer import ChatTokenizer

BROKEN = "\ufffd"
LONGEST = 3
WINDOW = 16


class Characters:
    """A character of several bytes may be spread over tokens; it is given out with its last one. What a cut leaves of one is dropped."""

    def __init__(self, tokenizer: ChatTokenizer):
        self.tokenizer, self.ids, self.shown = tokenizer, [], 0

    def add(self, token: int) -> str:
        """The text that is certain now and was not before."""
        self.ids.append(token)
        text = self.tokenizer.decode(self.ids)
        whole = len(text) - broken_end(text)
        piece = text[self.shown : whole]
        self.shown = max(self.shown, whole)
        if whole == len(text) and len(self.ids) > 2 * WINDOW:
            self.forget()
        return piece

    def forget(self) -> None:
        """Keep the last tokens only, from where a character begins: a long answer is not decoded anew at every token."""
        for count in range(WINDOW, WINDOW + LONGEST + 1):
            text = self.tokenizer.decode(self.ids[-count:])
            if not text.startswith(BROKEN):
                self.ids, self.shown = self.ids[-count:], len(text)
                return


def broken_end(text: str) -> int:
    """How many characters at the end may be the beginning of one that is not whole yet."""
    return min(LONGEST, len(text) - len(text.rstrip(BROKEN)))


class StopWatch:
    """Ends an answer before the first of the given texts, also where one is spread over several pieces."""

    def __init__(self, stops: list[str]):
        self.stops = [stop for stop in stops if stop]
        self.held, self.stopped = "", False

    def add(self, piece: str) -> str:
        """What may be shown now; what might become a stop text is held back."""
        self.held += piece
        places = [place for place in map(self.held.find, self.stops) if place >= 0]
        self.stopped = bool(places)
        end = min(places) if places else len(self.held) - self.beginning()
        shown, self.held = self.held[:end], "" if places else self.held[end:]
        return shown

    def beginning(self) -> int:
        """How many characters at the end are the beginning of a stop text."""
        longest = min(len(self.held), max((len(stop) - 1 for stop in self.stops), default=0))
        return next((length for length in range(longest, 0, -1) if any(stop.startswith(self.held[-length:]) for stop in self.stops)), 0)
