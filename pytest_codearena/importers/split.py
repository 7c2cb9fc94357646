"""Which tests of an entry are shown to agents: what the collection shows, or half, and always one that the bug fails."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..derive.calls import literal_calls
from ..derive.domain import positional
from ..entries import Case, Entry
from ..grading.answers import Answers
from ..trees import syntax_tree

MODULE = "candidate"
"""The name by which the tests of entries import the code under test."""
_REFERENCE_S = 0.5
"""CPU time of one call of the reference; a case that takes longer is left out."""
_BUGGY_S = 0.3
"""CPU time of one call of the buggy code, which may have no end."""
_MOST_ENDED = 1


@dataclass(frozen=True, slots=True)
class Split:
    """The cases of an entry."""

    shown: tuple[Case, ...]
    hidden: tuple[Case, ...]
    left_out: int
    """How many took the reference too long to be tests."""
    slowest_s: float
    """CPU time that the reference needed for one case, as far as that is known."""


def test_file(entry: Entry, cases: Sequence[Case]) -> str:
    """Returns a test file with these cases."""
    return "\n\n\n".join(part.strip("\n") for part in (entry.before, *(case.text for case in cases))) + "\n"


def split(entry: Entry, answers: Answers) -> Split:
    """Returns which cases are shown."""
    looks = _by_answers(entry, answers)
    kept = [(case, look) for case, look in zip(entry.cases, looks, strict=True) if not look.too_slow] or [
        (case, _Look()) for case in entry.cases
    ]
    cases = [case for case, _ in kept]
    symptoms = [look.symptom for _, look in kept]
    marked = [case.shown for case in cases]
    if not any(marked):
        marked = [place < (len(marked) + 1) // 2 for place in range(len(marked))]
    places = range(len(cases))

    def shows(place: int) -> bool:
        if symptoms[place] is False:
            return False
        if symptoms[place] is None and not _passes(entry, entry.reference, cases[place], answers):
            return False  # so it says nothing that the buggy code does not pass either
        return not _passes(entry, entry.buggy, cases[place], answers)

    if not all(marked) and not any(shows(place) for place in places if marked[place]):
        missed = next((place for place in places if not marked[place] and shows(place)), None)
        if missed is not None:
            marked[missed] = True
    return Split(
        shown=tuple(case for case, mark in zip(cases, marked, strict=True) if mark),
        hidden=tuple(case for case, mark in zip(cases, marked, strict=True) if not mark),
        left_out=len(entry.cases) - len(cases),
        slowest_s=max(look.cost_s for _, look in kept),
    )


@dataclass(slots=True)
class _Look:
    """What is known of a case from its plain calls."""

    symptom: bool | None = None
    """Whether the buggy code answers otherwise than the reference; None if nothing was asked."""
    cost_s: float = 0.0
    too_slow: bool = False


def _by_answers(entry: Entry, answers: Answers) -> list[_Look]:
    """Asks the reference and the buggy code what the cases ask."""
    functions = {node.name: node for node in syntax_tree(entry.reference).body if isinstance(node, ast.FunctionDef)}
    looks = [_Look() for _ in entry.cases]
    asked: dict[str, list[tuple[_Look, tuple[Any, ...]]]] = {}
    for case, look in zip(entry.cases, looks, strict=True):
        for call in literal_calls(test_file(entry, [case]), MODULE, functions):
            for arguments in positional(functions[call.function], [call]):
                asked.setdefault(call.function, []).append((look, arguments))
    for name, pairs in asked.items():
        calls = [arguments for _, arguments in pairs]
        right = answers.ask(
            entry.reference, name, calls, timeout_s=_REFERENCE_S, budget_s=20.0, most_ended=len(calls), support=entry.support
        )
        wrong = answers.ask(entry.buggy, name, calls, timeout_s=_BUGGY_S, most_ended=_MOST_ENDED, support=entry.support)
        for (look, _), one, other in zip(pairs, right, wrong, strict=True):
            look.cost_s += one.cpu_s
            look.too_slow = look.too_slow or one.ended == "timeout"
            if not one.ended and other.ended != "not asked":
                look.symptom = bool(look.symptom) or not one.agrees(other)
    return looks


def _passes(entry: Entry, source: str, case: Case, answers: Answers) -> bool:
    """True if the code passes the case, which is run beside it in the sandbox: there is no pytest, so that not all do."""
    # What the case imports is in the very module that it stands in.
    module = f"{source}\n\n{test_file(entry, [case])}".replace("from reference import ", f"from {MODULE} import ")
    for node in syntax_tree(case.text).body:
        if isinstance(node, ast.FunctionDef):
            (answer,) = answers.ask(module, node.name, [()], timeout_s=_REFERENCE_S, support=entry.support)
            if answer.outcome != ("None", "", ""):
                return False
    return True
