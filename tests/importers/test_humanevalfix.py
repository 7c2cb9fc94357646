"""HumanEvalFix: what becomes of its lines, and of a file that has none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pytest_codearena import GradingPool, Origin, UsageError, Verdict, load_task
from pytest_codearena.importers import find_importers
from pytest_codearena.importers.convert import Written, import_entries

from .made_up import lines, row

IMPORTER = find_importers()["humanevalfix"]
EVERY = int(os.environ.get("CODEARENA_AGREEMENT_EVERY", "20"))
"""Grading every task takes minutes; with 1 all of them are graded."""


def imported(tmp_path: Path, text: str) -> list[Written]:
    """What is written for a file with this text."""
    (tmp_path / "bugs.jsonl").write_text(text, encoding="utf-8")
    return import_entries(IMPORTER, tmp_path / "bugs.jsonl", tmp_path / "out")


def test_a_line_becomes_a_task(tmp_path: Path) -> None:
    assert imported(tmp_path, lines(row())) == [Written("python_7_add_up", "", 0)]
    task = load_task(tmp_path / "out" / "python_7_add_up")
    assert (task.title, task.tags, task.difficulty, task.limits.timeout_s) == ("Add up", ("excess-logic",), "easy", 2.0)
    assert task.description == "Add up, to 100 at most.\n>>> add_up([1, 2])\n3\n\nKnown to be wrong: incorrect output."
    assert task.origin == Origin("https://github.com/bigcode-project/octopack", "MIT", "Python/7")
    visible, hidden, _ = task.visible + task.hidden
    assert visible.text.endswith("def test_example_1():\n    assert add_up([1, 2]) == 3\n")
    assert "from reference import limit" in hidden.text
    assert [line for line in hidden.text.splitlines() if line.startswith("def ")] == [f"def test_{n}():" for n in (1, 2, 3, 4)]
    with GradingPool(seed=1) as pool:
        assert pool.grade(task, task.reference).verdict is Verdict.RESOLVED
        assert pool.grade(task, task.buggy).verdict is Verdict.FAILED
        assert pool.grade(task, "def add_up(numbers):\n    return 3\n\n\ndef limit(n):\n    return 3\n").verdict is Verdict.OVERFIT


@pytest.mark.parametrize("example", ["", "check(add_up)\n", "    def check(s):\n        return 'the answer'\ndef check(candidate):\n    assert 1\n"])
def test_without_examples_half_of_the_tests_are_shown(tmp_path: Path, example: str) -> None:
    imported(tmp_path, lines(row(example_test=example)))
    task = load_task(tmp_path / "out" / "python_7_add_up")
    assert [file.text.count("def test_") for file in task.visible + task.hidden[:1]] == [2, 2]
    assert "answer" not in task.visible[0].text


def test_names_are_safe_and_unique_whatever_a_line_calls_itself(tmp_path: Path) -> None:
    ids = ["../../../escape", "../../../escape", "", "/etc/passwd", "a\0b", "." * 300, "ü" * 300]
    written = imported(tmp_path, lines(*(row(task_id=each) for each in ids)))
    assert len({each.name for each in written}) == len(ids)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(each.name for each in written)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bugs.jsonl", "out"]
    assert [load_task(tmp_path / "out" / each.name).origin for each in written] == [
        Origin(IMPORTER.url, IMPORTER.licence, each) for each in ids
    ]


HOSTILE: dict[str, tuple[Any, str]] = {
    "nothing": ("", "bugs.jsonl: holds nothing to import"),
    "no JSON": (lines(row()) + "{\n", "bugs.jsonl:2: not valid JSON"),
    "no object": ("[1]\n", "bugs.jsonl:1: expected an object, got list"),
    "nesting without end": ("[" * 100_000 + "\n", "bugs.jsonl:1: not valid JSON"),
    "a number without end": ('{"task_id": ' + "9" * 5000 + "}\n", "bugs.jsonl:1: not valid JSON"),
    "a missing field": (lines({"task_id": "x"}), "bugs.jsonl:1: prompt: expected text, got NoneType"),
    "a field of another type": (lines(row(test=5)), "bugs.jsonl:1: test: expected text, got int"),
    "a name that is none": (lines(row(entry_point="os.system")), 'bugs.jsonl:1: entry_point: expected a name, got "os.system"'),
    "a name that is not defined": (lines(row(entry_point="other")), "bugs.jsonl:1: entry_point: the code does not define other"),
    "code that is no Python": (lines(row(canonical_solution="    return (\n")), "bugs.jsonl:1: canonical_solution: not valid Python"),
    "tests that are no Python": (lines(row(test="def check(:\n")), "bugs.jsonl:1: test: not valid Python"),
    "tests without a check": (lines(row(test="assert True\n")), "bugs.jsonl:1: test: expected `def check"),
    "tests of nothing": (lines(row(test="def check(f):\n    assert True\n")), "bugs.jsonl:1: test: no assertion about add_up in it"),
    "half a character": (lines(row(docstring="\ud800")), "holds half of a character"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_none_is_one_line(tmp_path: Path, name: str) -> None:
    text, message = HOSTILE[name]
    with pytest.raises(UsageError) as raised:
        imported(tmp_path, text)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not [*(tmp_path / "out").glob("*")]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "bugs.jsonl").open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(UsageError, match="larger than 65536 KiB"):
        import_entries(IMPORTER, tmp_path / "bugs.jsonl", tmp_path / "out")


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("")
    with pytest.raises(UsageError, match="out: is not empty"):
        imported(tmp_path, lines(row()))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


@pytest.mark.skipif("CODEARENA_DATA" not in os.environ, reason="CODEARENA_DATA names no folder with HumanEvalFix")
def test_the_real_one(tmp_path: Path) -> None:
    written = import_entries(IMPORTER, Path(os.environ["CODEARENA_DATA"]) / "humanevalpack-python.jsonl", tmp_path / "out")
    assert len(written) == 164
    assert sum(not each.missing for each in written) >= 160
    tasks = [load_task(tmp_path / "out" / each.name) for each in written]
    assert all("def check" not in file.text for task in tasks for file in task.visible)
    with GradingPool(live_search=False, seed=1, max_idle_graders=1) as pool:
        for task in tasks[::EVERY]:
            assert pool.grade(task, task.reference).verdict is Verdict.RESOLVED, task.name
            assert pool.grade(task, task.buggy).verdict is not Verdict.RESOLVED, task.name
