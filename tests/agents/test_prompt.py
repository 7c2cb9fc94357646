"""What a model is told."""

from __future__ import annotations

from dataclasses import replace

from pytest_codearena.agents.prompt import fenced, messages
from pytest_codearena.records import Remembered, RememberedFailure, RememberedFix, SourceFile, Verdict

from .made_up import BUGGY, FIRST, TESTS, after


def test_first_attempt() -> None:
    system, user = messages(replace(FIRST, support="class P: ...\n"))
    assert (system["role"], user["role"]) == ("system", "user")
    for told in ("complete", "```python", "hidden", "name"):
        assert told in system["content"]
    for told in ("A sum", "add(a, b) returns the sum.", "logic", "`candidate`", BUGGY, TESTS, "test_unit.py", "class P: ..."):
        assert told in user["content"]


def test_each_earlier_attempt_is_an_answer_and_a_result() -> None:
    second = after(FIRST, "def add(a, b):\n    return 1\n", "failed", "test_add: assert 1 == 3")
    third = replace(
        after(second, "def add(a, b):\n    return 2\n", "overfit", "add(0, 0) is 0, not 2"),
        test_results="test_unit.py::test_add passed",
        hint="Look at zero.",
    )
    talk = messages(third)
    assert [message["role"] for message in talk] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert "return 1" in talk[2]["content"]
    assert "failed" in talk[3]["content"] and "assert 1 == 3" in talk[3]["content"]
    assert "Look at zero" not in talk[3]["content"]
    last = talk[5]["content"]
    for told in ("overfit", "add(0, 0) is 0, not 2", "test_unit.py::test_add passed", "Look at zero.", "attempt 3 of 5"):
        assert told in last


def test_feedback_is_not_told_twice() -> None:
    observation = after(FIRST, BUGGY, "failed", "test_add: assert -1 == 3")
    assert messages(observation)[-1]["content"].count("assert -1 == 3") == 1


def test_empty_reply() -> None:
    talk = messages(after(FIRST, None, "no_code", "", reply=""))
    assert talk[2]["content"]  # some endpoints refuse empty messages
    assert "No code was found" in talk[3]["content"]


def test_chatty_reply_without_code_is_repeated_in_short() -> None:
    talk = messages(after(FIRST, None, "no_code", "", reply="I am sorry. " * 5000))
    assert talk[2]["content"].startswith("I am sorry.")
    assert len(talk[2]["content"]) < 3000


def test_long_feedback_keeps_beginning_and_end() -> None:
    content = messages(after(FIRST, BUGGY, "failed", f"first{'x' * 100_000}last"))[-1]["content"]
    assert "first" in content and "last" in content and len(content) < 10_000


def test_code_with_fence_marks_stays_inside_its_fence() -> None:
    assert fenced('x = """\n```\n````\n"""\n').splitlines()[0] == "`````python"


def test_same_observation_same_messages() -> None:
    observation = after(replace(FIRST, visible_tests=(SourceFile("a.py", "1"), SourceFile("b.py", "2"))), BUGGY, "failed", "no")
    assert messages(observation) == messages(observation)


def test_lone_surrogates_are_replaced() -> None:
    for message in messages(after(FIRST, "x = '\ud800'", "failed", "\udfff")):
        message["content"].encode()


def best(verdict: Verdict, code: str = "def add(a, b):\n    return 3\n", reason: str = "") -> RememberedFix:
    return RememberedFix(code, verdict, reason, 0.61, 2, "2026-03-01T12:00:00+00:00")


def test_without_memory_nothing_is_told_of_earlier_runs() -> None:
    assert "earlier runs" not in messages(FIRST)[-1]["content"]


def test_the_best_fix_of_earlier_runs_and_what_failed_are_told_with_the_task() -> None:
    overfit = RememberedFailure(Verdict.OVERFIT, "test_sum: add(0, 0) is 3", "0" * 64)
    failed = RememberedFailure(Verdict.FAILED, "test_add: assert 1 == 3", "1" * 64)
    remembered = Remembered(best(Verdict.OVERFIT, reason=overfit.reason), (overfit, failed, replace(failed, code_digest="")))
    talk = messages(after(replace(FIRST, remembered=remembered), "def add(a, b): ...\n", "failed", "test_add: None"))
    told = talk[1]["content"]
    assert "return 3" in told and "overfit, with reward 0.61" in told
    assert told.count("test_sum: add(0, 0) is 3") == told.count("test_add: assert 1 == 3") == 1
    assert "earlier runs" not in "".join(message["content"] for message in talk[2:])


def test_a_fix_that_passed_in_an_earlier_run_is_told_to_have_passed() -> None:
    told = messages(replace(FIRST, remembered=Remembered(best(Verdict.RESOLVED, code="```\nx = 1"))))[-1]["content"]
    assert "passed all tests" in told
    assert "````python\n```\nx = 1\n````" in told
    assert "failed" not in told.partition("earlier runs")[2]
