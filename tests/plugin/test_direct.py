"""A task's test files, named on the command line: ordinary tests of the reference, or of other code, without a grader."""

from __future__ import annotations

import pytest

from .conftest import Arena
from .made_up import FIXED, PROPERTIES, UNIT

TESTS = "tasks/x/stale/test_unit.py"
HEADER = "codearena: the named tests of tasks run in this process, unsandboxed, on {}"


def run(arena: Arena, *arguments: str, where: str = TESTS) -> pytest.RunResult:
    """A run without an agent."""
    return arena.run(*arguments, agent=None, where=where)


def test_they_test_the_reference(arena: Arena) -> None:
    arena.task("stale")
    result = run(arena)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines([HEADER.format("reference.py")])


def test_hidden_tests_import_the_reference_and_support_too(arena: Arena) -> None:
    tests = PROPERTIES + "\nimport support\n\n\ndef test_support():\n    assert support.Node.__module__ == 'support'\n"
    arena.task("stale", files={"test_properties.py": tests, "support.py": "class Node:\n    pass\n"})
    run(arena, where="tasks/x/stale/test_properties.py").assert_outcomes(passed=2)


@pytest.mark.parametrize("by", ["option", "setting"])
def test_they_test_other_code(arena: Arena, by: str) -> None:
    arena.task("stale")
    (arena.path / "mine.py").write_text(FIXED)
    for name, outcome in (("buggy", {"passed": 0, "failed": 2}), ("mine.py", {"passed": 2})):
        if by == "setting":
            arena.pytester.makeini(f"[pytest]\ncodearena_candidate = {name}\n")
        result = run(arena, *([f"--codearena-candidate={name}"] if by == "option" else []))
        result.assert_outcomes(**outcome)
        result.stdout.fnmatch_lines([HEADER.format("buggy.py" if name == "buggy" else "*/mine.py")])


def test_a_module_by_its_own_name_inside_of_packages(arena: Arena) -> None:
    tests = UNIT.replace("from candidate", "from shop.numbers.halves") + "\n\ndef test_late():\n    import shop.numbers.halves as again\n\n    assert again.half(2) == 1\n"
    arena.task("stale", module='"shop.numbers.halves"', files={"test_unit.py": tests, "test_properties.py": "import reference\n"})
    run(arena).assert_outcomes(passed=3)


def test_two_tasks_share_no_module(arena: Arena) -> None:
    """Their files have the same names; what one of them imports while it runs is its own, and loaded once."""
    late = "\n\ndef test_late():\n    import candidate, extra, reference\n\n    assert candidate.half is half\n    assert extra.NAME == candidate.NAME == reference.NAME == {name!r}\n"
    for name in ("one", "two"):
        reference = f"NAME = {name!r}\n\n\ndef half(n):\n    return n // 2\n"
        files = {"test_unit.py": UNIT + late.format(name=name), "reference.py": reference, "extra.py": f"NAME = {name!r}\n"}
        arena.task(name, files=files)
    beside = "import sys\n\n\ndef test_beside():\n    assert not {'candidate', 'reference', 'extra'} & set(sys.modules)\n"
    (arena.path / "tasks" / "test_beside.py").write_text(beside)
    tests = [f"tasks/x/{name}/test_unit.py" for name in ("one", "two")]
    run(arena, "tasks/test_beside.py", tests[1], where=tests[0]).assert_outcomes(passed=7)
    arena.run_apart("-n", "2", tests[1], agent=None, where=tests[0]).assert_outcomes(passed=6)


def test_one_test_by_its_id_with_details(arena: Arena) -> None:
    arena.task("stale")
    result = run(arena, "--codearena-candidate=buggy", where=f"{TESTS}::test_even")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E       assert 3 == 2", f"FAILED {TESTS}::test_even - assert 3 == 2"])


def test_fixtures_of_the_folder_and_files_below_it(arena: Arena) -> None:
    conftest = "import pytest\n\n\n@pytest.fixture\ndef halved():\n    import candidate\n\n    return candidate.half(8)\n"
    tests = "def test(halved):\n    assert halved == 4\n"
    arena.task("stale", more='[tests]\nvisible = ["deep/test_more.py"]\n', files={"conftest.py": conftest, "deep/test_more.py": tests})
    run(arena, where="tasks/x/stale/deep/test_more.py").assert_outcomes(passed=1)


def test_the_folder_is_still_a_task(arena: Arena) -> None:
    arena.task("stale")
    result = run(arena, "tasks/x/stale/task.toml", "-v", "--codearena-check=quick")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["tasks/x/stale/task.toml::check PASSED*"])


@pytest.mark.parametrize(
    ("arguments", "where", "message"),
    [
        (["--codearena-candidate=nix.py"], TESTS, '--codearena-candidate: expected reference, buggy, or a file, got "nix.py"'),
        (["--codearena-candidate=buggy"], "tasks", "--codearena-candidate: name a test file of a task, e.g. *"),
    ],
)
def test_wrong_use(arena: Arena, arguments: list[str], where: str, message: str) -> None:
    arena.task("stale")
    result = run(arena, *arguments, where=where)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {message}"])


def test_a_mistake_in_the_task_is_told(arena: Arena) -> None:
    arena.task("stale", difficulty='"trivial"')
    result = run(arena)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['*tasks/x/stale/task.toml: difficulty: expected easy, medium or hard, got "trivial"*'])


def test_a_test_file_of_no_task_is_left_alone(arena: Arena) -> None:
    """A folder above it has a task.toml of some other tool."""
    (arena.path / "task.toml").write_text("version = 3\n")
    (arena.path / "sub").mkdir()
    (arena.path / "sub" / "test_own.py").write_text("def test():\n    pass\n")
    result = run(arena, where="sub/test_own.py")
    result.assert_outcomes(passed=1)
    assert "unsandboxed" not in result.stdout.str()
