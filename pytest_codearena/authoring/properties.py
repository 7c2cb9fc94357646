"""Properties for a reference that comes with tests: derived from these, and kept only where the reference stands them.

The reference, and other solutions if there are any, answer made-up inputs in the sandbox. What is asked for there is what a
grader will ask for: the same answer twice, in little time.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..derive.calls import Call, called_functions, documented_calls, literal_calls
from ..derive.domain import Domain, NotDerivable, domain_of, known_only, positional, smaller
from ..derive.property_file import USUAL_EXAMPLES, Subject, property_file, raised_on_purpose
from ..derive.results import common_order, is_in_order, kinds_of, parsed
from ..derive.samples import samples
from ..derive.shapes import Order
from ..derive.tolerance import EXACT, tolerance_of
from ..grading.answers import Answer, Answers
from ..trees import syntax_tree

_SAMPLES = 100
_LEAST_SAMPLES = 20
_BUDGET_S = 0.6
"""CPU time after which no further sample is asked."""
_SHARES = (1.0, 0.5, 0.2, 0.1)
_SLOWEST_S = 0.1
"""CPU time of one call."""
_PROPERTY_S = 0.3
"""CPU time of all calls of a property: less than one test may take, as a right answer may cost more than the reference's."""
_MOST_ACCIDENTS = 0.25
"""Share of inputs on which the reference may fail by accident; with more of them the inputs are not what it is made for."""
_LEAST_INPUTS = 4
"""With fewer different ones there is nothing to draw."""
_EXAMPLES = (USUAL_EXAMPLES, 50, 20, 10)
_COARSEST = 0.01
"""Tests that look at numbers less exactly than this say too little of what is right."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What came of it."""

    text: str
    """The property file; empty if there is none."""
    functions: tuple[str, ...] = ()
    """Those that have a property."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Why the others have none."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Code whose answers count as right."""

    reference: str
    support: str | None = None
    others: tuple[str, ...] = ()
    """Further solutions: inputs on which one of them, though it passes for right, answers otherwise are not drawn."""


def derive_properties(
    solution: Solution, tests: Sequence[str], module: str, answers: Answers, *, from_annotations: bool = True
) -> Derived:
    """Returns properties for the functions that the tests call.

    Args:
        solution: the reference, with what belongs to it.
        tests: sources of the test files.
        module: the name by which they import the code under test.
        answers: asks the reference.
        from_annotations: whether an annotation alone is enough to make up inputs. It may allow more than the code is made for.
    """
    tree = syntax_tree(solution.reference)
    defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}
    calls = [call for text in tests for call in literal_calls(text, module, defined)] + documented_calls(solution.reference)
    called = dict.fromkeys(name for text in tests for name in called_functions(text, module, defined))
    tolerance = max(map(tolerance_of, tests), default=EXACT)
    subjects: list[Subject] = []
    missing: dict[str, str] = {}
    for name in called:
        own = [call for call in calls if call.function == name]
        try:
            subjects.append(_subject(defined[name], own, solution, answers, _Trust(tolerance, from_annotations)))
        except NotDerivable as reason:
            missing[name] = str(reason)
    text = property_file(subjects, module) if subjects else ""
    return Derived(text, tuple(subject.domain.function for subject in subjects), missing)


@dataclass(frozen=True, slots=True)
class _Trust:
    """What is believed of the tests and the code."""

    tolerance: float
    annotations: bool


def _subject(
    function: ast.FunctionDef, calls: Sequence[Call], solution: Solution, answers: Answers, trust: _Trust
) -> Subject:
    known = _known(function, calls, solution, answers)
    expected = _Expected(raised_on_purpose(solution.reference), trust.tolerance, kinds_of(known.results), common_order(known.results))
    reasons = []
    for domain in _domains(function, known.calls, trust):
        inquiry = _Inquiry(domain, solution, answers, expected)
        reasons.append(inquiry.trouble(known.others))
        if not reasons[-1]:
            return inquiry.subject()
    raise NotDerivable(reasons[0])


def _domains(function: ast.FunctionDef, calls: Sequence[Call], trust: _Trust) -> Iterator[Domain]:
    """The widest set of inputs first; the last one holds only what tests pass."""
    whole = domain_of(function, calls, from_annotations=trust.annotations)
    for share in _SHARES:
        yield smaller(whole, share) if share < 1 else whole
    if calls:
        yield known_only(whole, calls)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the tests' own calls come to."""

    calls: list[Call]
    """Those that the reference answers in little time."""
    results: list[Any]
    others: list[str]
    """Other solutions that answer them as the reference does."""


