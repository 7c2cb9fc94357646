"""Generate and validate: edits of a module, the likeliest first, of which those count that the visible tests let pass.

A best-first search, as in program repair. An edit costs what its rule says, and more where no failing test, or many passing
ones, run the line. An edit that mends a part of the failing tests is edited further.
"""

from __future__ import annotations

import ast
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from ...trees import syntax_tree
from ...trying import VISIBLE_LIMIT_S, Trial, VisibleCheck, VisibleRun
from ..parsing import compiles, quiet
from . import conversions, formulas, refusals, repeated, safety, shares, signatures, speed, times
from .algorithms import ALGORITHMS
from .budget import Budget
from .operators import OPERATORS
from .rules import Context, Rule
from .search import TREE_RULES, Fix, fixes
from .suspicion import Suspicion, raised_lines

TRIED_RULES: tuple[Rule, ...] = (
    *conversions.RULES,
    *times.RULES,
    *refusals.RULES,
    *safety.RULES,
    *signatures.RULES,
    *formulas.RULES,
    *shares.RULES,
    *speed.RULES,
    *repeated.RULES,
    *ALGORITHMS,
)
"""Rules that say what may be better, too unsure to be followed before a test was asked."""

_PLACED = frozenset(rule.name for rule in (*conversions.RULES, *refusals.RULES, *OPERATORS))
_REFUSING = frozenset(rule.name for rule in refusals.RULES)
"""Rules that raise in other places: that something is no longer raised where it was, says nothing."""
"""Rules that hold of many places, among which the failing tests choose."""
_GUESSES = frozenset(rule.name for rule in OPERATORS)
_PLACE = 1.5
"""What it costs an edit to be where nothing points to."""
_FURTHER = 0.4
"""What it costs to build on an edit that mends some of the failing tests."""
_NEAR = 1.2
"""What it is worth, up to, that little is left to mend."""
_MOVED = 0.9
"""The same for one after which nothing is raised in a place where something was."""
_TOLD = 0.1
"""The same if a rule that follows what was complained of made the edit."""
_GUESS = 0.3
"""What no guess costs less than, wherever it is."""
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


@dataclass(frozen=True, slots=True, order=True)
class _Node:
    cost: float
    order: int
    source: str = field(compare=False)
    rules: tuple[str, ...] = field(compare=False)
    parent: _Outcome | None = field(compare=False)
    follow: Callable[[float], None] | None = field(compare=False, default=None)
    """Queues edits of a module that was tried already, each for this cost and its own."""


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """What became of a module, as far as its edits are to be compared with it."""

    count: int
    passed: frozenset[str]
    raised: tuple[tuple[str, frozenset[int]], ...]
    """Lines that an exception of the code passed through, for each test that ends with one."""
    lines: tuple[str, ...]

    @staticmethod
    def of(source: str, run: VisibleRun) -> _Outcome:
        raised = tuple((check.id, lines) for check in run.checks if not check.passed and (lines := raised_lines(check)))
        return _Outcome(len(run.checks), frozenset(check.id for check in run.checks if check.passed), raised, tuple(source.split("\n")))

    def gone(self, after: _Outcome) -> bool:
        """True if a test gets further than to where it ended, and none ends where something was changed; lines may have moved."""
        pairs = zip(self.lines, after.lines, strict=False)
        head = next((place for place, (old, new) in enumerate(pairs) if old != new), min(len(self.lines), len(after.lines)))
        pairs = zip(reversed(self.lines[head:]), reversed(after.lines[head:]), strict=False)
        longest = min(len(self.lines), len(after.lines)) - head
        tail = next((place for place, (old, new) in enumerate(pairs) if old != new), longest)
        old, new = self._places(head, tail), after._places(head, tail)
        if any(0 in lines and 0 not in old.get(test, ()) for test, lines in new.items()):
            return False
        return any(new.get(test) != lines and 0 not in new.get(test, ()) for test, lines in old.items())

    def _places(self, head: int, tail: int) -> dict[str, frozenset[int]]:
        """Raised lines counted from the nearer end; what lies in the part that was edited is all one place."""
        count = len(self.lines)
        return {
            test: frozenset(line if line <= head else line - count - 1 if line > count - tail else 0 for line in lines)
            for test, lines in self.raised
        }


