"""QuixBugs: what becomes of its programs, and of a checkout that is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_codearena import GradingPool, Origin, Task, UsageError, Verdict, load_task
from pytest_codearena.importers import find_importers
from pytest_codearena.importers.convert import Written, import_entries

from .made_up import CHAINS, DOUBLES, write

IMPORTER = find_importers()["quixbugs"]


def imported(tmp_path: Path, *collections: dict[str, str]) -> tuple[list[Written], dict[str, Task]]:
    """What is written for a checkout with these programs."""
    source = write(tmp_path / "checkout", {name: text for each in collections for name, text in each.items()})
    written = import_entries(IMPORTER, source, tmp_path / "out")
    return written, {each.name: load_task(tmp_path / "out" / each.name) for each in written}


def test_programs_become_tasks(tmp_path: Path) -> None:
    written, tasks = imported(tmp_path, DOUBLES, CHAINS)
    assert [(each.name, bool(each.missing), each.left_out) for each in written] == [("chain", True, 0), ("doubles", False, 0)]
    task = tasks["doubles"]
    assert (task.title, task.category, task.limits.timeout_s) == ("Multiples", "logic", 2.0)
    assert task.description.startswith("doubles\n\nInput:")
    assert task.origin == Origin("https://github.com/jkoppel/QuixBugs", "MIT", "doubles")
    assert [file.name for file in task.visible + task.hidden] == ["test_unit.py", "test_hidden.py", "test_properties.py"]
    assert [file.text.count("def test_") for file in task.visible + task.hidden] == [2, 2, 1]
    assert (tasks["chain"].title, [file.name for file in tasks["chain"].hidden]) == ("Chain", ["test_hidden.py"])


def test_they_are_good_tasks(tmp_path: Path) -> None:
    _, tasks = imported(tmp_path, DOUBLES, CHAINS)
    with GradingPool(seed=1) as pool:
        for task in tasks.values():
            for _ in range(2):  # tests that keep something between runs would fail the second time
                assert pool.grade(task, task.reference).verdict is Verdict.RESOLVED
            assert pool.grade(task, task.buggy).verdict is Verdict.FAILED
        table = "def doubles(items, k):\n    return {2: [2, 4], 1: []}.get(k)\n"
        assert pool.grade(tasks["doubles"], table).verdict is Verdict.OVERFIT


def test_further_solutions_are_shown_to_nobody_and_written_nowhere(tmp_path: Path) -> None:
    imported(tmp_path, DOUBLES)
    for path in (tmp_path / "out").rglob("*.*"):
        assert "for item in items]" not in path.read_text(), path


def test_the_bug_shows_in_a_test_that_is_shown(tmp_path: Path) -> None:
    """The first half of the tests passes with the bug: one of the others is shown beside it."""
    late = dict(DOUBLES)
    late["python_programs/doubles.py"] = DOUBLES["python_programs/doubles.py"].replace("* k + 1", "* min(k, 3)")
    late["json_testcases/doubles.json"] = "".join(f"[[[{n}], {n}], [{n * n}]]\n" for n in (1, 2, 3, 4)) + "[[[], 9], []]\n"
    _, tasks = imported(tmp_path, late)
    assert [file.text.count("def test_") for file in tasks["doubles"].visible + tasks["doubles"].hidden[:1]] == [4, 1]
    assert "[[4], 4]" in tasks["doubles"].visible[0].text


def test_functions_of_any_kind(tmp_path: Path) -> None:
    """One that takes any number of arguments has no property; its tests are told apart nevertheless."""
    star = {name: text.replace("def doubles(items, k):", "def doubles(*pair):\n    items, k = pair") for name, text in DOUBLES.items()}
    written, tasks = imported(tmp_path, star)
    assert written[0].missing == "it takes any number of arguments, or some by name only"
    assert [file.name for file in tasks["doubles"].hidden] == ["test_hidden.py"]


def test_tests_that_take_the_reference_too_long_are_left_out(tmp_path: Path) -> None:
    slow = dict(DOUBLES)
    wait = "    if k == 1:\n        while True:\n            pass\n"
    slow["correct_python_programs/doubles.py"] = DOUBLES["correct_python_programs/doubles.py"].replace("    found = []\n", "    found = []\n" + wait, 1)
    written, tasks = imported(tmp_path, slow)
    assert written[0].left_out == 2
    assert "= [[[], 1]" not in tasks["doubles"].visible[0].text
    with GradingPool(seed=1) as pool:
        assert pool.grade(tasks["doubles"], tasks["doubles"].reference).verdict is Verdict.RESOLVED


HOSTILE: dict[str, tuple[dict[str, str | None], str]] = {
    "no checkout": (dict.fromkeys(DOUBLES), r"there is no folder python_programs in it"),
    "no tests": ({"python_testcases/test_doubles.py": "x = 1\n"}, r"test_doubles\.py: no tests in it"),
    "no correct program": ({"correct_python_programs/doubles.py": None, "correct_python_programs/other.py": ""}, r"doubles\.py: can't be read"),
    "a correct program that is no Python": ({"correct_python_programs/doubles.py": "def (:\n"}, "'doubles': the reference: not valid Python"),
    "a test that is no Python": ({"python_testcases/test_doubles.py": "def (:\n"}, r"test_doubles\.py: not valid Python: line 1"),
    "no data": ({"json_testcases/doubles.json": None}, r"doubles\.json: can't be read"),
    "malformed data": ({"json_testcases/doubles.json": "[[[1], 2], [2]]\n[[1\n"}, r"doubles\.json:2: not valid JSON"),
    "data of another form": ({"json_testcases/doubles.json": '{"a": 1}\n'}, r"doubles\.json:1: expected \[arguments, result\]"),
    "nested data": ({"json_testcases/doubles.json": "[" * 100_000 + "\n"}, r"doubles\.json:1: not valid JSON"),
    "empty data": ({"json_testcases/doubles.json": "\n"}, r"test_doubles\.py: no tests in it"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_checkout_that_is_none_is_one_line(tmp_path: Path, name: str) -> None:
    changed, message = HOSTILE[name]
    files = {name: text for name, text in {**DOUBLES, **changed}.items() if text is not None}
    with pytest.raises(UsageError, match=message) as raised:
        imported(tmp_path, files)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_files_outside_of_the_checkout_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("[[[1], 2], [2]]\n")
    files = {name: text for name, text in DOUBLES.items() if not name.startswith("json")}
    source = write(tmp_path / "checkout", files)
    (source / "json_testcases").mkdir()
    (source / "json_testcases" / "doubles.json").symlink_to(secret)
    with pytest.raises(UsageError, match=r"doubles\.json: a link that leads out of"):
        import_entries(IMPORTER, source, tmp_path / "out")


def test_code_that_is_larger_than_any_program_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="larger than 2048 KiB"):
        imported(tmp_path, {**DOUBLES, "python_programs/doubles.py": "#" * (2 * 1024 * 1024 + 1)})


@pytest.mark.skipif("CODEARENA_QUIXBUGS" not in os.environ, reason="CODEARENA_QUIXBUGS names no checkout of QuixBugs")
def test_the_real_one(tmp_path: Path) -> None:
    source = Path(os.environ["CODEARENA_QUIXBUGS"])
    written = import_entries(IMPORTER, source, tmp_path / "out")
    assert len(written) == 40
    assert sum(not each.missing for each in written) >= 31
    others = {entry.name: entry.others for entry in IMPORTER.entries(source)}
    with GradingPool(live_search=False, seed=1, max_idle_graders=1) as pool:
        for each in written:
            task = load_task(tmp_path / "out" / each.name)
            assert pool.grade(task, task.reference).verdict is Verdict.RESOLVED, each.name
            assert pool.grade(task, task.buggy).verdict in (Verdict.FAILED, Verdict.TIMEOUT), each.name
            for other in others[each.name]:
                grade = pool.grade(task, other)
                assert grade.verdict is not Verdict.OVERFIT, f"{each.name}: a property refuses another solution\n{grade.feedback}"
