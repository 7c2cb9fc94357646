"""``pytest tasks`` without an agent: each weakness of a task is refused for its own reason, and a good task passes."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import pytest

from pytest_codearena import load_task
from pytest_codearena.check.findings import from_line, to_line
from pytest_codearena.check.run import examine

from ..plugin.conftest import Arena
from ..plugin.made_up import write_task
from .made_up import GOOD, HONEST, WEAK, WEAK_IN_FULL, good, slow

ADULTS = """\
def grown(age):
    return age if age > 18 else 18
"""
"""With ``>=`` it would be the same."""

ADULTS_TASK: dict[str, Any] = good(
    description='"grown(age) is the age, but at least 18."',
    files={
        "reference.py": ADULTS,
        "buggy.py": "def grown(age):\n    return age\n",
        "test_unit.py": "from candidate import grown\n\n\ndef test_grown():\n    assert [grown(n) for n in (17, 18, 19, 20)] == [18, 18, 19, 20]\n",
        "test_properties.py": """\
import reference
from candidate import grown
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=20)
@given(st.integers(0, 40))
def test_agrees_with_the_reference(age):
    assert grown(age) == reference.grown(age)
""",
    },
)
MARK = """\
[[mutants.equivalent]]
before = "return age if age > 18 else 18"
after = "return age if age >= 18 else 18"
reason = "18 is 18 either way"
"""
SURVIVOR = "reference.py:2: return age if age > 18 else 18  ->  return age if age >= 18 else 18"


def section(result: pytest.RunResult, task: str) -> list[str]:
    """The lines of a task's failure."""
    lines = [line for line in result.outlines if not line.startswith("[gw")]
    start = next(number for number, line in enumerate(lines) if line.strip("_ ") == f"{task}: check")
    end = next(number for number, line in enumerate(lines) if number > start and line.startswith(("___", "===")))
    return lines[start + 1 : end]


def fits(line: str, pattern: str, task: str) -> bool:
    return fnmatchcase(line, pattern.replace("{here}", f"tasks/x/{task}").replace("[", "[[]"))


class TestInFull:
    def test_all_that_is_wrong_is_told_and_a_good_task_passes(self, arena: Arena) -> None:
        """On workers, whose findings have to travel."""
        arena.task("good", **GOOD)
        for name, (how, _) in WEAK_IN_FULL.items():
            arena.task(name, **how)
        result = arena.pytester.runpytest_subprocess("tasks", "-n", "2", "--codearena-seed=1", timeout=1200)
        result.assert_outcomes(passed=1, failed=len(WEAK_IN_FULL))
        for name, (_, expected) in WEAK_IN_FULL.items():
            said = section(result, name)
            problems = [line for line in said if line.startswith("tasks/") and ": mutants: " not in line]
            others = [pattern for pattern in expected if ": mutants: " not in pattern]
            for pattern in expected:
                assert any(fits(line, pattern, name) for line in said), (pattern, said)
            assert len(problems) == len(others), said
        assert "  reference.py:2: if age < 6:  ->  if age <= 6:" in section(result, "misses_an_edge")
        result.stdout.fnmatch_lines(
            [
                "*= codearena check =*",
                "task * mutants *killed *alive *vacuous *flake *margin *time *verdict",
                "all_at_once * 1 * 0 *x * weak (*)",
                "good * 100% * 0 * 0 * 0 *x *s  good",
                "left_to_chance * 1 *x * weak (3)",
            ]
        )

    def test_a_task_about_speed(self, arena: Arena) -> None:
        arena.task("slow", **slow("[100_000, 200_000]"))
        result = arena.run(agent=None)
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines(["slow * good"])


    def test_a_workload_that_the_reference_fails(self, arena: Arena) -> None:
        how = slow("[9, 90]")
        arena.task("slow", **{**how, "files": {**how["files"], "workload.py": "def workload(size, rng):\n    return (size,)\n"}})
        result = arena.run(agent=None)
        result.assert_outcomes(failed=1)
        (said,) = section(result, "slow")
        assert fits(said, "{here}/reference.py: on the workload of size 9 it raised TypeError; mend it, or workload.py", "slow")


