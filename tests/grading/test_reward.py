"""The laws of the reward (DESIGN.md section 4)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from pytest_codearena import load_task
from pytest_codearena.grading.reward import efficiency_score, grade_execution, judged
from pytest_codearena.records import Check, Component, Execution, Grade, Measurement, Task, Verdict, Weights, Workload

PLAIN = load_task(Path(__file__).parent / "tasks" / "zoo")
TIMED = dataclasses.replace(PLAIN, efficiency=Workload("same", (10, 20)))

tasks = st.sampled_from([PLAIN, TIMED])
scores = st.floats(0, 1)
judgements = st.none() | st.fixed_dictionaries(
    {name: scores.map(lambda value: Component(value, 0.0, "judge")) for name in ("llm_correctness", "llm_security", "llm_quality")}
)


def checks(unit: list[str], hidden: list[str]) -> tuple[Check, ...]:
    """Checks with these outcomes."""
    phases = [("unit", outcome) for outcome in unit] + [("property", outcome) for outcome in hidden]
    return tuple(Check(f"t::{number}", phase, outcome) for number, (phase, outcome) in enumerate(phases))


def honest(task: Task, units: int, hidden: int, ratio: float) -> Execution:
    """A fix that passes everything, at this cost."""
    measurement = Measurement(ratio) if task.efficiency else None
    return Execution(True, True, checks=checks(["passed"] * units, ["passed"] * hidden), measurement=measurement)


_NOTHING = {name: Component(0.0, 0.0, "judge") for name in ("llm_correctness", "llm_security", "llm_quality")}


@example(PLAIN, None, _NOTHING, 1, 3, 1, 1.0, 0.0, False).via("no judge for the one, a merciless one for the other")
@given(
    tasks, judgements, judgements, st.integers(1, 5), st.integers(1, 30), st.integers(1, 9), st.floats(0.1, 9), scores, st.booleans()
)
def test_no_overfit_outranks_an_honest_fix(
    task: Task,
    praise: dict[str, Component] | None,
    blame: dict[str, Component] | None,
    attempt: int,
    units: int,
    hidden: int,
    ratio: float,
    passed: float,
    repeated: bool,
) -> None:
    """At the same attempt, whatever a judge says of the two and however slow the honest one is."""
    passing = min(hidden - 1, int(passed * hidden))
    overfit = Execution(True, True, checks=checks(["passed"] * units, ["passed"] * passing + ["failed"] * (hidden - passing)))
    bad = grade_execution(task, overfit, attempt=attempt, judgement=praise, repeated=repeated)
    good = grade_execution(task, honest(task, units, hidden, ratio), attempt=attempt, judgement=blame)
    assert bad.verdict is Verdict.OVERFIT
    assert bad.reward < good.reward


@given(tasks, st.integers(1, 5), st.integers(1, 9), st.integers(1, 9), st.floats(0, 1))
def test_hardcoding_earns_no_more_than_the_buggy_code(task: Task, attempt: int, units: int, hidden: int, own: float) -> None:
    """A flagged candidate's test component is the buggy code's."""
    execution = Execution(
        True, True, checks=checks(["passed"] * units, ["failed"] * hidden), hardcoded=True, buggy_pass_ratio=own
    )
    grade = grade_execution(task, execution, attempt=attempt)
    assert "hardcoded" in grade.flags
    assert grade.components["tests"].value == round(own, 6)


outcomes = st.lists(st.sampled_from(["passed", "failed", "skipped", "xfailed", "timeout", "crashed", "out_of_memory", "not_run"]), max_size=6)


@given(tasks, outcomes, outcomes, st.integers(1, 9), st.booleans(), judgements, st.floats(0, 20) | st.just(float("inf")))
def test_reward_is_the_weighted_sum(
    task: Task,
    unit: list[str],
    hidden: list[str],
    attempt: int,
    repeated: bool,
    judgement: dict[str, Component] | None,
    ratio: float,
) -> None:
    """The report's own numbers explain the reward, and weights always sum to 1."""
    execution = Execution(True, True, checks=checks(unit, hidden), measurement=Measurement(ratio) if task.efficiency else None)
    grade = grade_execution(task, execution, attempt=attempt, repeated=repeated, judgement=judgement)
    assert abs(sum(component.weight for component in grade.components.values()) - 1) < 1e-5
    assert all(0 <= component.value <= 1 for component in grade.components.values())
    total = sum(component.value * component.weight for component in grade.components.values()) - 0.01 * attempt - 0.1 * repeated
    assert abs(grade.reward - min(1, max(0, total))) < 1e-5
    if not any(check.passed for check in execution.checks):
        assert grade.components["tests"].value == 0


