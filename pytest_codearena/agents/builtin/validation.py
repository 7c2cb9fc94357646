"""Generate and validate: edits of a module, the likeliest first, of which those count that the visible tests let pass.

A best-first search, as in program repair. An edit costs what its rule says, and more where no failing test, or many passing
ones, run the line. An edit that mends a part of the failing tests is edited further.
"""

from __future__ import annotations

import ast
import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ...trees import syntax_tree
from ...trying import VISIBLE_LIMIT_S, Trial, VisibleCheck, VisibleRun
from ..parsing import compiles, quiet
from . import conversions, repeated, safety, speed
from .algorithms import ALGORITHMS
from .budget import Budget
from .operators import OPERATORS
from .rules import Context, Rule
from .search import TREE_RULES, fixes
from .suspicion import Suspicion, raised_lines

TRIED_RULES: tuple[Rule, ...] = (*conversions.RULES, *safety.RULES, *speed.RULES, *repeated.RULES, *ALGORITHMS)
"""Rules that say what may be better, too unsure to be followed before a test was asked."""

_PLACED = frozenset(rule.name for rule in (*conversions.RULES, *OPERATORS))
"""Rules that hold of many places, among which the failing tests choose."""
_GUESSES = frozenset(rule.name for rule in OPERATORS)
_PLACE = 1.5
"""What it costs an edit to be where nothing points to."""
_FURTHER = 0.4
"""What it costs to build on an edit that mends some of the failing tests."""
_MOVED = 0.9
"""The same for one after which nothing is raised in a place where something was."""
_TOLD = 0.1
"""The same if a rule that follows what was complained of made the edit."""
_TOGETHER = 0.2
"""The same where the visible tests do not show the mistake: what makes code faster or safer may be done together."""
_MOST_STEPS = 6
_MOST_BASES = 10
_MOST_EXPANDED = 40
_BEYOND = 0.5
"""Once an edit passes, those are tried as well that cost up to so much more."""
_LONGEST = 30_000
_FIRST_LIMIT_S = 0.5
"""CPU seconds of one test of the code that is to be repaired, and wherever lines are noted."""
_PATIENCE = 10.0
"""So many times as long as with that code may a test take."""


