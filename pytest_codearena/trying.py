"""How an agent tries code before it proposes any: on the visible tests, and with calls of its own. What is hidden stays so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

VISIBLE_LIMIT_S = 0.05
"""CPU seconds of one test, unless an agent says otherwise."""


@dataclass(frozen=True, slots=True)
class VisibleCheck:
    """What became of one visible test."""

    id: str
    passed: bool
    outcome: str
    """passed, failed, skipped, xfailed, timeout, out_of_memory, crashed, or not_run."""
    message: str = ""
    """Why it did not pass, as an agent may read it."""
    lines: frozenset[int] = frozenset()
    """Lines of the source that it ran, if they were asked for; what the code itself says of that, so it may lie."""
    cpu_s: float = 0.0
    """What the code took in it, if it lived to its end."""


@dataclass(frozen=True, slots=True)
class VisibleRun:
    """What the visible tests say of one source."""

    checks: tuple[VisibleCheck, ...]
    """In the order of the tests; those behind one that took too long may be ``not_run``."""
    problem: str
    """Why the source does not compile or import; empty if it does."""
    cpu_s: float
    """What finding that out cost, tests and code together."""

    @property
    def passed(self) -> bool:
        """True if every visible test holds."""
        return all(check.passed for check in self.checks)


class Trial(Protocol):
    """Runs sources in the sandbox, for one task. Raises TaskError or SandboxError where that can't be done."""

    def run(self, source: str, *, lines: bool = False, limit_s: float = VISIBLE_LIMIT_S) -> VisibleRun:
        """What the visible tests say of ``source``, up to the first that takes more than ``limit_s`` CPU seconds."""
        ...

    def answers(self, source: str, function: str, calls: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
        """What the function of ``source`` answers to each call of plain data, as text by which answers can be compared.

        Empty where an answer is no plain data. Exceptions, and calls that do not end, have texts of their own.
        """
        ...


@runtime_checkable
class Tries(Protocol):
    """An agent that tries code before it proposes any."""

    def use(self, trial: Trial) -> None:
        """It may try code by ``trial`` from now on; called once, before the first attempt."""
        ...