def _known(function: ast.FunctionDef, calls: Sequence[Call], solution: Solution, answers: Answers) -> _Known:
    plain = [(call, arguments[0]) for call in calls if (arguments := positional(function, [call]))]
    known = [arguments for _, arguments in plain]

    def ask(source: str) -> list[Answer]:
        return answers.ask(source, function.name, known, timeout_s=_SLOWEST_S, most_ended=len(known), support=solution.support)

    right = ask(solution.reference)
    if right and all(answer.ended for answer in right):
        raise NotDerivable(f"the reference does not answer what the tests ask ({right[0].ended})")
    quick = [call for (call, _), answer in zip(plain, right, strict=True) if not answer.ended]
    others = []
    for other in solution.others:
        told = ask(other)
        if all(one.agrees(another) or one.ended or another.ended == "timeout" for one, another in zip(right, told, strict=True)):
            others.append(other)
    return _Known(quick, parsed(answer.text for answer in right if answer.text), others)


@dataclass(frozen=True, slots=True)
class _Expected:
    """What answers may be like."""

    purposes: tuple[str, ...]
    """Exceptions that are raised on purpose."""
    tolerance: float
    kinds: frozenset[str]
    order: Order


class _Inquiry:
    """What the reference answers on inputs of one domain."""

    def __init__(self, domain: Domain, solution: Solution, answers: Answers, expected: _Expected) -> None:
        self._domain = domain
        self._solution = solution
        self._asker = answers
        self._expected = expected
        first = self._ask(solution.reference, _SAMPLES, _BUDGET_S)
        asked = sum(answer.ended != "not asked" for answer in first)
        self._answers = first[: max(asked, _LEAST_SAMPLES)]

    def _ask(self, source: str, count: int, budget_s: float) -> list[Answer]:
        inputs = samples(self._domain, count, 0)
        return self._asker.ask(
            source, self._domain.function, inputs, timeout_s=_SLOWEST_S, budget_s=budget_s, support=self._solution.support
        )

    def _ask_again(self, source: str) -> list[Answer]:
        return self._ask(source, min(len(self._answers), _SAMPLES // 2), 10 * _BUDGET_S)

    def trouble(self, others: Sequence[str]) -> str:
        """Returns why no property can draw from this domain; empty if one can."""
        first = self._answers
        ended = [answer.ended for answer in first if answer.ended]
        if len(set(map(repr, samples(self._domain, _SAMPLES, 0)))) < _LEAST_INPUTS:
            return "too few different inputs are known"
        if ended:
            return f"the reference does not stand made-up inputs ({'too slow' if ended[0] == 'not asked' else ended[0]})"
        meant = [answer for answer in first if self._is_meant(answer)]
        if len(meant) < (1 - _MOST_ACCIDENTS) * len(first):
            return "the reference fails on made-up inputs"
        if not all(is_in_order(result, self._expected.order) for result in parsed(answer.text for answer in first)):
            return "the reference answers made-up inputs otherwise than those of the tests"
        if self._expected.tolerance > _COARSEST and any(answer.rounds for answer in first):
            return "the tests allow a tolerance that is not known"
        if not all(answer.text or answer.raised for answer in first):
            return "it returns what is no plain data"
        again = self._ask_again(self._solution.reference)
        if [answer.outcome for answer in again] != [answer.outcome for answer in first[: len(again)]]:
            return "the reference does not answer the same twice"
        for other in others:
            told = self._ask_again(other)
            if not all(right.agrees(answer) for right, answer in zip(first, told, strict=False) if self._is_meant(right)):
                return "solutions that are right differ on made-up inputs"
        return ""

    def _is_meant(self, answer: Answer) -> bool:
        if answer.raised:
            return answer.raised in self._expected.purposes
        kinds = self._expected.kinds
        return not kinds or all(type(result).__name__ in kinds for result in parsed([answer.text]))

    def subject(self) -> Subject:
        """Returns the function with what its property has to take care of."""
        mean_s = sum(answer.cpu_s for answer in self._answers) / len(self._answers)
        raises = tuple(sorted({answer.raised for answer in self._answers if answer.raised} & set(self._expected.purposes)))
        # What else it does to its arguments may be by accident, where it returns something.
        changes = all(answer.text == "None" for answer in self._answers) and any(answer.changed for answer in self._answers)
        return Subject(
            self._domain,
            examples=next((count for count in _EXAMPLES if count * mean_s <= _PROPERTY_S), _EXAMPLES[-1]),
            raises=raises,
            tolerance=self._expected.tolerance if any(answer.rounds for answer in self._answers) else None,
            yields=any(answer.iterator for answer in self._answers),
            changes=changes,
            kinds=() if changes else self._kinds(raises),
        )

    def _kinds(self, raises: Sequence[str]) -> tuple[str, ...]:
        """The types of results to keep to, where made-up inputs lead to others."""
        kinds = self._expected.kinds
        if not kinds or {type(result).__name__ for result in parsed(answer.text for answer in self._answers)} <= kinds:
            return ()
        return tuple(sorted(kinds | {"str"} if raises else kinds))  # an exception's name stands for what is raised
