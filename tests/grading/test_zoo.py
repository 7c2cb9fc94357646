"""One task that uses most of what Python has: its tests pass in plain pytest, so they must pass across processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_codearena import GradingPool, Verdict, load_task
from pytest_codearena.grading.client import Grader

ZOO = Path(__file__).parent / "tasks" / "zoo"


def test_the_reference_passes_every_test() -> None:
    """Grader.ready proves the reference through the same proxies as any candidate."""
    grader = Grader(load_task(ZOO))
    try:
        checks = grader.ready()
        execution = grader.run(load_task(ZOO).reference)
    finally:
        grader.close()
    assert len(checks) > 80
    assert [check.id for check in execution.checks if not check.passed] == []


@pytest.mark.parametrize(
    ("before", "after", "failing"),
    [
        ("        return self._items.pop()", "        return None", "test_classes"),
        ("    buffer += b", "    buffer = buffer + b", "test_in_place"),
        ("return [value, value]", "return [value, list(value)]", "test_shared_and_cyclic"),
        ('raise OutOfStock(item, wanted=2)', 'raise LookupError(f"no {item} left")', "test_exceptions"),
        ("        return kind is ValueError", "        return True", "test_context_managers"),
        ("    print(text)", "    pass", "test_output"),
        ("    return n * 2", "    return n", "test_async"),
        ('        return "hello from " + self.name()', '        return "hello from Stack"', "test_subclass_in_a_test"),
        ("        node.value += 1", "        node.value += 0", "test_support"),
        ("    return helper()", '    return "real"', "test_patching"),
    ],
)
def test_a_change_of_behaviour_is_seen(pool: GradingPool, before: str, after: str, failing: str) -> None:
    """The proxies forward; they don't answer for the candidate."""
    task = load_task(ZOO)
    assert before in task.reference
    grade = pool.grade(task, task.reference.replace(before, after, 1))
    assert grade.verdict is Verdict.FAILED
    assert failing in {check.id.partition("::")[2] for check in grade.checks if check.outcome == "failed"}


def test_what_the_reference_printed_stays_with_it(pool: GradingPool, tmp_path: Path) -> None:
    """A candidate's feedback shows its own output only, although the reference ran the same tests before."""
    head = 'title = "t"\ndescription = "d"\ncategory = "logic"\ndifficulty = "easy"\n[tests]\nhidden = []\n'
    (tmp_path / "task.toml").write_text(head)
    (tmp_path / "reference.py").write_text('def half(n):\n    print("the way of the reference")\n    return n // 2\n')
    (tmp_path / "buggy.py").write_text('def half(n):\n    print("my own way")\n    return n\n')
    (tmp_path / "test_unit.py").write_text("from candidate import half\n\n\ndef test_half():\n    assert half(4) == 2\n")
    task = load_task(tmp_path)
    grade = pool.grade(task, task.buggy)
    assert "my own way" in grade.feedback
    assert "the way of the reference" not in grade.feedback


def test_no_line_of_the_reference_stands_in_feedback(pool: GradingPool, tmp_path: Path) -> None:
    """Not even where a visible test calls the reference, and it raises."""
    head = 'title = "t"\ndescription = "d"\ncategory = "logic"\ndifficulty = "easy"\n[tests]\nhidden = []\n'
    (tmp_path / "task.toml").write_text(head)
    (tmp_path / "reference.py").write_text("def half(n):\n    exact = n / 2\n    return int(exact)\n")
    (tmp_path / "buggy.py").write_text('def half(n):\n    return "x"\n')
    (tmp_path / "test_unit.py").write_text(
        "import reference\nfrom candidate import half\n\n\ndef test_twice():\n    assert reference.half(half(8)) == 2\n"
    )
    task = load_task(tmp_path)
    feedback = pool.grade(task, task.buggy).feedback
    assert "TypeError" in feedback
    assert "exact" not in feedback