@dataclass(frozen=True, slots=True)
class Plausible:
    """A module that passes the visible tests."""

    source: str
    cost: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Node:
    cost: float
    order: int
    source: str = field(compare=False)
    rules: tuple[str, ...] = field(compare=False)
    parent: _Outcome | None = field(compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """What became of a module, as far as its edits are to be compared with it."""

    count: int
    passed: frozenset[str]
    raised: frozenset[tuple[str, frozenset[int]]]
    """Tests that end with an exception of the code, and the lines that it passed through."""

    @staticmethod
    def of(run: VisibleRun) -> _Outcome:
        failing = [check for check in run.checks if not check.passed]
        raised = frozenset((check.id, lines) for check in failing if (lines := raised_lines(check)))
        return _Outcome(len(run.checks), frozenset(check.id for check in run.checks if check.passed), raised)


class Validation:
    """The search for one task. It goes on where it stopped."""

    def __init__(self, source: str, context: Context, trial: Trial, budget: Budget) -> None:
        self.plausible: list[Plausible] = []
        """In the order in which they were found."""
        self.best: Plausible | None = None
        """What passes most of the tests, and more than the code that is to be repaired; None if nothing does."""
        self.base_passes = False
        """True if the code that is to be repaired passes the visible tests already."""
        self.runs = 0
        self._trial = trial
        self._budget = budget
        self._context = context
        self._queue: list[_Node] = []
        self._order = 0
        self._expanded = 0
        self._seen: set[str] = set()
        self._most = -1
        self._source = source.replace("\r\n", "\n").replace("\r", "\n")
        self._started = False
        self._limit_s = VISIBLE_LIMIT_S

    def advance(self, share: float = 1.0) -> None:
        """Goes on until a candidate passes and those that are nearly as likely were tried, or the share of the budget is used up."""
        with quiet():
            if not self._started:
                self._started = True
                self._start()
            found = len(self.plausible)
            limit = float("inf")
            while self._queue and self._budget.is_below(share) and self._queue[0].cost <= limit:
                self._try(heapq.heappop(self._queue))
                if len(self.plausible) > found and limit == float("inf"):
                    limit = self.plausible[-1].cost + _BEYOND

    def _start(self) -> None:
        """The code itself, or what makes it compile, is where the search begins."""
        if len(self._source) > _LONGEST:
            return
        if compiles(self._source):
            self._seen.add(_form(self._source))
            run = self._run(self._source, limit_s=_FIRST_LIMIT_S)
            self.base_passes = run.passed
            self._most = sum(check.passed for check in run.checks)
            self._limit_s = max(VISIBLE_LIMIT_S, *(_PATIENCE * check.cpu_s for check in run.checks))
            self._expand(self._source, 0.0, (), run)
        for base in list(fixes(self._source, self._context))[:_MOST_BASES]:
            self._push(base.cost, base.source, base.rules, None)

    def _push(self, cost: float, source: str, rules: tuple[str, ...], parent: _Outcome | None) -> None:
        self._order += 1
        heapq.heappush(self._queue, _Node(cost, self._order, source, rules, parent))

    def _try(self, node: _Node) -> None:
        if not compiles(node.source):
            return
        form = _form(node.source)
        if form in self._seen:
            return
        self._seen.add(form)
        run = self._run(node.source)
        if run.passed:
            self.plausible.append(Plausible(node.source, node.cost, node.rules))
            if self.base_passes and len(node.rules) < _MOST_STEPS:
                self._expand(node.source, _TOGETHER, node.rules, run)
            return
        outcome = _Outcome.of(run)
        if len(outcome.passed) > self._most:
            self._most = len(outcome.passed)
            self.best = Plausible(node.source, node.cost, node.rules)
        if len(node.rules) >= _MOST_STEPS or self._expanded >= _MOST_EXPANDED or run.problem:
            return
        extra = _progress(node, outcome)
        if extra is not None:
            self._expand(node.source, extra + 0.3 * node.cost, node.rules, run)

    def _expand(self, source: str, cost: float, rules: tuple[str, ...], run: VisibleRun) -> None:
        """Queues what the rules say of a module."""
        self._expanded += 1
        outcome = _Outcome.of(run)
        suspicion = Suspicion(source, self._with_lines(source, run))
        messages = "\n".join(check.message for check in run.checks if not check.passed)
        context = replace(self._context, feedback=f"{self._context.feedback}\n{messages}")
        for rule in _rules(self.base_passes):
            placed = rule.name in _PLACED
            for proposal in rule.find(source, context):
                line = source.count("\n", 0, proposal.at) + 1
                suspected = suspicion.of(line)
                if suspected > 0.0 or not placed:
                    place = _PLACE * (1.0 - suspected) if placed else 0.0
                    self._push(cost + proposal.cost + place, proposal.source, (*rules, rule.name), outcome)

    def _with_lines(self, source: str, run: VisibleRun) -> list[VisibleCheck]:
        """The checks of a run with the lines that they ran, as another run tells."""
        if run.passed:
            return list(run.checks)
        traced = {check.id: check for check in self._run(source, lines=True, limit_s=_FIRST_LIMIT_S).checks}
        known = [(check, traced.get(check.id, check)) for check in run.checks]
        return [with_lines if check.outcome == "not_run" else replace(check, lines=with_lines.lines) for check, with_lines in known]

    def _run(self, source: str, *, lines: bool = False, limit_s: float = 0.0) -> VisibleRun:
        run = self._trial.run(source, lines=lines, limit_s=limit_s or self._limit_s)
        self._budget.spend(run)
        self.runs += 1
        return run


def _rules(base_passes: bool) -> Sequence[Rule]:
    """Where the visible tests do not show the mistake, they can't choose among guesses."""
    known = (*TREE_RULES, *TRIED_RULES)
    return known if base_passes else (*known, *OPERATORS)


def _progress(node: _Node, after: _Outcome) -> float | None:
    """What building on an edit costs; None if it is not nearer to the aim than what it was made from."""
    before = node.parent
    if before is None:
        return 0.0
    if len(after.passed) > len(before.passed):
        return _FURTHER - (len(after.passed) - len(before.passed)) / after.count
    gone = {lines for _, lines in before.raised} - {lines for _, lines in after.raised}
    if gone and after.passed >= before.passed:
        return _MOVED if node.rules[-1] in _GUESSES else _TOLD
    return None


def _form(source: str) -> str:
    return ast.dump(syntax_tree(source))
