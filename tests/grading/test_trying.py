"""What an agent learns when it tries code: the visible tests' outcomes, and nothing of what is hidden."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from pytest_codearena.grading.pool import GradingPool, VisibleTrial
from pytest_codearena.records import SourceFile, Task
from tests.agents.made_up import task

BUGGY = "def half(n):\n    if n < 0:\n        return -1\n    return n\n\n\ndef unused():\n    return 3\n"
FIXED = BUGGY.replace("return n\n", "return n // 2\n")
TESTS = """
from candidate import half


def test_four():
    assert half(4) == 2


def test_negative():
    assert half(-3) == -1


def test_zero():
    assert half(0) == 0
"""
HIDDEN = "from candidate import half\n\n\ndef test_secret():\n    assert half(9) == 4\n"


def made() -> Task:
    return replace(
        task(BUGGY, FIXED), visible=(SourceFile("test_unit.py", TESTS),), hidden=(SourceFile("test_properties.py", HIDDEN),)
    )


@pytest.fixture(scope="module")
def trial() -> Iterator[VisibleTrial]:
    with GradingPool() as pool:
        yield pool.trying(made())


def test_it_says_which_visible_tests_pass(trial: VisibleTrial) -> None:
    run = trial.run(BUGGY)
    assert {check.id.partition("::")[2]: check.passed for check in run.checks} == {
        "test_four": False,
        "test_negative": True,
        "test_zero": True,
    }
    assert "assert" in run.checks[0].message
    assert not run.passed and not run.problem
    assert trial.run(FIXED).passed


def test_nothing_is_said_of_hidden_tests(trial: VisibleTrial) -> None:
    wrong_elsewhere = BUGGY.replace("return n\n", "return {4: 2, 0: 0}[n]\n")
    run = trial.run(wrong_elsewhere)
    assert run.passed
    assert all(check.id.startswith("test_unit.py") for check in run.checks)


def test_lines_by_test(trial: VisibleTrial) -> None:
    lines = {check.id.partition("::")[2]: check.lines for check in trial.run(BUGGY, lines=True).checks}
    assert lines["test_negative"] == {1, 2, 3}
    assert lines["test_four"] == lines["test_zero"] == {1, 2, 4}
    assert all(not check.lines for check in trial.run(BUGGY).checks)


def test_lines_of_a_loop_without_end(trial: VisibleTrial) -> None:
    endless = "def half(n):\n    while n:\n        try:\n            n += 1\n        except Exception:\n            pass\n    return 0\n"
    first, _, zero = trial.run(endless, lines=True).checks
    assert first.lines >= {1, 2, 4} and not first.passed
    assert zero.passed and zero.lines == {1, 2, 7}


def test_what_lines_a_candidate_claims_is_its_word(trial: VisibleTrial) -> None:
    lying = f"import sys\nsys.settrace = lambda f: None\n{FIXED}"
    run = trial.run(lying, lines=True)
    assert run.passed
    assert all(not check.lines for check in run.checks)


def test_what_goes_on_for_long_is_given_up_soon(trial: VisibleTrial) -> None:
    trial.run(FIXED)
    started = time.monotonic()
    run = trial.run("def half(n):\n    while True:\n        pass\n")
    assert time.monotonic() - started < 20
    assert [check.outcome for check in run.checks] == ["timeout", "not_run", "not_run"]


def test_what_does_not_load(trial: VisibleTrial) -> None:
    assert "SyntaxError" in trial.run("def half(n)\n").problem
    assert "NameError" in trial.run("half = nothing\n").problem


def test_what_a_run_costs_is_told(trial: VisibleTrial) -> None:
    busy = FIXED.replace("    return n //", "    sum(range(3_000_000))\n    return n //")
    assert trial.run(busy).cpu_s > trial.run(FIXED).cpu_s > 0.0


def test_answers_to_calls(trial: VisibleTrial) -> None:
    calls = [(4,), ([1],), (-5,)]
    assert trial.answers(FIXED, "half", calls) == ("2", "raised TypeError", "-1")
    assert trial.answers("def half(n):\n    while n:\n        pass\n", "half", [(1,)]) == ("timeout",)


def test_grading_is_not_disturbed() -> None:
    with GradingPool() as pool:
        found = made()
        trial = pool.trying(found)
        before = pool.grade(found, FIXED, seed=1)
        trial.run(BUGGY, lines=True)
        trial.run(FIXED)
        after = pool.grade(found, FIXED, seed=1)
    assert (before.verdict, before.checks) == (after.verdict, after.checks)
    assert str(after.verdict) == "resolved"
