"""Sentences of a GPS device on a serial line."""

from collections.abc import Iterable

LONGEST = 80


def checksum(body: str) -> str:
    """Return the exclusive or of all characters as two hex digits."""
    total = 0
    for character in body:
        total ^= ord(character)
    return f"{total:02X}"


class Receiver:
    """Puts sentences together from the pieces that a line delivers."""

    def __init__(self) -> None:
        self.rejected = 0
        self._enter("noise")

    def feed(self, piece: str) -> list[list[str]]:
        """Return the sentences that this piece completes."""
        sentences = []
        for character in piece:
            if character == "$":
                if self._state != "noise":
                    self.rejected += 1
                self._enter("body")
            elif self._state == "body":
                if character == "*":
                    self._state = "checksum"
                else:
                    self._add(character)
            elif self._state == "checksum":
                self._digits += character
                if len(self._digits) == 2:
                    sentences += self._complete()
        return sentences

    def _enter(self, state: str) -> None:
        self._state = state
        self._body: list[str] = []
        self._digits = ""

    def _add(self, character: str) -> None:
        self._body.append(character)
        if len(self._body) > LONGEST:
            self.rejected += 1
            self._enter("noise")

    def _complete(self) -> list[list[str]]:
        body, digits = "".join(self._body), self._digits
        self._enter("noise")
        if digits.upper() != checksum(body):
            self.rejected += 1
            return []
        return [body.split(",")]


def read_all(pieces: Iterable[str]) -> tuple[list[list[str]], int]:
    """Return all sentences of a recording, and how many were rejected."""
    receiver = Receiver()
    sentences = [sentence for piece in pieces for sentence in receiver.feed(piece)]
    return sentences, receiver.rejected
