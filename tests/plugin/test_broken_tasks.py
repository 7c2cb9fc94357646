"""Mistakes of a task's author: one clear error each, that names file and key, while the other tasks run."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Arena
from .made_up import PROPERTIES, REFERENCE, STRICT, UNIT

HERE = "tasks/x/broken"

AT_COLLECTION: dict[str, tuple[dict[str, Any], str]] = {
    "bad TOML": ({"raw": 'title = "x\n'}, f"{HERE}/task.toml: not valid TOML: *line 1*"),
    "no reference": ({"files": {"reference.py": None}}, f"{HERE}/task.toml: reference.py is missing; add a correct fix*"),
    "no buggy code": ({"files": {"buggy.py": None}}, f"{HERE}/task.toml: buggy.py is missing; add the code*"),
    "unknown key": ({"categroy": '"logic"'}, f'{HERE}/task.toml: categroy: unknown key; did you mean "category"?'),
    "unknown key in a table": ({"more": "[limits]\ntimeout = 5\n"}, f'{HERE}/task.toml: limits.timeout: unknown key; did you mean "timeout_s"?'),
    "wrong type": ({"tags": '"numbers"'}, f'{HERE}/task.toml: tags: expected a list of texts, got "numbers"; write tags = *'),
    "path that escapes": ({"more": '[tests]\nvisible = ["../test_unit.py"]\n'}, f'{HERE}/task.toml: tests.visible: "../test_unit.py" is outside*'),
    "name of the standard library": ({"module": '"json"'}, f'{HERE}/task.toml: module: "json" is taken*'),
    "no test file": ({"files": {"test_properties.py": None}}, f"{HERE}/task.toml: tests.hidden: test_properties.py is missing; add a test file*"),
    "syntax error in a test file": ({"files": {"test_unit.py": "import candidate\n\ndef test(:\n"}}, f"{HERE}/test_unit.py:3: not valid Python: *"),
}  # fmt: skip

WHEN_PROVED: dict[str, tuple[dict[str, Any], str]] = {
    "reference fails": (
        {"files": {"reference.py": REFERENCE.replace("n // 2", "n // 2 + 1")}},
        f"task_error: {HERE}/reference.py: failed at test_unit.py::test_even*, but it must pass every test; mend one of them",
    ),
    "reference raises when imported": (
        {"files": {"reference.py": REFERENCE + "\n1 / 0\n"}},
        f"task_error: {HERE}/reference.py:7: does not import: ZeroDivisionError: *",
    ),
    "buggy passes": (
        {"files": {"buggy.py": REFERENCE}},
        f"task_error: {HERE}/buggy.py: passes every test, so there is nothing to repair; add a test that fails on it*",
    ),
    "calls the candidate while it is collected": (
        {"files": {"test_unit.py": UNIT + "\nimport pytest\n@pytest.mark.parametrize('n', [half(2)])\ndef test_more(n):\n    assert n\n"}},
        f"task_error: {HERE}/test_unit.py:12: half() is called while the tests are collected, when there is no candidate yet; *",
    ),
    "imports a constant": (
        {"files": {"test_unit.py": UNIT.replace("import half", "import LARGEST, half")}},
        f"task_error: {HERE}/test_unit.py:1: *LARGEST*",
    ),
    "imports what the reference lacks": (
        {"files": {"test_unit.py": UNIT.replace("import half", "import half, third")}},
        f"task_error: {HERE}/test_unit.py*third*",
    ),
    "a test file without tests": (
        {"files": {"test_unit.py": "from candidate import half\n"}},
        f"task_error: {HERE}/task.toml: tests.visible: no test in test_unit.py; write at least one",
    ),
    "a property file that does not import": (
        {"files": {"test_properties.py": "import no_such_module_at_all\n" + PROPERTIES}},
        f"task_error: {HERE}/test_properties.py: can't be collected: *no_such_module_at_all*",
    ),
}  # fmt: skip


def test_each_is_one_error_at_collection_and_the_others_run(arena: Arena) -> None:
    """One run over all of them: what the error of each says is compared one by one."""
    arena.task("good")
    for number, (how, _) in enumerate(AT_COLLECTION.values()):
        arena.task(f"broken_{number}", **how)
    result = arena.run("--codearena-report=report.json")
    result.assert_outcomes(passed=1, errors=len(AT_COLLECTION))
    assert result.ret == 1
    assert [episode["task"] for episode in arena.report()["episodes"]] == ["good"]
    output = result.stdout.str()
    assert "Traceback" not in output
    assert "INTERNALERROR" not in output
    for number, name in enumerate(AT_COLLECTION):
        said = (
            output.partition(f"___ ERROR collecting tasks/x/broken_{number}/task.toml ___")[2]
            .partition("\n___")[0]
            .partition("\n===")[0]
        )
        lines = [line for line in said.splitlines()[1:] if line]
        assert len(lines) == 1, (name, lines)


@pytest.mark.parametrize("mistake", AT_COLLECTION)
def test_the_error_names_file_and_key(arena: Arena, mistake: str) -> None:
    how, expected = AT_COLLECTION[mistake]
    arena.task("broken", **how)
    result = arena.run("--collect-only", agent=None)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*___ ERROR collecting tasks/x/broken/task.toml ___*", expected], consecutive=True)


@pytest.mark.parametrize("mistake", WHEN_PROVED)
def test_what_shows_when_the_task_is_run(arena: Arena, mistake: str) -> None:
    how, expected = WHEN_PROVED[mistake]
    arena.task("broken", **how)
    result = arena.run("--codearena-report=report.json")
    result.assert_outcomes(errors=1)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*___ ERROR at setup of broken: reference#1 ___*", expected], consecutive=True)
    (episode,) = arena.report()["episodes"]
    assert (episode["outcome"], episode["reward"], episode["attempts"]) == ("task_error", None, [])
    said = result.stdout.str().partition("___ ERROR at setup")[2].partition("\n====")[0]
    assert "/tmp" not in said, "a path of the machine"
    assert "Traceback" not in said


def test_without_an_agent_it_is_a_failed_check(arena: Arena) -> None:
    how, expected = WHEN_PROVED["buggy passes"]
    arena.task("broken", **how)
    arena.task("good", files=STRICT)
    result = arena.run("-v", agent=None)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines([expected.removeprefix("task_error: ")])


def test_among_xdist_workers_too(arena: Arena) -> None:
    arena.task("good")
    arena.task("broken", **AT_COLLECTION["unknown key"][0])
    arena.task("hopeless", **WHEN_PROVED["buggy passes"][0])
    result = arena.run_apart("-n", "2", "--codearena-report=report.json")
    result.assert_outcomes(passed=1, errors=2)
    assert result.ret == 1
    result.stdout.fnmatch_lines([AT_COLLECTION["unknown key"][1]])
    assert {e["task"]: e["outcome"] for e in arena.report()["episodes"]} == {"good": "solved", "hopeless": "task_error"}


def test_an_error_elsewhere_still_interrupts_the_run(arena: Arena) -> None:
    """Only broken tasks are errors of their own: a test module that does not import stops the run, as it always did."""
    arena.task("good")
    arena.task("broken", **AT_COLLECTION["unknown key"][0])
    (arena.path / "tasks" / "test_beside.py").write_text("import no_such_module_at_all\n")
    result = arena.run()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*Interrupted: 2 errors during collection*"])
