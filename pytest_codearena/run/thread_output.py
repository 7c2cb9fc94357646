"""What code prints, logs and warns of in threads, kept until pytest is at the item that it belongs to.

Pytest captures whatever a process prints while a phase of an item goes on. Beside it, threads are at other items.
"""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO, cast

_here = threading.local()


class Output:
    """What a thread said while it was at one item."""

    def __init__(self) -> None:
        self.stdout = io.StringIO()
        self.stderr = io.StringIO()
        self.records: list[logging.LogRecord] = []
        self.calls: list[Callable[[], object]] = []

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Whatever the calling thread says in this block is kept here, while ``routed`` is on."""
        _here.output = self
        try:
            yield
        finally:
            del _here.output

    def say(self) -> None:
        """What was kept is said by the calling thread, once."""
        for stream, said in ((sys.stdout, self.stdout), (sys.stderr, self.stderr)):
            if text := said.getvalue():
                stream.write(text)
            said.seek(0)
            said.truncate()
        records, calls = self.records[:], self.calls[:]
        self.records.clear()
        self.calls.clear()
        for record in records:
            logging.getLogger(record.name).handle(record)
        for call in calls:
            call()


def own_output() -> Output | None:
    """Returns where the calling thread's output is kept; None if it is not."""
    return getattr(_here, "output", None)


def at_its_item(call: Callable[[], object]) -> None:
    """The call is made now, or, in a thread whose output is kept, when pytest is at the item."""
    output = own_output()
    if output is None:
        call()
    else:
        output.calls.append(call)


class _Routed:
    """A stream that leaves to each thread what is its own."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, text: str) -> int:
        output = own_output()
        stream: TextIO = self._stream if output is None else getattr(output, self._name)
        return stream.write(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


class _Aside(logging.Filter):
    """Keeps a record of a thread from the handlers that are at another item."""

    def filter(self, record: logging.LogRecord) -> bool:
        output = own_output()
        if output is None:
            return True
        if not output.records or output.records[-1] is not record:  # several handlers ask about one record
            output.records.append(record)
        return False


@contextmanager
def routed() -> Iterator[None]:
    """While this lasts, what threads print and log goes to their own output, if they have one."""
    streams = sys.stdout, sys.stderr
    mine = cast(TextIO, _Routed(streams[0], "stdout")), cast(TextIO, _Routed(streams[1], "stderr"))
    handlers, aside = list(logging.getLogger().handlers), _Aside()
    for handler in handlers:
        handler.addFilter(aside)
    sys.stdout, sys.stderr = mine
    try:
        yield
    finally:
        if sys.stdout is mine[0]:
            sys.stdout = streams[0]
        if sys.stderr is mine[1]:
            sys.stderr = streams[1]
        for handler in handlers:
            handler.removeFilter(aside)
