"""What an agent is told to look at next: one hint that follows the reward of its last attempt."""

from __future__ import annotations

from functools import lru_cache

from ..complexity import Analysis, analyse
from ..records import SPEED_HINT, Grade, Growth, Task, Verdict
from .feedback import growth_sentence

CORRECTNESS = "Correctness and syntax first: the module has to compile, to import, and to do what is asked of it on every input."
LOGIC = "Edge cases and logic: look at empty and single inputs, boundaries, signs, repeated values, types."
SPEED = SPEED_HINT
"""How the hint begins whose reward is below 0.4, up to 0.7, and above."""

_SYNTAX = "The module does not compile: mend the syntax error before all else."
_NO_CODE = "No code was found in your reply: answer with the whole module in one ```python block."
_KEPT = 32
"""Sources whose analysis is kept: hint, table and summary ask for the same one."""


def advice(task: Task, grade: Grade, code: str | None) -> str:
    """Returns what to look at next after ``code`` was graded: a line for each thing, a few hundred characters in all.

    Nothing if it resolved the task. Below a reward of 0.4 it is correctness, up to 0.7 edge cases, above 0.7 speed. Code
    that passes all tests and is only slow is told about speed whatever its reward: there is nothing else to mend.
    """
    if grade.verdict is Verdict.RESOLVED:
        return ""
    if grade.verdict is Verdict.NO_CODE or code is None:
        return _NO_CODE
    if grade.verdict is Verdict.SLOW or grade.reward > 0.7:
        return "\n".join(_about_speed(task, grade, code))
    lines = [_SYNTAX] if grade.verdict is Verdict.SYNTAX_ERROR else []
    return "\n".join([*lines, CORRECTNESS if grade.reward < 0.4 else LOGIC])


def _about_speed(task: Task, grade: Grade, code: str) -> list[str]:
    measurement = grade.measurement
    if grade.verdict is Verdict.SYNTAX_ERROR:
        left = _SYNTAX
    elif grade.verdict is not Verdict.SLOW:
        left = "it is nearly right: mend what still fails, on inputs that the visible tests don't show too, and look at what it costs."
    elif measurement is not None and measurement.note:
        left = "all tests pass, but not the large inputs on which the time is taken: mend that, then look at what it costs."
    else:
        left = "all tests pass: all that is left is what it costs on large inputs."
    figures = growth_sentence(measurement) if measurement is not None else ""
    return list(filter(None, [f"{SPEED} {left}", figures, analysis_of(task, code).hint]))


def growth_of(task: Task, grade: Grade, code: str | None) -> Growth:
    """Returns what the time of graded ``code`` grows like: as measured if that is known, else as its source says."""
    measurement = grade.measurement
    if measurement is not None and measurement.growth is not Growth.UNKNOWN:
        return measurement.growth
    return analysis_of(task, code).growth if code is not None else Growth.UNKNOWN


def analysis_of(task: Task, code: str) -> Analysis:
    """Returns what the source alone says of the function that the task times, or of the whole module. Never raises."""
    return _analysis(code, task.efficiency.function if task.efficiency else None)


@lru_cache(maxsize=_KEPT)
def _analysis(code: str, function: str | None) -> Analysis:
    try:
        return analyse(code, function)
    except Exception:  # a reader's mistake must not end an episode: what it says is advice
        return Analysis("unknown", Growth.UNKNOWN)
