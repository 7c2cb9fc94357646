"""Keeps what a program prints in a file of its scratch folder, as it goes: so what came before a crash or a timeout is there.

Run in the candidate's process before a program whose output is wanted, in the place of ``support.py``.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any

_FILE = ".printed"
_MOST_BYTES = 64 * 1024


class _Kept(io.TextIOBase):
    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self) -> None:
        self._file = os.open(_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        self._room = _MOST_BYTES + 1

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._room > 0:
            data = text[: self._room].encode("utf-8", "backslashreplace")[: self._room]
            self._room -= os.write(self._file, data)
        return len(text)

    @property
    def buffer(self) -> io.BufferedIOBase:
        return _KeptBytes(self)


class _KeptBytes(io.BufferedIOBase):
    def __init__(self, text: _Kept) -> None:
        self._text = text

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        raw = bytes(data)
        self._text.write(raw.decode("utf-8", "backslashreplace"))
        return len(raw)


sys.stdout = sys.stderr = _Kept()
