"""From what happened to what it is worth: pure functions, Execution -> Grade (DESIGN.md section 4)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from ..records import Component, Execution, Grade, Task, Timing, Tokens, Verdict, Weights, pass_ratio
from .feedback import REPEATED, feedback

_FREE_RATIO = 1.25
_FALL = 2.0
_NEUTRAL = 0.5
_JUDGED = ("llm_correctness", "llm_security", "llm_quality")
_ORDER_MARGIN = 0.95

Judgement = dict[str, Component]
"""Scores of a judge by component name; their ``weight`` is ignored here."""


def efficiency_score(ratio: float) -> float:
    """Returns 1.0 up to 1.25 times the reference's cost, falling in a line to 0.0 at 3.25 times and beyond."""
    if not math.isfinite(ratio):
        return 0.0
    return min(1.0, max(0.0, 1.0 - (ratio - _FREE_RATIO) / _FALL))


def verdict_of(task: Task, execution: Execution) -> Verdict:
    """Returns the verdict of a candidate that was run."""
    if not execution.compiled:
        return Verdict.SYNTAX_ERROR
    if execution.ended:
        return Verdict(execution.ended)
    for phase, otherwise in (("unit", Verdict.FAILED), ("property", Verdict.OVERFIT)):
        bad = [check.outcome for check in execution.checks if check.phase == phase and check.counts and not check.passed]
        if not bad:
            continue
        for outcome in ("crashed", "out_of_memory", "timeout"):
            if outcome in bad:
                return Verdict(outcome)
        return otherwise
    if not execution.imported or not any(check.counts for check in execution.checks):
        return Verdict.FAILED
    if task.efficiency is not None:
        score = efficiency_score(execution.measurement.ratio) if execution.measurement else 0.0
        if score < task.efficiency.min_score:
            return Verdict.SLOW
    return Verdict.RESOLVED


def grade_execution(
    task: Task,
    execution: Execution,
    *,
    attempt: int = 1,
    repeated: bool = False,
    weights: Weights | None = None,
    judgement: Judgement | None = None,
) -> Grade:
    """Returns the grade of an attempt.

    The reward is the weighted sum of the components, less ``step_cost`` times the attempt's number, less
    ``repeat_cost`` if this code was tried before, clipped to [0, 1].
    """
    weights = weights or Weights()
    verdict = verdict_of(task, execution)
    all_pass = verdict in (Verdict.RESOLVED, Verdict.SLOW)
    ratio = execution.buggy_pass_ratio if execution.hardcoded else pass_ratio(execution.checks)
    if not execution.imported:
        ratio = 0.0
    values = {"compile": float(execution.compiled and execution.imported), "tests": ratio}
    sources = dict.fromkeys(values, "measured")
    timed = task.efficiency is not None
    values["efficiency"] = efficiency_score(execution.measurement.ratio) if all_pass and execution.measurement else 0.0
    sources["efficiency"] = "measured" if timed else "absent"
    values |= dict.fromkeys(_JUDGED, _NEUTRAL)
    sources |= dict.fromkeys(_JUDGED, "neutral")
    share = _spread(weights, sources)
    components = {name: Component(round(values[name], 6), round(share[name], 6), sources[name]) for name in values}
    flags = execution.flags + (("hardcoded",) if execution.hardcoded else ()) + (("repeated",) if repeated else ())
    grade = Grade(
        verdict=verdict,
        reward=0.0,
        components=components,
        checks=execution.checks,
        flags=tuple(sorted(flags)),
        feedback=feedback(execution, verdict, repeated=repeated),
        measurement=execution.measurement,
        timing=execution.timing,
    )
    return judged(grade, judgement or {}, attempt=attempt, weights=weights)


