"""One candidate's run, inside a fork of the grader: its tests by real pytest, each outcome from pytest's own reports."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from ..sandbox.cells import Nursery
from . import properties
from .clock import WALL_FACTOR
from .examples import Records
from .failure import clean, described, report_text
from .ledger import IMPORT, Ledger
from .link import Link, Stopped
from .shape import Shape
from .suite import Suite, run_bare

_GRACE_S = 1.0
_LEAST_LIMIT_S = 0.1
"""However short the patience: less might be the unrest of a busy machine."""
_IMPORT_LIMIT_S = 1.0
"""CPU seconds of the module's own body where only the visible tests are asked."""
_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: a candidate, and how thoroughly it is to be looked at."""

    source: str
    seed: int
    live: bool = True
    """Whether Hypothesis searches beyond the recorded inputs."""
    shrink: bool = True
    """Whether a failing recorded input is followed by a search for a smaller one."""
    replay: bool = True
    """Whether recorded inputs are tried first."""
    live_share: float = 0.0
    """Part of a property's examples that the live search draws; 0.0 for a quarter after recorded inputs, all without them."""
    first_failure: bool = False
    """Stop at the first check that fails."""
    aloof: bool = False
    """Keep from the tests' objects what the candidate changes in them and the reference does not."""
    every_example: bool = False
    """Run all recorded inputs, whatever became of the first."""
    both_phases: bool = False
    """Run the properties although a unit test failed."""
    growth: bool = True
    """Whether a measurement is to say what the time grows like."""
    weighed: bool = False
    """Whether it is looked at how much memory the candidate took."""
    patience: float = 0.0
    """So many times as long as the reference may a test take, if that is less than the task allows; 0.0 for what the task allows."""
    limit_s: float = 0.0
    """CPU seconds that a test may take, if that is less than the task allows; 0.0 for what the task allows."""
    most_timeouts: int = 2
    """Tests that took too long, or ended the process, after which the rest is not run."""
    visible_only: bool = False
    """Leave the properties out."""
    lines: bool = False
    """Note which lines of the candidate each test runs."""


@dataclass(slots=True)
class Result:
    """What is sent back, in atoms."""

    compiled: bool = True
    imported: bool = True
    problem: str = ""
    ended: str = ""
    checks: list[list[str]] = field(default_factory=list)
    """[id, phase, outcome, message] each."""
    passed: dict[str, list[int]] = field(default_factory=dict)
    """Places of the recorded examples that passed, by property."""
    liberties: int = 0
    """How often the candidate changed what the reference leaves alone."""
    cpu_s: float = 0.0
    check_s: dict[str, float] = field(default_factory=dict)
    """CPU seconds of the candidate by test id, where it lived to the end of the test."""
    spare_mb: float | None = None
    """Address space that was left, if that was looked at."""
    flags: list[str] = field(default_factory=list)
    lines: dict[str, list[int]] = field(default_factory=dict)
    """Lines of the candidate by test id, if they were asked for and it lived to the end of the test."""


