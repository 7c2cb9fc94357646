"""Which tests of an entry are shown to agents: what the collection shows, or half, and always one that the bug fails."""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..authoring.folder import Draft, Tables, write_folder
from ..derive.calls import literal_calls
from ..derive.domain import positional
from ..entries import Case, Entry
from ..errors import TaskError
from ..grading.answers import Answers
from ..grading.pool import GradingPool
from ..records import Task
from ..tasks import load_task

MODULE = "candidate"
"""The name by which the tests of entries import the code under test."""
_REFERENCE_S = 0.5
"""CPU time of one call of the reference; a case that takes longer is left out."""
_BUGGY_S = 0.3
"""CPU time of one call of the buggy code, which may have no end."""
_MOST_ENDED = 1
_GRADED_S = 1.0
"""CPU time of one test, where the buggy code is graded to see which tests it fails."""


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


def split(entry: Entry, answers: Answers, pool: GradingPool) -> Split:
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
    if not all(marked) and not _shows(marked, symptoms) and None in symptoms:
        symptoms = _by_tests(entry, cases, pool)
    if not _shows(marked, symptoms) and True in symptoms:
        marked[symptoms.index(True)] = True
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


def _shows(marked: Sequence[bool], symptoms: Sequence[bool | None]) -> bool:
    return any(mark and symptom for mark, symptom in zip(marked, symptoms, strict=True))


def _by_answers(entry: Entry, answers: Answers) -> list[_Look]:
    """Asks the reference and the buggy code what the cases ask."""
    functions = {node.name: node for node in ast.parse(entry.reference).body if isinstance(node, ast.FunctionDef)}
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


def _by_tests(entry: Entry, cases: Sequence[Case], pool: GradingPool) -> list[bool | None]:
    """Whether the buggy code fails each case, as graded; None for all if the reference does not pass them."""
    try:
        execution = pool.execute(_task(entry, cases), entry.buggy, live_search=False)
    except TaskError:
        return [None] * len(cases)
    failed = {check.id.partition("::")[2].partition("[")[0] for check in execution.checks if check.counts and not check.passed}
    return [any(name in failed for name in _names(case)) for case in cases]


def _names(case: Case) -> Iterator[str]:
    """Names of the test functions in a case."""
    yield from (node.name for node in ast.parse(case.text).body if isinstance(node, ast.FunctionDef))


def _task(entry: Entry, cases: Sequence[Case]) -> Task:
    """A task of these cases, in no folder."""
    keys = {"title": "t", "description": "d", "category": "logic", "difficulty": "easy"}
    tables: Tables = {"limits": {"timeout_s": _GRADED_S}, "tests": {"hidden": []}}
    files = {"buggy.py": entry.buggy, "reference.py": entry.reference, "test_unit.py": test_file(entry, cases)}
    if entry.support is not None:
        files["support.py"] = entry.support
    with tempfile.TemporaryDirectory(prefix="codearena-") as home:
        return load_task(write_folder(Draft(keys, tables, files), Path(home) / "task"))
