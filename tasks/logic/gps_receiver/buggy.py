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
        self._inside = False
        self._body = ""

    def feed(self, piece: str) -> list[list[str]]:
        """Return the sentences that this piece completes."""
        sentences = []
        for index, character in enumerate(piece):
            if not self._inside:
                if character == "$":
                    self._inside, self._body = True, ""
            elif character == "*":
                self._inside = False
                if piece[index + 1 : index + 3] == checksum(self._body):
                    sentences.append(self._body.split(","))
                else:
                    self.rejected += 1
            else:
                self._body += character
                if len(self._body) > LONGEST:
                    self._inside = False
                    self.rejected += 1
        return sentences


def read_all(pieces: Iterable[str]) -> tuple[list[list[str]], int]:
    """Return all sentences of a recording, and how many were rejected."""
    receiver = Receiver()
    sentences = [sentence for piece in pieces for sentence in receiver.feed(piece)]
    return sentences, receiver.rejected
