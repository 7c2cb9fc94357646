"""A process that asks code single calls, or runs it for what it prints, without tests: a candidate confined like any other.

Started by ``answers``. It talks to the process that started it over one socket, in plain data, and ends with it.
"""

from __future__ import annotations

import os
import socket
import stat
import sys
import time
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack

from ..sandbox.cells import Confinement, Nursery
from ..sandbox.folders import empty
from ..sandbox.inside import lockdown
from ..sandbox.inside.codec import Codec
from ..sandbox.inside.peer import Channel, Closed
from ..sandbox.inside.rows import WireError
from .link import Link, Stopped
from .module import Bond
from .remote import RemoteObject
from .shape import Shape

_SCRATCH_BYTES = 64 * 1024 * 1024
_SCRATCH_FILES = 1000
_MEMORY_BYTES = 512 * 1024 * 1024
"""What this process may take: a small answer can stand for a large value."""
_MOST_PARTS = 20_000
"""A value of more parts is not compared."""
_PRINTED = ".printed"
"""Where ``inside/kept_output.py`` keeps what is printed, and no more than so many bytes of it:"""
MOST_PRINTED_BYTES = 64 * 1024
_KEPT_OUTPUT = (Path(lockdown.__file__).parent / "kept_output.py").read_text(encoding="utf-8")
_ITERATORS = ("generator", "map", "filter", "zip", "enumerate", "reversed", "list_iterator", "tuple_iterator", "chain", "islice")


@dataclass(frozen=True, slots=True)
class Question:
    """Calls of one function of one source."""

    source: str
    support: str | None
    function: str
    timeout_s: float
    """CPU seconds of one call."""
    budget_s: float
    """CPU seconds of all calls; the rest is not asked."""
    most_ended: int
    """The rest is not asked once the code has run out of time, or ended its process, so often."""


class _NotPlain(Exception):
    """A value that can't be told as text."""


class _Teller:
    """Tells one value as text, a literal where there is one: values that are equal and of equal types are told alike."""

    def __init__(self) -> None:
        self.rounds = False
        self._left = _MOST_PARTS

    def tell(self, value: Any) -> str:
        """Returns the text. Raises _NotPlain for what is not built of plain values, or of too many."""
        self._left -= 1
        if self._left < 0:
            raise _NotPlain
        cls = type(value)
        self.rounds = self.rounds or cls is float
        if value is None or cls in (bool, int, float, complex, str, bytes):
            return repr(value)
        if isinstance(value, dict) and not isinstance(value, RemoteObject):
            return _named(cls, dict, f"{{{', '.join(f'{self.tell(key)}: {self.tell(item)}' for key, item in value.items())}}}")
        if cls in (set, frozenset):
            return _named(cls, set, f"{{{', '.join(sorted(map(self.tell, value)))}}}" if value else "set()")
        if cls is tuple:
            return f"({''.join(self.tell(item) + ', ' for item in value).removesuffix(' ')})"
        if cls is list or cls.__name__ == "deque":
            return _named(cls, list, f"[{', '.join(map(self.tell, value))}]")
        if cls.__module__ in ("decimal", "fractions", "datetime"):
            return repr(value)
        raise _NotPlain


def _named(cls: type, usual: type, text: str) -> str:
    return text if cls is usual else f"{cls.__name__}({text})"


def _told(value: Any) -> tuple[str, bool]:
    """The text of a value, empty if it has none, and whether floats are in it."""
    teller = _Teller()
    try:
        return teller.tell(value), teller.rounds
    except (_NotPlain, RecursionError, ValueError):  # ValueError: an integer of too many digits
        return "", teller.rounds


