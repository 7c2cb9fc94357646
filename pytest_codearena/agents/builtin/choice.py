"""Which of the candidates that pass the visible tests is proposed next: the likeliest that does not do what was refused."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from functools import lru_cache

from ...complexity import analyse
from ...records import Growth, Observation, PastAttempt
from ...trying import Trial
from ..parsing import parsed
from .behaviour import Call, calls_of, refused_calls
from .budget import Budget
from .search import Fix

_MOST_COMPARED = 40
_ALIKE = 0.15
"""What each doubling of the candidates that behave alike is worth: a correct program can be written in more ways than a wrong one."""
_RAISES = 0.8
REFUSED = 10.0
"""A candidate of this cost or more does what an earlier attempt was refused for, or what another one does too."""
_GROWTHS = tuple(Growth)
_GROWTH = 0.3
_STEP = 0.9


class Choice:
    """Knows what candidates answer to calls like those of the visible tests."""

    def __init__(self, observation: Observation, trial: Trial, budget: Budget) -> None:
        self._trial = trial
        self._budget = budget
        self._tests = [test.text for test in observation.visible_tests]
        self._module = observation.module
        self._calls: dict[str, list[Call]] | None = None
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def ranked(
        self, plausible: Sequence[Fix], past: Sequence[PastAttempt], *, changed: bool = True
    ) -> list[tuple[float, Fix]]:
        """Returns the candidates that were not tried, the best one first, one of each behaviour before the others.

        One that costs ``REFUSED`` or more does what an earlier attempt was refused for. Where the tests pass before anything is
        ``changed``, it is not behaviour that counts, but growth, and how much was changed.
        """
        tried = {attempt.code: attempt for attempt in past if attempt.code is not None}
        left = sorted((each for each in plausible if each.source not in tried), key=lambda each: each.cost)
        if not changed:
            costs = [each.cost + _growth(each.source) - _STEP * len(each.rules) for each in left]
            return sorted(zip(costs, left, strict=True), key=lambda pair: pair[0])
        if not left or len(left) + len(tried) < 2:
            return [(each.cost, each) for each in left]
        if self._calls is None:
            self._calls = calls_of(left[0].source, self._tests, self._module)
        calls = self._calls
        bad = {self._answers(code, calls) for code in tried}
        groups: dict[tuple[str, ...], list[Fix]] = {}
        for each in left[:_MOST_COMPARED]:
            groups.setdefault(self._answers(each.source, calls) or (each.source,), []).append(each)
        ranked = [(REFUSED + each.cost, each) for each in left[_MOST_COMPARED:]]
        for answers, members in groups.items():
            first = members[0]
            refused = answers in bad or any(self._agrees(first.source, attempt) for attempt in tried.values())
            cost = first.cost - _ALIKE * math.log2(len(members)) + _RAISES * _raising(answers)
            ranked.append((cost + REFUSED * refused, first))
            ranked += [(REFUSED + other.cost, other) for other in members[1:]]
        return sorted(ranked, key=lambda pair: pair[0])

    def _agrees(self, source: str, attempt: PastAttempt) -> bool:
        """True if ``source`` answers what an attempt answered where a property was found not to hold of it."""
        for name, parameters in _parameters(source).items():
            counterexamples = list(refused_calls(attempt.feedback, parameters)) if name in (self._calls or ()) else []
            if counterexamples:
                pairs = zip(
                    self._answers(source, {name: counterexamples}),
                    self._answers(attempt.code or "", {name: counterexamples}),
                    strict=True,
                )
                if any(one == other for one, other in pairs):
                    return True
        return False

    def _answers(self, source: str, calls: dict[str, list[Call]]) -> tuple[str, ...]:
        """What a source answers to the calls, function by function; nothing if there are none."""
        found: list[str] = []
        for name, wanted in calls.items():
            key = (source, f"{name}{wanted!r}")
            if key not in self._known and wanted:
                self._known[key] = self._trial.answers(source, name, wanted)
                self._budget.spend_answers()
            found += self._known.get(key, ())
        return tuple(found)


@lru_cache(maxsize=512)
def _growth(source: str) -> float:
    """What it costs a candidate how its time grows, as far as its source tells."""
    growth = analyse(source).growth
    return _GROWTH * (len(_GROWTHS) // 2 if growth is Growth.UNKNOWN else _GROWTHS.index(growth))


def _raising(answers: tuple[str, ...]) -> float:
    return (
        sum(text.startswith("raised ") or text in ("timeout", "crashed") for text in answers) / len(answers) if answers else 0.0
    )


def _parameters(source: str) -> dict[str, list[str]]:
    """The parameters of each function at the top level."""
    tree = parsed(source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)] if tree is not None else []
    return {node.name: [argument.arg for argument in node.args.args] for node in functions}
