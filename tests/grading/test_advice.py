"""What an agent is told to look at next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.agents.prompt import messages
from pytest_codearena.episode import Repair
from pytest_codearena.grading.advice import CORRECTNESS, LOGIC, SPEED, advice, analysis_of
from pytest_codearena.grading.feedback import growth_sentence
from pytest_codearena.records import Candidate, Grade, Growth, Measurement, Point, Task, Verdict, Workload
from tests.agents.made_up import task
from tests.report.strategies import any_text, grades

QUADRATIC = """\
def unique(items):
    found = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def other(items):
    return items
"""
SLOW = Measurement(
    ratio=31.2,
    points=(Point(1000, 0.008, 0.0009), Point(4000, 0.124, 0.004)),
    growth=Growth.QUADRATIC,
    exponent=1.97,
    confidence=0.9,
    reference_growth=Growth.LINEAR,
    reference_exponent=1.02,
)
FIGURES = "grows like n^1.97 (O(n^2)), a good solution like n^1.02 (O(n)); at n = 4000 it takes 31 times as long"
SET = "set"
"""What the detector tells the quadratic code to use."""


TIMED = replace(task(), efficiency=Workload("unique", (1000, 4000), min_score=0.5))
JUDGED_BY_REWARD = [verdict for verdict in Verdict if verdict not in (Verdict.RESOLVED, Verdict.SLOW, Verdict.NO_CODE)]


def graded(verdict: Verdict, reward: float, measurement: Measurement | None = None, feedback: str = "") -> Grade:
    return Grade(verdict, reward, {}, (), (), feedback, measurement)


def kinds(hint: str) -> list[str]:
    return [kind for kind in (CORRECTNESS, LOGIC, SPEED) if kind in hint]


@given(st.floats(0, 1), st.sampled_from(JUDGED_BY_REWARD))
def test_the_reward_chooses_one_of_three(reward: float, verdict: Verdict) -> None:
    expected = CORRECTNESS if reward < 0.4 else LOGIC if reward <= 0.7 else SPEED
    assert kinds(advice(TIMED, graded(verdict, reward), QUADRATIC)) == [expected]


@pytest.mark.parametrize(
    ("reward", "kind"), [(0.0, CORRECTNESS), (0.399, CORRECTNESS), (0.4, LOGIC), (0.7, LOGIC), (0.701, SPEED), (1.0, SPEED)]
)
def test_where_one_ends_and_the_next_begins(reward: float, kind: str) -> None:
    assert kinds(advice(TIMED, graded(Verdict.FAILED, reward), QUADRATIC)) == [kind]


@given(st.floats(0, 1))
def test_what_resolved_the_task_gets_none(reward: float) -> None:
    assert advice(TIMED, graded(Verdict.RESOLVED, reward, SLOW), QUADRATIC) == ""


@given(st.floats(0, 1))
def test_what_is_only_slow_is_told_about_speed_with_the_figures(reward: float) -> None:
    hint = advice(TIMED, graded(Verdict.SLOW, reward, SLOW), QUADRATIC)
    assert kinds(hint) == [SPEED]
    assert FIGURES in hint
    assert SET in hint.splitlines()[-1]


def test_above_the_second_boundary_the_detector_is_asked_also_where_nothing_was_measured() -> None:
    assert SET in advice(TIMED, graded(Verdict.OVERFIT, 0.8), QUADRATIC).splitlines()[-1]
    assert SET not in advice(TIMED, graded(Verdict.OVERFIT, 0.6), QUADRATIC)


def test_what_was_not_timed_has_no_figures() -> None:
    for nothing in (replace(SLOW, exponent=0.0, growth=Growth.UNKNOWN), replace(SLOW, points=SLOW.points[:1])):
        assert "grows like" not in advice(TIMED, graded(Verdict.SLOW, 0.59, nothing), QUADRATIC)


def test_the_detector_looks_at_the_function_that_is_timed() -> None:
    other = replace(TIMED, efficiency=Workload("other", (1, 2)))
    assert len(advice(other, graded(Verdict.OVERFIT, 0.8), QUADRATIC).splitlines()) == 1
    assert analysis_of(other, QUADRATIC).growth is not Growth.QUADRATIC
    assert analysis_of(task(), QUADRATIC).growth is Growth.QUADRATIC


def test_a_wrong_answer_on_large_inputs_is_not_called_slow() -> None:
    wrong = replace(SLOW, note="the answer for the workload of size 4000 is wrong")
    assert "mend that" in advice(TIMED, graded(Verdict.SLOW, 0.59, wrong), QUADRATIC)


@pytest.mark.parametrize("reward", [0.0, 0.5, 0.9])
def test_a_syntax_error_goes_first(reward: float) -> None:
    hint = advice(TIMED, graded(Verdict.SYNTAX_ERROR, reward), "def unique(items)\n    return items\n")
    assert "mend the syntax error" in hint.splitlines()[0]


@given(grades, st.none() | any_text | st.just(QUADRATIC))
def test_it_is_short_and_never_raises(grade: Grade, code: str | None) -> None:
    hint = advice(TIMED, grade, code)
    assert len(hint) < 1000
    assert len(hint.splitlines()) <= 3


@pytest.mark.parametrize("code", ["(" * 100_000, "-" * 100_000 + "1", "x = 1\n" * 100_000, "\0", "\ud800", "if 1:\n" * 200])
def test_no_source_is_too_odd_for_it(code: str) -> None:
    assert kinds(advice(TIMED, graded(Verdict.SLOW, 0.59, SLOW), code)) == [SPEED]


def observing(task: Task, *grades: Grade) -> Repair:
    """An episode in which attempts came out so."""
    left = iter(grades)
    repair = Repair(task, grading=lambda *_: next(left))
    for number, _ in enumerate(grades):
        repair.attempt(Candidate(f"{QUADRATIC}\n# {number}"))
    return repair


def test_the_prompt_says_it_once_and_last_of_all_that_happened() -> None:
    feedback = f"All tests pass, but too slow.\n\nSpeed: at size 4000 it takes long. {growth_sentence(SLOW)}"
    observation = observing(TIMED, graded(Verdict.SLOW, 0.59, SLOW, feedback)).observe()
    assert FIGURES in observation.hint
    said = messages(observation)[-1]["content"]
    assert said.count("grows like") == said.count("31 times as long") == 1
    assert said.count("Hint: ") == 1
    assert said.index("Hint: ") > said.index("grows like")
    assert said.endswith("an answer that was tried before counts less.")
    assert SET in said.partition("Hint: ")[2]


def test_it_follows_the_last_attempt() -> None:
    repair = observing(TIMED, graded(Verdict.FAILED, 0.2), graded(Verdict.FAILED, 0.5), graded(Verdict.SLOW, 0.59, SLOW))
    talk = messages(repair.observe())
    assert [kinds(message["content"]) for message in talk if message["role"] == "user"] == [[], [], [], [SPEED]]
    assert Repair(TIMED).observe().hint == ""