def judged(grade: Grade, judgement: Judgement, *, attempt: int, weights: Weights | None = None) -> Grade:
    """Returns ``grade`` with these scores of a judge in place of those that it had; what is not in them is neutral.

    Nothing is run: all that a judge can't change is taken from the grade. ``attempt`` is the number of the attempt.
    """
    weights = weights or Weights()
    values = {name: component.value for name, component in grade.components.items()}
    share = {name: component.weight for name, component in grade.components.items()}
    sources = {name: component.source for name, component in grade.components.items()}
    for name in _JUDGED:
        given = judgement.get(name)
        values[name] = given.value if given else _NEUTRAL
        sources[name] = given.source if given else "neutral"
    if grade.verdict not in (Verdict.RESOLVED, Verdict.SLOW):
        _bound_judges(values, share, values["tests"])
    components = {name: Component(round(values[name], 6), share[name], sources[name]) for name in values}
    return with_components(grade, components, attempt=attempt, weights=weights)


def with_components(
    grade: Grade, components: Mapping[str, Component], *, attempt: int, weights: Weights | None = None
) -> Grade:
    """Returns ``grade`` with these components as they are, and the reward that they come to."""
    weights = weights or Weights()
    total = sum(component.value * component.weight for component in components.values())
    total -= weights.step_cost * attempt + (weights.repeat_cost if "repeated" in grade.flags else 0.0)
    return replace(grade, components=components, reward=round(min(1.0, max(0.0, total)), 6))


def graded_again(grade: Grade, *, attempt: int, weights: Weights | None = None) -> Grade:
    """Returns the grade of code that has this very ``grade`` already and is proposed once more, unchanged."""
    weights = weights or Weights()
    total = sum(component.value * component.weight for component in grade.components.values())
    total -= weights.step_cost * attempt + weights.repeat_cost
    return replace(
        grade,
        reward=round(min(1.0, max(0.0, total)), 6),
        flags=tuple(sorted({*grade.flags, "repeated"})),
        feedback=grade.feedback if grade.feedback.endswith(REPEATED) else f"{grade.feedback}\n\n{REPEATED}",
        timing=Timing(),
        judge_tokens=Tokens() if grade.judge_tokens == Tokens() else Tokens(0, 0),
    )


def no_code_grade(task: Task, *, weights: Weights | None = None) -> Grade:
    """Returns the grade of a reply that held no code: every component, and so the reward, is 0."""
    weights = weights or Weights()
    sources = {"compile": "measured", "tests": "measured", "efficiency": "measured" if task.efficiency else "absent"}
    sources |= dict.fromkeys(_JUDGED, "neutral")
    share = _spread(weights, sources)
    components = {name: Component(0.0, round(share[name], 6), source) for name, source in sources.items()}
    return Grade(Verdict.NO_CODE, 0.0, components, (), (), feedback(None, Verdict.NO_CODE))


def _spread(weights: Weights, sources: dict[str, str]) -> dict[str, float]:
    """The weight of an absent component goes to those that were measured, in proportion to their own.

    Not to a judge's: then a judge that failed for one of two candidates would change what their tests weigh.
    """
    share: dict[str, float] = {name: getattr(weights, name) for name in sources}
    spare = sum(share[name] for name, source in sources.items() if source == "absent")
    takers = [name for name, source in sources.items() if source == "measured"]
    whole = sum(share[name] for name in takers)
    for name, source in sources.items():
        if source == "absent":
            share[name] = 0.0
        elif name in takers and whole:
            share[name] += spare * share[name] / whole
    return share


def _bound_judges(values: dict[str, float], share: dict[str, float], ratio: float) -> None:
    """A judge's praise of code that fails a test counts by its pass ratio, and never makes up for that test.

    What it adds stays below what the failed tests take away, so that no such candidate outranks an honest fix
    of the same attempt, however the judge scores the two.
    """
    praise = sum(values[name] * share[name] for name in _JUDGED) * ratio
    room = share["tests"] * (1.0 - ratio) * _ORDER_MARGIN
    factor = ratio * (min(1.0, room / praise) if praise > 0 else 1.0)
    for name in _JUDGED:
        values[name] *= factor