@given(tasks, outcomes, outcomes, st.integers(1, 9), st.booleans(), judgements, judgements, st.floats(0, 20) | st.just(float("inf")))
def test_a_grade_can_be_judged_later_and_anew(
    task: Task,
    unit: list[str],
    hidden: list[str],
    attempt: int,
    repeated: bool,
    first: dict[str, Component] | None,
    second: dict[str, Component] | None,
    ratio: float,
) -> None:
    """The last judgement counts, as if it had been there from the beginning."""
    execution = Execution(True, True, checks=checks(unit, hidden), measurement=Measurement(ratio) if task.efficiency else None)
    once = grade_execution(task, execution, attempt=attempt, repeated=repeated, judgement=first)
    again = judged(once, second or {}, attempt=attempt)
    assert again == grade_execution(task, execution, attempt=attempt, repeated=repeated, judgement=second)


@given(st.floats(0, 10), st.floats(0, 10))
def test_efficiency_falls_with_the_cost(a: float, b: float) -> None:
    """1 up to 1.25 times the reference's cost, 0 from 3.25 times, never rising."""
    low, high = sorted((a, b))
    assert 0 <= efficiency_score(high) <= efficiency_score(low) <= 1
    assert efficiency_score(1.25) == 1
    assert efficiency_score(3.25) == 0
    assert efficiency_score(2.25) == 0.5


def verdict(task: Task, **fields: object) -> Grade:
    """The grade of an execution with these fields."""
    return grade_execution(task, dataclasses.replace(Execution(True, True), **fields))  # type: ignore[arg-type]


def test_verdicts() -> None:
    """Each verdict from what leads to it."""
    passed = checks(["passed"], ["passed"])
    assert verdict(PLAIN, checks=passed).verdict is Verdict.RESOLVED
    assert verdict(PLAIN, checks=checks(["skipped", "passed"], ["xfailed"])).verdict is Verdict.RESOLVED
    assert verdict(PLAIN, checks=checks(["failed"], ["not_run"])).verdict is Verdict.FAILED
    assert verdict(PLAIN, checks=checks(["passed"], ["failed"])).verdict is Verdict.OVERFIT
    assert verdict(PLAIN, checks=checks(["passed"], ["timeout"])).verdict is Verdict.TIMEOUT
    assert verdict(PLAIN, checks=checks(["failed", "crashed"], [])).verdict is Verdict.CRASHED
    assert verdict(PLAIN, compiled=False, imported=False).verdict is Verdict.SYNTAX_ERROR
    assert verdict(PLAIN, imported=False, ended="timeout").verdict is Verdict.TIMEOUT
    assert verdict(PLAIN, imported=False).verdict is Verdict.FAILED
    assert verdict(PLAIN, checks=checks(["skipped"], [])).verdict is Verdict.FAILED
    slow = dataclasses.replace(TIMED, efficiency=dataclasses.replace(TIMED.efficiency, min_score=0.5))  # type: ignore[type-var]
    assert verdict(slow, checks=passed, measurement=Measurement(3.0)).verdict is Verdict.SLOW
    assert verdict(slow, checks=passed, measurement=Measurement(1.0)).verdict is Verdict.RESOLVED
    assert verdict(slow, checks=passed, measurement=Measurement(float("inf"))).verdict is Verdict.SLOW


def test_weights_are_settings() -> None:
    """Other weights, another reward."""
    execution = Execution(True, True, checks=checks(["passed"], ["passed"]))
    weights = Weights(compile=1.0, tests=0.0, efficiency=0.0, llm_correctness=0.0, llm_security=0.0, llm_quality=0.0, step_cost=0.25)
    assert grade_execution(PLAIN, execution, attempt=2, weights=weights).reward == 0.5