def _ask(nursery: Nursery, question: Question, calls: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """The answers, in atoms, in the order of the calls."""
    answers: list[list[Any]] = []
    ended = 0
    spent_s = 0.0
    while len(answers) < len(calls) and ended < question.most_ended and spent_s < question.budget_s:
        for answer in _conversation(nursery, question, calls[len(answers) :]):
            answers.append(answer)
            ended += bool(answer[-1])
            spent_s += answer[-2]
            if spent_s >= question.budget_s:
                break
    return answers + [_ended("not asked")] * (len(calls) - len(answers))


def _ended(kind: str) -> list[Any]:
    return ["", "", False, False, False, 0.0, kind]


def _conversation(nursery: Nursery, question: Question, calls: Sequence[tuple[Any, ...]]) -> Iterator[list[Any]]:
    """Yields answers of one process until it is gone, or all were asked."""
    shape = Shape(types.ModuleType("reference"), None, "candidate", Bond())
    link = Link(nursery.candidate(), shape, question.timeout_s)
    try:
        try:
            state = link.load(question.source, question.support, "candidate")
        except (Exception, Stopped):
            state = ["failed"]
        if state[0] != "ok":
            yield from [_ended("not loaded")] * len(calls)
            return
        for arguments in calls:
            yield _answer(link, question.function, arguments)
            if link.stopped is not None:
                return
    finally:
        link.leave()
        nursery.clear()


def _answer(link: Link, function: str, arguments: tuple[Any, ...]) -> list[Any]:
    before, _ = _told(arguments)
    link.begin(0)
    from_s = link.cell.cpu_s()
    raised = text = ""
    rounds = iterator = False
    try:
        value = link.call("named", [function, *arguments])
        if isinstance(value, RemoteObject) and value._builtin in _ITERATORS:
            iterator, value = True, link.call("list", [value])
        text, rounds = _told(value)
    except Stopped as stop:
        return _ended(stop.kind)
    except Exception as error:
        raised = type(error).__name__
    if link.stopped is not None:
        return _ended(link.stopped.kind)
    after, _ = _told(arguments)
    return [text, raised, rounds, iterator, after != before, link.cell.cpu_s() - from_s, ""]


def _run(nursery: Nursery, source: str, timeout_s: float) -> list[Any]:
    """Runs the source as a program. Returns, in atoms, how it ended, why, what it printed, and its CPU and wall seconds."""
    link = Link(nursery.candidate(), Shape(types.ModuleType("reference"), None, "__main__", Bond()), timeout_s)
    ended = error = ""
    from_s, began_s = link.cell.cpu_s(), time.monotonic()
    try:
        state = link.load(source, _KEPT_OUTPUT, "__main__")
        if state[0] == "syntax":
            ended, error = "syntax_error", f"line {state[1]}: SyntaxError: {state[2]}\n    {state[3].strip()}".rstrip()
    except Stopped as stop:
        ended, error = stop.kind, f"The program {stop.text}."
    except Exception as raised:
        ended, error = _raised(raised)
    finally:
        cpu_s = link.leave() - from_s
        wall_s = time.monotonic() - began_s
        nursery.clear()
    return [ended, error, *_printed(), cpu_s, wall_s]


def _raised(error: Exception) -> tuple[str, str]:
    """How a program ended that raised this, and what is said of it."""
    text = str(getattr(error, "_codearena_text", ""))
    if type(error).__name__ == "CandidateExit":  # SystemExit, or another that is no Exception
        kind, _, status = str(error).partition(": ")
        if kind == "SystemExit" and status in ("", "0", "None"):
            return "", ""
        return "exited", str(error)
    named = f"{type(error).__name__}: {text}" if text else type(error).__name__
    lines = [named, *getattr(error, "__notes__", ()), getattr(error, "_codearena_where", "")]
    return "out_of_memory" if isinstance(error, MemoryError) else "raised", "\n".join(filter(None, lines))


def _printed() -> tuple[str, bool]:
    """What the program left in the file of its output, and whether there was more; whatever else it may have put there is not read."""
    try:
        file = os.open(_PRINTED, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return "", False
    try:
        data = os.read(file, MOST_PRINTED_BYTES + 1) if stat.S_ISREG(os.fstat(file).st_mode) else b""
    finally:
        os.close(file)
    return data[:MOST_PRINTED_BYTES].decode("utf-8", "replace"), len(data) > MOST_PRINTED_BYTES


def main(descriptor: int) -> None:
    """Answers over the socket with this descriptor until the other end closes it."""
    channel = Channel(socket.socket(fileno=descriptor))
    config: dict[str, Any] = msgpack.unpackb(channel.receive())
    box = Path(config["root"]) / "box"
    os.sched_setaffinity(0, {config["core"]})  # it and the candidates take turns
    if {"user", "mount"} <= set(config["namespaces"]):
        lockdown.unshare(("user", "mount"))  # the scratch lies in memory, bounded, and is gone with this process
        lockdown.mount_scratch(str(box), _SCRATCH_BYTES, _SCRATCH_FILES)
    confinement = Confinement(tuple(config["layers"]), tuple(config["namespaces"]))
    nursery = Nursery(box, confinement, core=config["core"])
    try:
        nursery.ready()
        os.chdir(box / "home")
        lockdown.limit_memory(_MEMORY_BYTES)
        codec = Codec({}, _refuse, _refuse)
        while True:
            kind, question, rest = msgpack.unpackb(channel.receive(), unicode_errors="surrogatepass")
            if kind == "run":
                answer = _run(nursery, question, rest)
            else:
                answer = _ask(nursery, Question(*question), codec.decode(*codec.unpack(rest)).values)
            channel.send(msgpack.packb(answer, unicode_errors="surrogatepass"))
            for folder in (box / "home", box / "tmp"):
                empty(folder)
            nursery.fill()
    except Closed:
        return
    finally:
        nursery.close()


def _refuse(value: Any) -> Any:
    raise WireError(f"{type(value).__name__} is no plain argument")


if __name__ == "__main__":
    main(int(sys.argv[1]))
