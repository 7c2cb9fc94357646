"""Our handle on a process that asks code single calls in the sandbox: what does this function answer to that?

Or runs it as a program, for what it prints.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgpack

from ..sandbox.folders import remove
from ..sandbox.inside.codec import Codec
from ..sandbox.inside.peer import Channel, Closed
from ..sandbox.inside.rows import WireError
from ..sandbox.selftest import probe
from .asker import Question

_START = "import json,sys; sys.path[:] = json.loads(sys.argv[1]); from pytest_codearena.grading.asker import main; main(int(sys.argv[2]))"
_FLOAT = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?|-?\d+e[+-]?\d+")
_PATIENCE_S = 2.0
_numbers = itertools.count()
_DEADLINE_S = 60.0
"""Wall time of one question; beyond it the process is replaced."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a function answered to one call."""

    text: str
    """The result, a literal where there is one, such that equal results read alike; empty if it is no plain data, or none."""
    raised: str
    """Name of the exception; empty if it returned."""
    rounds: bool
    """True if there are floats in the result."""
    iterator: bool
    """True if it returned an iterator: ``text`` tells its items."""
    changed: bool
    """True if it changed its arguments."""
    cpu_s: float
    ended: str
    """timeout, crashed, out_of_memory, not loaded or not asked if there is no answer for that reason; else empty."""

    @property
    def outcome(self) -> tuple[str, str, str]:
        """All by which two answers to the same call are compared."""
        return self.text, self.raised, self.ended

    def agrees(self, other: Answer) -> bool:
        """True if both say the same, but for the rounding of floats."""
        if self.outcome == other.outcome:
            return True
        if not (self.rounds and other.rounds) or _FLOAT.sub("#", self.text) != _FLOAT.sub("#", other.text):
            return False
        pairs = zip(_FLOAT.findall(self.text), _FLOAT.findall(other.text), strict=True)
        return all(math.isclose(float(one), float(another), rel_tol=1e-6, abs_tol=1e-9) for one, another in pairs)


@dataclass(frozen=True, slots=True)
class ProgramRun:
    """What became of a program that was run for what it prints."""

    ended: str
    """Empty if it came to its end; else syntax_error, raised, exited, timeout, out_of_memory or crashed."""
    error: str
    """Why, for people; empty if it came to its end."""
    printed: str
    """Standard output and error, as they came, bounded."""
    cut: bool
    """True if it printed more than that."""
    cpu_s: float
    wall_s: float


class Answers:
    """Asks sources for answers, each in a fresh process of its own. Use it as a context manager."""

    def __init__(self, sandbox: str = "strict") -> None:
        """Raises SandboxError where foreign code can't be isolated."""
        self._confinement, _ = probe(sandbox)
        self._codec = Codec({}, _refuse, _refuse)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def ask(
        self,
        source: str,
        function: str,
        calls: Sequence[tuple[Any, ...]],
        *,
        timeout_s: float,
        budget_s: float = 5.0,
        most_ended: int = 1,
        support: str | None = None,
    ) -> list[Answer]:
        """Returns the answer of the source's function to each call, in order.

        Args:
            source: a module.
            function: a name at its top level.
            calls: positional arguments of each call, plain data.
            timeout_s: CPU seconds of one call.
            budget_s: CPU seconds of all calls; the rest is not asked.
            most_ended: calls that may run out of time, or end the process, before the rest is not asked.
            support: source of ``support.py``.
        """
        if not calls:
            return []
        question = Question(source, support, function, timeout_s, budget_s, most_ended)
        try:
            sent = self._codec.encode([tuple(arguments) for arguments in calls])
            packed = self._codec.pack([sent.roots, sent.table])
        except WireError:
            return [Answer("", "", False, False, False, 0.0, "not asked")] * len(calls)
        channel = self._started()
        try:
            answers = self._answered(channel, ["ask", astuple(question), packed])
        except Closed:
            # Whatever the code did: another process answers for the next source.
            self.close()
            return [Answer("", "", False, False, False, 0.0, "crashed")] * len(calls)
        return [Answer(*answer) for answer in answers]

    def run(self, source: str, *, timeout_s: float) -> ProgramRun:
        """Returns what became of the source, run as ``__main__`` in a fresh process; ``timeout_s`` are CPU seconds.

        Wall time is capped at three times that. What it printed is there however it ended.
        """
        channel = self._started()
        began_s = time.monotonic()
        try:
            return ProgramRun(*self._answered(channel, ["run", source, timeout_s]))
        except Closed:
            self.close()
            return ProgramRun("crashed", "The sandbox ended with the program.", "", False, 0.0, time.monotonic() - began_s)

    def _answered(self, channel: Channel, request: list[Any]) -> Any:
        channel.send(msgpack.packb(request, unicode_errors="surrogatepass"))
        if not select.select([channel.sock], [], [], _DEADLINE_S)[0]:
            raise Closed("too late")
        return msgpack.unpackb(channel.receive(), unicode_errors="surrogatepass")

    def close(self) -> None:
        """The process, its candidates and its files are gone after this."""
        if self._process is not None:
            self._channel.sock.close()  # it ends when it reads that
            try:
                self._process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
            remove(self._root)

    def _started(self) -> Channel:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._root = Path(tempfile.mkdtemp(prefix="codearena-")).resolve()
            (self._root / "box").mkdir()
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-B", "-X", "utf8", "-c", _START, json.dumps(sys.path), str(theirs.fileno())],
                    env={"PATH": os.defpath, "PYTHONHASHSEED": "0", "HOME": str(self._root), "TMPDIR": str(self._root)},
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            self._channel = Channel(ours)
            cores = sorted(os.sched_getaffinity(0))
            config = {
                "root": str(self._root),
                "core": cores[next(_numbers) % len(cores)],
                "layers": list(self._confinement.layers),
                "namespaces": list(self._confinement.namespaces),
            }
            self._channel.send(msgpack.packb(config))
        return self._channel


def _refuse(value: Any) -> Any:
    raise WireError(f"{type(value).__name__} is no plain argument")