class Validation:
    """The search for one task. It goes on where it stopped."""

    def __init__(self, source: str, context: Context, trial: Trial, budget: Budget) -> None:
        self.plausible: list[Fix] = []
        """In the order in which they were found."""
        self.best: Fix | None = None
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
        self._first = 0
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
            self._most = self._first = sum(check.passed for check in run.checks)
            self._limit_s = max(VISIBLE_LIMIT_S, *(_PATIENCE * check.cpu_s for check in run.checks))
            self._expand(self._source, (), run, 0.0)
        for base in list(fixes(self._source, self._context))[:_MOST_BASES]:
            self._push(base.cost, base.source, base.rules, None)

    def _push(self, cost: float, source: str, rules: tuple[str, ...], parent: _Outcome | None) -> None:
        self._order += 1
        heapq.heappush(self._queue, _Node(cost, self._order, source, rules, parent))

    def _push_later(self, cost: float, follow: Callable[[float], None]) -> None:
        self._order += 1
        heapq.heappush(self._queue, _Node(cost, self._order, "", (), None, follow))

    def _try(self, node: _Node) -> None:
        if node.follow is not None:
            node.follow(node.cost)
            return
        if not compiles(node.source):
            return
        form = _form(node.source)
        if form in self._seen:
            return
        self._seen.add(form)
        run = self._run(node.source)
        if run.passed:
            self.plausible.append(Fix(node.source, node.cost, node.rules))
            if self.base_passes and len(node.rules) < _MOST_STEPS:
                self._expand(node.source, node.rules, run, _TOGETHER)
            return
        outcome = _Outcome.of(node.source, run)
        if len(outcome.passed) > self._most:
            self._most = len(outcome.passed)
            self.best = Fix(node.source, node.cost, node.rules)
        extra = None if len(node.rules) >= _MOST_STEPS or run.problem else self._progress(node, outcome)
        if extra is not None:  # edited further as soon as nothing likelier waits
            self._push_later(extra + 0.3 * node.cost, partial(self._expand, node.source, node.rules, run))

    def _progress(self, node: _Node, after: _Outcome) -> float | None:
        """What building on an edit costs; None if it is not nearer to the aim than what it was made from.

        The more of the failing tests are mended, the less it can be chance that they are.
        """
        before = node.parent
        if before is None:
            return 0.0
        if len(after.passed) > len(before.passed):
            mended = (len(after.passed) - self._first) / max(1, after.count - self._first)
            return _FURTHER - min((len(after.passed) - len(before.passed)) / after.count, 0.4) - _NEAR * max(0.0, mended) ** 2
        if node.rules[-1] not in _REFUSING and after.passed >= before.passed and before.gone(after):
            return _MOVED if node.rules[-1] in _GUESSES else _TOLD
        return None

    def _expand(self, source: str, rules: tuple[str, ...], run: VisibleRun, cost: float) -> None:
        """Queues what the rules say of a module, and guesses for when nothing likelier waits."""
        if self._expanded >= _MOST_EXPANDED:
            return
        self._expanded += 1
        suspicion = Suspicion(source, self._with_lines(source, run))
        messages = "\n".join(check.message for check in run.checks if not check.passed)
        context = replace(self._context, feedback=f"{self._context.feedback}\n{messages}")
        queue = partial(self._queue_edits, source, rules, context, suspicion, _Outcome.of(source, run))
        queue((*TREE_RULES, *TRIED_RULES), cost)
        if not self.base_passes:  # where the visible tests do not show the mistake, they can't choose among guesses
            self._push_later(cost + _GUESS, lambda _: queue(OPERATORS, cost))

    def _queue_edits(
        self,
        source: str,
        applied: tuple[str, ...],
        context: Context,
        suspicion: Suspicion,
        outcome: _Outcome,
        rules: Sequence[Rule],
        cost: float,
    ) -> None:
        for rule in rules:
            placed = rule.name in _PLACED
            for proposal in rule.find(source, context):
                line = source.count("\n", 0, proposal.at) + 1
                suspected = suspicion.of(line)
                if suspected > 0.0 or not placed:
                    place = _PLACE * (1.0 - suspected) if placed else 0.0
                    self._push(cost + proposal.cost + place, proposal.source, (*applied, rule.name), outcome)

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


def _form(source: str) -> str:
    return ast.dump(syntax_tree(source))