class Trial:
    """Runs collected items against fresh candidates. Lives in a fork, or in the grader itself for the reference."""

    def __init__(
        self,
        suite: Suite,
        nursery: Nursery,
        shape: Shape,
        config: dict[str, Any],
        records: Records,
        ledger: Ledger,
    ) -> None:
        self._suite = suite
        self._nursery = nursery
        self._shape = shape
        self._config = config
        self._timeout_s: float = config["timeout_s"]
        self._records = records
        self._ledger = ledger
        self.result = Result()
        self._link: Link | None = None
        self._ahead: Link | None = None
        self._reports: list[pytest.TestReport] = []
        self._errors: list[BaseException] = []
        self._timeouts = 0

    # --- hooks that the grader's plugin passes on

    def logreport(self, report: pytest.TestReport) -> None:
        """Takes one of pytest's reports of the present test."""
        self._reports.append(report)

    def raised(self, error: BaseException) -> None:
        """Takes the exception that the present test ended with."""
        self._errors.append(error)

    # --- the run

    def prepare(self) -> None:
        """A candidate waits for its source, and what every test goes through has been gone through once.

        A fork's first touch of a page copies it: done here, that costs no one who waits for a verdict.
        """
        link = self._ahead = Link(self._nursery.candidate(), self._shape, self._timeout_s)
        link.codec.decode(*link.codec.unpack(link.codec.pack([[[0]], [[0, [1, "a"]]]])))
        if self._suite.warming is not None:
            run_bare(self._suite.warming)
            self._reports.clear()

    def run(self, order: Order) -> Result:
        """Returns the outcome of every check. Raises only for faults that are not the candidate's."""
        self._order = order
        if not self._fresh(order):
            self._give_up(self._suite.units + self._suite.properties)
            self._tally()
            return self.result
        passed = self._phase(self._suite.units, "unit")
        if order.visible_only:
            self._leave(self._suite.properties, "property", "not asked for")
        elif not passed and not order.both_phases:
            self._leave(self._suite.properties, "property", "not run: the unit tests come first")
        elif self._suite.properties:
            if self._fresh(order):
                self._phase(self._suite.properties, "property")
            else:
                self._give_up(self._suite.properties)
        self._tally()
        return self.result

    def leave(self) -> None:
        """No candidate works on after this. The last one ends with the attempt anyway, whose verdict need not wait for that."""
        if self._link is not None:
            if self._config["processes"]:
                self._link.end()
            self._link.leave()
            self._link = None

    def _tally(self) -> None:
        """Adds what the present candidate used and did to the result; once for each, before the next one comes."""
        if self._link is not None:
            self.result.cpu_s += self._link.cpu_s()
            self.result.liberties += self._link.liberties
            if self._order.weighed and self._link.usage is None:
                spare_mb = self._link.cell.spare_mb()
                self.result.spare_mb = spare_mb if self.result.spare_mb is None else min(spare_mb, self.result.spare_mb)

    def _phase(self, items: Sequence[pytest.Item], phase: str) -> bool:
        good = True
        for position, item in enumerate(items):
            if self._timeouts >= self._order.most_timeouts:
                count = "two tests" if self._order.most_timeouts == 2 else "a test"
                self._leave(items[position:], phase, f"not run: {count} before it took too long or ended the process")
                return False
            if (self._link is None or self._link.stopped is not None) and not self._fresh(self._order):
                self._leave(items[position:], phase, "not run: the code no longer loads")
                return False
            outcome = self._one(item, phase, next((other for other in items[position + 1 :] if other not in self._suite.bare), None))
            good = good and outcome in ("passed", "skipped", "xfailed")
            if not good and self._order.first_failure:
                self._leave(items[position + 1 :], phase, "not run")
                return False
        return good

    def _fresh(self, order: Order) -> bool:
        self._tally()
        self.leave()
        self._ledger.stage(IMPORT)
        link = self._link = self._ahead or Link(self._nursery.candidate(), self._shape, self._timeout_s)
        self._ahead = None
        link.aloof = order.aloof
        if order.visible_only:
            link.clock.timeout_s = min(self._timeout_s, _IMPORT_LIMIT_S)
        try:
            with self._alarm(self._timeout_s):
                state = link.load(order.source, self._config["support"], self._shape.module_name)
        except Stopped as stop:
            self.result.imported = False
            self.result.ended = stop.kind
            self.result.problem = f"while it was imported, your code {stop.text}"
            return False
        except Exception as error:
            self.result.imported = False
            self.result.ended = "out_of_memory" if isinstance(error, MemoryError) else self.result.ended
            self.result.ended = "crashed" if type(error).__name__ == "CandidateExit" else self.result.ended
            self.result.problem = described(error)
            return False
        if state[0] == "syntax":
            _, line, message, text = state
            self.result.compiled = self.result.imported = False
            shown = f"\n    {text.strip()}" if isinstance(text, str) and text.strip() else ""
            self.result.problem = f"line {line}: SyntaxError: {message}{shown}"
            return False
        if order.lines:
            self._lines()
        return True

    def _lines(self) -> list[int]:
        """Returns the lines that the candidate says it ran since it was last asked."""
        assert self._link is not None
        try:
            said = self._link.call("lines", [])
        except (Exception, Stopped):
            return []  # it is gone, or says something else: then nothing is known
        return said if type(said) is list and len(said) <= _MOST_LINES and all(type(line) is int for line in said) else []

    def _one(self, item: pytest.Item, phase: str, following: pytest.Item | None) -> str:
        link = self._link
        assert link is not None
        witness = properties.Witness()
        self._reports.clear()
        self._errors.clear()
        item._report_sections.clear()  # what the reference printed when it was proved is not this candidate's
        self._ledger.started(self._suite.places[item.nodeid])
        self._shape.bond.link = link
        calls = self._shape.bond.conduct.calls
        before = len(calls)
        try:
            passed = self.result.passed.setdefault(item.nodeid, [])
            link.clock.timeout_s = timeout_s = self._limit_s(item)
            with properties.watching(item, self._records, self._order, passed) as witness, self._alarm(timeout_s):
                link.begin(self._order.seed)
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        except Stopped as stop:
            self._errors.append(stop)
        except Exception:
            if link.stopped is None:
                raise  # ours, or pytest's; where the candidate is gone, pytest may stumble over its broken traceback
        finally:
            self._shape.bond.link = None
            if phase == "property":
                del calls[before:]  # what hidden tests ask is known to nobody
        if link.usage is None:
            self.result.check_s[item.nodeid] = link.clock.spent_s()
            if self._order.lines:
                self.result.lines[item.nodeid] = self._lines()
        outcome, message = self._judge(item, phase, witness)
        self.result.checks.append([item.nodeid, phase, outcome, message])
        self._ledger.ended(self._suite.places[item.nodeid], outcome)
        return outcome

    def _judge(self, item: pytest.Item, phase: str, witness: properties.Witness) -> tuple[str, str]:
        link = self._link
        assert link is not None
        fault = next((error for error in self._errors if isinstance(error, properties.Fault)), None)
        if fault is not None:
            raise fault
        outcome, text = _reported(self._reports)
        stop = link.stopped or next((error for error in self._errors if isinstance(error, Stopped)), None)
        if stop is not None and witness.failure is None:
            self._timeouts += 1
            return stop.kind, f"your code {stop.text}"
        if outcome in ("skipped", "xfailed") and item.nodeid not in self._config["excused"].get(outcome, ()):
            return "failed", f"the test was {outcome}, which it is not for a correct fix"
        if outcome != "failed":
            return outcome, ""
        if link.memory_exhausted:
            return "out_of_memory", f"your code needs more than {self._config['memory_mb']} MB"
        if phase == "property":
            error = self._errors[-1] if self._errors else None
            return outcome, properties.explain(item, error, witness)
        where = getattr(self._errors[-1], "_codearena_where", "") if self._errors else ""
        return outcome, clean(f"{text}\nE   {where}" if where else text, self._config["root"])

    def _give_up(self, items: Sequence[pytest.Item]) -> None:
        kind = self.result.ended or "failed"
        for item in items:
            phase = self._suite.phase(item)
            self.result.checks.append([item.nodeid, phase, kind if phase == "unit" else "not_run", self.result.problem])

    def _leave(self, items: Sequence[pytest.Item], phase: str, why: str) -> None:
        self.result.checks += [[item.nodeid, phase, "not_run", why] for item in items]

    def _limit_s(self, item: pytest.Item) -> float:
        """CPU seconds of the candidate for a test: what the task allows, or less where patience is short."""
        if self._order.limit_s:
            return min(self._timeout_s, self._order.limit_s)
        if not self._order.patience:
            return self._timeout_s
        usual_s: float = self._config["reference_s"].get(item.nodeid, self._timeout_s)
        return min(self._timeout_s, max(_LEAST_LIMIT_S, self._order.patience * usual_s))

    @contextmanager
    def _alarm(self, timeout_s: float) -> Iterator[None]:
        """Ends a test whose own loop does not end, e.g. one that waits for the candidate to say something."""

        def ring(*_: object) -> None:
            link = self._link
            if link is not None and link.stopped is None:
                overdue = link.clock.overdue()
                if not overdue:
                    return  # and rings again
                raise link.stop("timeout", overdue)
            raise Stopped("timeout", "was not done in time")

        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, WALL_FACTOR * timeout_s + _GRACE_S, 0.5)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def _reported(reports: Sequence[pytest.TestReport]) -> tuple[str, str]:
    """Returns outcome and text of a test from the reports of its phases, as pytest itself would count it."""
    if not reports:
        return "failed", "the test did not run"
    outcome, text = "passed", ""
    for report in reports:
        if report.failed:
            return "failed", report_text(report)
        if report.skipped:
            outcome = "xfailed" if hasattr(report, "wasxfail") else "skipped"
    return outcome, text
