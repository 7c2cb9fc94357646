"""Grading with a judge: what a candidate computes is measured first, and a judge changes its own components alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from ..episode import Grading
from ..grading.reward import Judgement, judged
from ..records import Calibration, Component, Grade, Task, Tokens, Verdict, Weights
from .judge import Judge, Opinion
from .view import judges_view

_NEUTRAL = 0.5
_COMPONENTS = {"llm_correctness": "correctness", "llm_security": "security", "llm_quality": "quality"}
_MOST_FAILURES = 3
"""Candidates in a row for which a judge may fail before it is no longer asked."""


class JudgedGrading:
    """A way to grade that adds a judge's scores to another one's grades."""

    def __init__(
        self, grading: Grading, judge: Judge, calibrate: Callable[[], Calibration], *, weights: Weights | None = None
    ) -> None:
        """``calibrate`` is called once, before the first candidate is judged."""
        self._grading = grading
        self._judge = judge
        self._calibrate = calibrate
        self._weights = weights
        self._lock = threading.Lock()
        self._failures = 0
        self.calibration: Calibration | None = None
        """What came of it; None before it was made."""

    def __call__(self, task: Task, source: str, attempt: int, previous: tuple[str, ...]) -> Grade:
        """Returns the grade with the judge's scores; one in which they could change nothing comes as it is, at no cost."""
        grade = self._grading(task, source, attempt, previous)
        if not can_change(grade):
            return grade
        with self._lock:
            if self.calibration is None:
                self.calibration = self._calibrate()
            calibration = self.calibration
        if not calibration.passed:
            mark = "error" if calibration.failed else "dropped"
            marked = judged(grade, _all_neutral(mark), attempt=attempt, weights=self._weights)
            return replace(marked, judge_error=calibration.reason if calibration.failed else "")
        opinion = self._opinion(task, source)
        final = judged(grade, judgement_of(opinion), attempt=attempt, weights=self._weights)
        return replace(final, judge_tokens=opinion.tokens, judge_error=opinion.error)

    def _opinion(self, task: Task, source: str) -> Opinion:
        if self._failures >= _MOST_FAILURES:
            return Opinion(None, Tokens(0, 0), f"judge: not asked any more after {_MOST_FAILURES} failures in a row")
        opinion = opinion_of(self._judge, task, source)
        self._failures = self._failures + 1 if opinion.scores is None and opinion.error else 0
        return opinion


def can_change(grade: Grade) -> bool:
    """True if a judge's scores could change the reward: the candidate loads, and passes at least one check."""
    loads = grade.verdict is not Verdict.NO_CODE and grade.components["compile"].value > 0
    return loads and grade.components["tests"].value > 0


def opinion_of(judge: Judge, task: Task, source: str) -> Opinion:
    """Returns what the judge says of a candidate; no scores and no error for one that can't be shown to it."""
    view = judges_view(source, task)
    return Opinion(None, Tokens(0, 0)) if view is None else judge.opinions(task, [view])[0]


def judgement_of(opinion: Opinion) -> Judgement:
    """Returns the components of an opinion.

    A judge that failed gives neutral ones, marked ``error``. Code that can't be shown to a judge, because it is endless or nested
    too deep, has 0 in all of them: else it would pay to write such code.
    """
    scores = opinion.scores
    if scores is not None:
        return {name: Component(getattr(scores, field), 0.0, "judge") for name, field in _COMPONENTS.items()}
    if opinion.error:
        return _all_neutral("error")
    return {name: Component(0.0, 0.0, "judge") for name in _COMPONENTS}


def _all_neutral(source: str) -> Judgement:
    return {name: Component(_NEUTRAL, 0.0, source) for name in _COMPONENTS}
