"""What is judged: a search in a sorted list, its tests in the form that each way needs, candidates whose verdict is known."""

from __future__ import annotations

from pathlib import Path

from pytest_codearena import Task, Verdict, load_task

REFERENCE = """\
def search(xs, x):
    lo, hi = 0, len(xs)
    while lo < hi:
        mid = (lo + hi) // 2
        if xs[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo if lo < len(xs) and xs[lo] == x else -1
"""
BUGGY = REFERENCE.replace("xs[mid] < x", "xs[mid] <= x")

CALLS = [(f"search([1, 3, 5, 7, 9, 11], {2 * i + 1})", i if i < 6 else -1) for i in range(8)]
UNIT_TESTS = "from candidate import search\n" + "".join(
    f"\n\ndef test_{number}():\n    assert {call} == {value}\n" for number, (call, value) in enumerate(CALLS)
)
PROPERTIES = """\
from candidate import search
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.integers()), st.integers())
def test_found(xs, x):
    xs = sorted(xs)
    i = search(xs, x)
    assert (i == -1 and x not in xs) or xs[i] == x


@given(st.lists(st.integers(), min_size=1))
def test_present(xs):
    xs = sorted(set(xs))
    assert search(xs, xs[len(xs) // 2]) == len(xs) // 2
"""
ASSERTS = "".join(f"assert {call} == {value}\n" for call, value in CALLS)
"""The unit tests as HumanEval writes them."""
UNITTEST = (
    "import unittest\n\n\nclass SearchTest(unittest.TestCase):\n"
    + "".join(
        f"    def test_{number}(self):\n        self.assertEqual({call}, {value})\n\n" for number, (call, value) in enumerate(CALLS)
    )
    + '\nif __name__ == "__main__":\n    unittest.main()\n'
)
"""The unit tests for the standard library's own runner, in one file with the candidate."""

WRONG = REFERENCE.replace("return lo if", "return lo + 1 if").replace("else -1", "else -2")
"""Fails every unit test."""
WRONG_AT_LAST = REFERENCE.replace("    lo, hi", "    if x == 15:\n        return 0\n    lo, hi", 1)
"""Fails the last unit test only, so a way that judges it rightly has come as far as that."""
OVERFIT = REFERENCE.replace("return lo if", "return -1 if len(xs) > 6 else lo if")
"""Passes the unit tests; wrong for long lists."""
TIRED = "calls = 0\n\n\n" + REFERENCE.replace(
    "    lo, hi", "    global calls\n    calls += 1\n    if calls > 190:\n        return -2\n    lo, hi", 1
)
"""Right in its first 190 calls, so a way that judges it rightly has run both properties on about 100 inputs each."""

VERDICTS = {
    REFERENCE: Verdict.RESOLVED,
    WRONG: Verdict.FAILED,
    WRONG_AT_LAST: Verdict.FAILED,
    OVERFIT: Verdict.OVERFIT,
    TIRED: Verdict.OVERFIT,
}
"""What each candidate is; those that are overfit, only where the properties run."""

_TOML = 'title = "Search"\ndescription = "Index of x in a sorted list, or -1"\ncategory = "logic"\ndifficulty = "easy"\n'


def write_tests(folder: Path, *, properties: bool) -> list[str]:
    """``folder`` holds the tests and the reference after this; returns the names of the test files."""
    folder.mkdir(parents=True)
    (folder / "reference.py").write_text(REFERENCE)
    (folder / "test_unit.py").write_text(UNIT_TESTS)
    if not properties:
        return ["test_unit.py"]
    (folder / "test_properties.py").write_text(PROPERTIES)
    return ["test_unit.py", "test_properties.py"]


def write_task(folder: Path, *, properties: bool, more: str = "") -> Task:
    """Returns the task that ``folder`` holds after this; ``more`` is added to its task.toml."""
    write_tests(folder, properties=properties)
    (folder / "task.toml").write_text(_TOML + more + ("" if properties else "[tests]\nhidden = []\n"))
    (folder / "buggy.py").write_text(BUGGY)
    return load_task(folder)
