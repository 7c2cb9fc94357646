"""The forks of the grader in which candidates meet the tests. One is always made ahead, and waits for its candidate."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import msgpack

from ..errors import TaskError
from ..sandbox.inside import lockdown
from ..sandbox.inside.peer import Channel
from .ledger import Ledger
from .trial import Order

_LOOK_EVERY_S = 1.0
_HEAD = 4
"""Bytes that say how long a message is."""

Answer = dict[str, Any]
"""What came of one candidate, in atoms."""
Work = Callable[[Order, bool], Answer]
"""Runs a candidate, and measures it if asked to; done in a fork."""


@dataclass(frozen=True, slots=True)
class _Fork:
    pid: int
    orders: int
    """Descriptor to which its order is written."""
    answers: int
    ledger: Ledger


class Forks:
    """Makes forks, one at a time, and takes back what they found out."""

    def __init__(
        self,
        channel: Channel,
        checks: int,
        patience_s: float,
        *,
        tidy: Callable[[], None],
        prepare: Callable[[Ledger], Work],
        cut_short: Callable[[Ledger, str, str], Answer],
    ) -> None:
        """Takes what the forks are to do.

        Args:
            channel: whose other end must be there as long as a fork runs.
            checks: how many there are in a ledger.
            patience_s: after which a fork that gets nowhere is killed.
            tidy: called in this process before each fork is made.
            prepare: called in the fork, before its order is known.
            cut_short: makes the answer of a fork that could not give one, from its ledger, an outcome and words.
        """
        self._channel = channel
        self._checks = checks
        self._patience_s = patience_s
        self._tidy = tidy
        self._prepare = prepare
        self._cut_short = cut_short
        self._ahead: _Fork | None = None
        self._dying: _Fork | None = None

    def ahead(self) -> None:
        """A fork waits for an order after this."""
        if self._ahead is None:
            self._bury()
            self._tidy()
            self._ahead = self._make()

    def run(self, order: Order, timed: bool) -> Answer:
        """Returns what came of the order; faults of ours come back as ``fault``. The fork is gone, or about to be."""
        started = time.monotonic()
        self.ahead()
        fork, self._ahead = self._ahead, None
        assert fork is not None
        try:
            self._send(fork, msgpack.packb([asdict(order), timed], unicode_errors="surrogatepass"))
            answer = self._follow(fork)
        finally:
            self._dying = fork
        answer["grade_s"] = time.monotonic() - started
        return answer

    def close(self) -> None:
        """No fork is left after this."""
        if self._ahead is not None:
            os.kill(self._ahead.pid, signal.SIGKILL)
            os.close(self._ahead.orders)
            self._dying, self._ahead = self._ahead, None
        self._bury()

    def _make(self) -> _Fork:
        ledger = Ledger(self._checks)
        orders, to_orders = os.pipe()
        answers, to_answers = os.pipe()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(to_orders)
            os.close(answers)
            self._work(orders, to_answers, parent, ledger)
        os.close(orders)
        os.close(to_answers)
        return _Fork(pid, to_orders, answers, ledger)

    def _work(self, orders: int, answers: int, parent: int, ledger: Ledger) -> None:
        """Never returns."""
        try:
            lockdown.die_with_parent(parent)
            work = self._prepare(ledger)
            data = b""
            while not _whole(data):
                part = os.read(orders, 1 << 20)
                if not part:
                    os._exit(0)  # nobody is going to ask
                data += part
            order, timed = msgpack.unpackb(data[_HEAD:], unicode_errors="surrogatepass")
            answer = work(Order(**order), timed)
        except TaskError as mistake:
            answer = self._cut_short(ledger, "not_run", "") | {"mistake": str(mistake)}
        except BaseException:
            answer = self._cut_short(ledger, "not_run", "") | {"fault": traceback.format_exc()}
        _write(answers, msgpack.packb(answer, unicode_errors="surrogatepass"))
        os._exit(0)

    @staticmethod
    def _send(fork: _Fork, data: bytes) -> None:
        try:
            _write(fork.orders, data)
        except BrokenPipeError:
            pass  # it has ended; what it said of itself is read next
        finally:
            os.close(fork.orders)

    def _follow(self, fork: _Fork) -> Answer:
        """Waits for a fork until it is done, stands still for too long, or is dead; fills in what it could not say."""
        data = b""
        ledger = fork.ledger
        state, since = ledger.state(), time.monotonic()
        while True:
            watched: list[Any] = [fork.answers, self._channel.sock]
            ready, _, _ = select.select(watched, [], [], _LOOK_EVERY_S)
            if self._channel.sock in ready and not self._channel.sock.recv(1, socket.MSG_PEEK):
                os.kill(fork.pid, signal.SIGKILL)
                raise SystemExit(0)  # nobody is left to tell
            if fork.answers in ready:
                part = os.read(fork.answers, 1 << 20)
                data += part
                if _whole(data):  # its end is not waited for: the kernel takes its memory apart before it closes the pipe
                    answer: Answer = msgpack.unpackb(data[_HEAD:], unicode_errors="surrogatepass")
                    return answer
                if part:
                    continue
                return self._cut_short(ledger, "crashed", "made the test's own process end")
            if ledger.state() != state:
                state, since = ledger.state(), time.monotonic()
            elif time.monotonic() - since > self._patience_s:
                os.kill(fork.pid, signal.SIGKILL)
                return self._cut_short(ledger, "timeout", "was not done in time")

    def _bury(self) -> None:
        """Waits for the last fork, which has said all it had to: its answer need not wait for its memory to be freed."""
        if self._dying is not None:
            os.close(self._dying.answers)
            os.waitpid(self._dying.pid, 0)
            self._dying.ledger.close()
            self._dying = None


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(len(data).to_bytes(_HEAD, "big") + data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _whole(data: bytes) -> bool:
    return len(data) >= _HEAD and len(data) >= _HEAD + int.from_bytes(data[:_HEAD], "big")
