"""What the candidate's standard streams are: nothing of them leaves the process but with an answer, and within bounds."""

from __future__ import annotations

import io
from typing import Any

_KEPT_OUTPUT = 64 * 1024


class Printed(io.TextIOBase):
    """A standard stream: keeps what is written since the last look, up to a bound, and lets the rest go."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._room = _KEPT_OUTPUT

    def writable(self) -> bool:
        """Returns True."""
        return True

    def write(self, text: str) -> int:
        """Keeps the text, or as much of it as there is room for; returns its length."""
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._room > 0:
            self.parts.append(text[: self._room])
            self._room -= len(text)
        return len(text)

    def take(self) -> str:
        """Returns what was kept since the last call."""
        text = "".join(self.parts)
        self.parts.clear()
        return text

    def renew(self) -> None:
        """Forgets all of it."""
        self.parts.clear()
        self._room = _KEPT_OUTPUT

    @property
    def buffer(self) -> io.BufferedIOBase:
        """The stream of bytes behind this one."""
        return _PrintedBytes(self)


class _PrintedBytes(io.BufferedIOBase):
    def __init__(self, text: Printed) -> None:
        self._text = text

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        raw = bytes(data)
        self._text.write(raw.decode("utf-8", "backslashreplace"))
        return len(raw)
