"""What is done around models, from the command line to the report."""

from __future__ import annotations

import json

import pytest

from ..agents.fake_openai import completion, error, serving
from .conftest import Arena
from .made_up import FIXED

KEY = "sk-secret-0123456789abcdef"
USED = {"prompt_tokens": 10, "completion_tokens": 5}


def test_five_attempts_see_five_observations(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even of a model that always answers the same."""
    arena.task("stale")
    for codes in ([f"def half(n):\n    return {number}\n" for number in range(5)], ["def half(n):\n    return 7\n"]):
        with serving(*(completion(f"```python\n{code}```") for code in codes)) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            arena.run(agent="openai:gpt-x").assert_outcomes(failed=1)
            asked = [json.dumps(request.json["messages"]) for request in server.requests]
        assert len(asked) == len(set(asked)) == 5
        for number, each in enumerate(asked, start=1):
            assert (f"This is attempt {number} of 5" in each) is (number > 1)


def test_the_report_says_which_passes_were_made(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    arena.task("stale")
    with serving(completion("```python\ndef half(n)\n```", usage=USED), completion(f"```python\n{FIXED}```", usage=USED)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        result = arena.run("-v", "--codearena-report=report.json", agent="openai:gpt-x")
    result.assert_outcomes(passed=1)
    (attempt,) = arena.report()["episodes"][0]["attempts"]
    assert attempt["note"].startswith("retry: the first answer was refused, it does not compile: line 1: expected ':'")
    assert attempt["tokens"] == {"input": 20, "output": 10, "cached": None}
    result.stdout.fnmatch_lines(["*attempt 1/5  resolved *", "      note: retry: the first answer was refused*"])


def test_auto_says_what_it_is_and_who_answered(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    arena.task("stale", files={"buggy.py": "def half(n)\n    return n // 2\n"}, category='"syntax"')
    with serving(error(401, f"Incorrect API key provided: {KEY}")) as server:
        monkeypatch.setenv("HF_BASE_URL", server.url)
        monkeypatch.setenv("HF_TOKEN", KEY)
        monkeypatch.setenv("CODEARENA_AUTO_HF", "org/m")
        result = arena.run("-v", "--codearena-report=report.json", agent="auto")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "codearena *: auto (chain:hf:org/m,builtin); 5 attempts; *",
            "tasks/x/stale/task.toml::auto#1*",
            "      note: hf:org/m failed: hf: 127.0.0.1:*answered 401 Unauthorized*; builtin answered*",
        ]
    )
    (attempt,) = arena.report()["episodes"][0]["attempts"]
    assert attempt["method"].startswith("builtin")
    assert "answered 401 Unauthorized: Incorrect API key provided: ***; check HF_TOKEN; builtin answered" in attempt["note"]
    for text in (result.stdout.str(), (arena.path / "report.json").read_text()):
        assert KEY[:14] not in text


def test_slow_code_is_looked_at_before_it_is_graded(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = "def half(n):\n    return len([1 for a in n for b in n])\n"
    arena.task("stale", category='"optimization"', more='[efficiency]\nfunction = "half"\nsizes = [10, 20]\nexpected = "O(n)"\n', files={
        "workload.py": "def workload(size, rng):\n    return (size,)\n"
    })
    with serving(completion(f"```python\n{slow}```"), completion(f"```python\n{FIXED}```")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        arena.run("--codearena-report=report.json", "--codearena-attempts=1", agent="openai:gpt-x")
        assert len(server.requests) == 2
    (attempt,) = arena.report()["episodes"][0]["attempts"]
    assert (attempt["code"], attempt["note"]) == (FIXED, "critique: the answer was rewritten")