class TestQuickly:
    def test_each_is_refused_for_its_own_reason(self, arena: Arena) -> None:
        arena.task("good", **GOOD)
        for name, (how, _) in WEAK.items():
            arena.task(name, **how)
        result = arena.run("--codearena-check=quick", agent=None)
        result.assert_outcomes(passed=1, failed=len(WEAK))
        for name, (_, expected) in WEAK.items():
            (said,) = section(result, name)
            assert fits(said, expected, name)
        assert "Traceback" not in result.stdout.str()

    def test_what_is_wrong_as_the_category_says_passes(self, arena: Arena) -> None:
        for name, how in HONEST.items():
            arena.task(name, **how)
        result = arena.run("--codearena-check=quick", agent=None)
        result.assert_outcomes(passed=len(HONEST))

    def test_it_leaves_the_rest_out(self, arena: Arena) -> None:
        arena.task("misses_an_edge", **WEAK_IN_FULL["misses_an_edge"][0])
        (arena.path / "pytest.ini").write_text("[pytest]\ncodearena_check = quick\n")
        (arena.path / "conftest.py").write_text(
            "import sys\n\n\ndef pytest_sessionfinish():\n    assert 'libcst' not in sys.modules\n"
        )
        result = arena.run_apart(agent=None)
        result.assert_outcomes(passed=1)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["*= codearena check =*", "task * margin *time *verdict", "misses_an_edge * good"])
        result.stdout.no_fnmatch_line("*mutants*")

    @pytest.mark.parametrize(
        ("workload", "expected"),
        [
            ("return size", "expected a tuple of arguments, got int; write `return (value,)`"),
            ("return (size // 0,)", "at size 9 it raised ZeroDivisionError: *; mend it"),
        ],
    )
    def test_a_workload_that_does_not_work_is_one_line(self, arena: Arena, workload: str, expected: str) -> None:
        how = slow("[9, 90]")
        arena.task("slow", **{**how, "files": {**how["files"], "workload.py": f"def workload(size, rng):\n    {workload}\n"}})
        result = arena.run("--codearena-check=quick", agent=None)
        result.assert_outcomes(failed=1)
        (said,) = section(result, "slow")
        assert fits(said, "{here}/workload.py: *" + expected, "slow")

    def test_without_literal_calls_there_is_no_table(self, arena: Arena) -> None:
        """The tests pass objects that can't be written down; that nobody can learn by heart."""
        unit = "from candidate import fare\n\n\nclass Age(int):\n    pass\n\n\ndef test_fare():\n    assert fare(Age(70)) == 150\n"
        properties = "from candidate import fare\n\n\ndef test_nothing():\n    assert True\n"
        arena.task("objects", **good(files={"test_unit.py": unit, "test_properties.py": properties}))
        arena.run("--codearena-check=quick", agent=None).assert_outcomes(passed=1)

    def test_another_depth_is_refused(self, arena: Arena) -> None:
        arena.task("good", **GOOD)
        result = arena.run("--codearena-check=deep", agent=None)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(['*--codearena-check: expected full or quick, got "deep"*'])

    def test_a_reference_that_fails_keeps_its_one_line(self, arena: Arena) -> None:
        arena.task("broken", **good(files={"reference.py": GOOD["files"]["buggy.py"]}))
        result = arena.run(agent=None)
        result.assert_outcomes(failed=1)
        assert section(result, "broken")[0] == (
            "tasks/x/broken/reference.py: failed at test_unit.py::test_fare[65-150], but it must pass every test; mend one of them"
        )


class TestMarks:
    def test_a_survivor_that_is_marked_no_longer_counts(self, arena: Arena) -> None:
        folder = arena.task("adults", **ADULTS_TASK)
        before = arena.run(agent=None)
        before.assert_outcomes(failed=1)
        assert f"  {SURVIVOR}" in section(before, "adults")
        task_file = folder / "task.toml"
        task_file.write_text(task_file.read_text() + MARK)
        arena.run(agent=None).assert_outcomes(passed=1)

    def test_a_mark_that_fits_no_survivor_is_stale(self, arena: Arena) -> None:
        killed = MARK.replace(">= 18", "<= 18").replace("age > 18 else 18\"\nreason", "age > 18 else 19\"\nreason")
        noticed = MARK.replace('after = "return age if age >= 18 else 18"', 'after = "return age if age > 18 else 19"')
        arena.task("adults", **{**ADULTS_TASK, "more": MARK + killed + noticed})
        result = arena.run(agent=None)
        result.assert_outcomes(failed=1)
        said = section(result, "adults")
        assert fits(said[0], "{here}/task.toml: mutants.equivalent[2]: no change of the reference that was tried is like this (*); remove *", "adults")
        assert fits(said[1], "{here}/task.toml: mutants.equivalent[3]: a test notices this change (*); remove the entry, *", "adults")

    @pytest.mark.parametrize(
        ("marks", "expected"),
        [
            (MARK.replace('reason = "18 is 18 either way"', ""), 'mutants.equivalent[1].reason: missing; write reason = "…"'),
            (MARK + 'why = "x"\n', "mutants.equivalent[1].why: unknown key; known keys: before, after, reason"),
            ("[mutants]\nequivalent = 3\n", "mutants.equivalent: expected tables, got 3; write [[mutants.equivalent]]"),
            ("[mutants]\nequivalents = []\n", 'mutants.equivalents: unknown key; did you mean "equivalent"?'),
        ],
    )
    def test_a_mark_of_another_form_is_one_error(self, arena: Arena, marks: str, expected: str) -> None:
        arena.task("adults", **{**ADULTS_TASK, "more": marks})
        result = arena.run(agent=None)
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines([f"tasks/x/adults/task.toml: {expected}".replace("[", "[[]")])


def test_the_same_task_is_always_examined_alike(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where no seed is given it comes from the reference; what the author marks or describes changes nothing."""
    found = []
    for more in ("", MARK.replace("18 is 18", "it is 18")):
        folder = write_task(tmp_path_factory.mktemp("task") / "adults", **{**ADULTS_TASK, "more": more})
        found.append(examine(load_task(folder), depth="full", path="adults", shown="adults", sandbox="strict"))
    bare, marked = found
    assert bare.survivors == (SURVIVOR,)
    assert (marked.survivors, marked.equivalent, marked.problems) == ((), 1, ())
    assert marked.mutants == bare.mutants - 1
    assert from_line(to_line(bare)) == bare
