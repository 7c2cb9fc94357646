"""What `analyse` says of functions whose growth is known, of hostile sources, and of the shipped tasks."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_codearena import analyse, load_task
from pytest_codearena.records import Growth

from .functions import COUNTED, DEVELOPMENT, FUNCTIONS
from .known import Known
from .traps import TRAPS

TASKS = sorted(path.parent for path in (Path(__file__).parents[2] / "tasks").rglob("task.toml"))


def rates(functions: tuple[Known, ...]) -> tuple[float, float]:
    """Share of right claims, and share of false ones."""
    said = [(known.growth, analyse(known.source, known.function).growth) for known in functions]
    right = sum(truth == claim for truth, claim in said)
    return right / len(said), sum(claim not in (truth, Growth.UNKNOWN) for truth, claim in said) / len(said)


@pytest.mark.parametrize("functions", [DEVELOPMENT, COUNTED, FUNCTIONS], ids=["development", "counted", "all"])
def test_it_is_mostly_right_and_hardly_ever_false(functions: tuple[Known, ...]) -> None:
    right, false = rates(functions)
    assert right >= 0.75
    assert false <= 0.05


@pytest.mark.parametrize(("growth", "source"), TRAPS)
def test_it_says_unknown_rather_than_something_false(growth: str, source: str) -> None:
    assert analyse(source, "f").growth in (growth, Growth.UNKNOWN)


def test_reasons_name_lines() -> None:
    source = "def f(xs):\n    seen = []\n    for x in xs:\n        if x not in seen:\n            seen.append(x)\n    return seen\n"
    analysis = analyse(source)
    assert analysis.growth is Growth.QUADRATIC
    assert analysis.reasons == ("line 3: a loop over xs", "line 4: `in` on a list looks at all of it")
    assert "set" in analysis.hint


def test_loops_inside_of_loops_name_the_outer_one() -> None:
    reasons = analyse("def f(xs):\n    n = 0\n    for x in xs:\n        for y in xs:\n            n += 1\n    return n\n").reasons
    assert reasons == ("line 3: a loop over xs", "line 4: a loop over xs inside the loop of line 3")


@pytest.mark.parametrize(
    ("function", "growth"),
    [("fast", Growth.LINEAR), ("slow", Growth.QUADRATIC), ("Box.both", Growth.QUADRATIC), (None, Growth.QUADRATIC), ("nowhere", Growth.UNKNOWN)],
)
def test_which_function_is_meant(function: str | None, growth: Growth) -> None:
    source = """
def fast(xs): return sum(xs)
def slow(xs): return [fast(xs) for _ in xs]
class Box:
    def both(self, xs): return slow(xs)
"""
    assert analyse(source, function).growth is growth


HOSTILE = {
    "empty": "",
    "no Python": "def f(:",
    "a null": "x = '\0'",
    "half a surrogate": "x = '\ud800'",
    "deep parentheses": "def f(x): return " + "(" * 5000 + "x" + ")" * 5000,
    "deep operators": "def f(x): return " + "-" * 20000 + "x",
    "deep additions": "def f(x): return " + "x + " * 5000 + "x",
    "deep attributes": "def f(x): return x" + ".a" * 5000,
    "deep calls": "def f(x): return x" + "()" * 3000,
    "deep loops": "def f(x):\n" + "".join(" " * (i + 1) + "for i in x:\n" for i in range(60)) + " " * 62 + "pass\n",
    "deep whiles": "def f(x):\n" + "".join(" " * (i + 1) + "while x:\n" for i in range(90)) + " " * 92 + "x.pop()\n",
    "many statements": "def f(x):\n" + "    x += 1\n" * 15000,
    "many functions": "".join(f"def f{i}(x): return f{i + 1}(x) + f{i + 1}(x)\n" for i in range(300)),
    "many loops": "def f(x):\n" + "    for i in x:\n        y = i\n" * 2000,
    "a large number": "def f(x): return 10 ** " + "9" * 4000 + " << x",
    "a long number": "x = " + "1" * 10000,
    "many names": "def f(x):\n" + "".join(f"    a{i} = a{i - 1} + x\n" for i in range(3000)) + "    for b in x:\n" + "".join(f"        a{i} = a{i + 1}\n" for i in range(1500)),
    "a huge file": "x = 1\n" * 100000,
    "division by nothing": "def f(n): return n // 0, n >> -5, n % 0, n << 10**9, 0 ** -1, n ** -1, n / 0.0, n // 1e309",
    "endless": "def f(n):\n    while True: pass",
    "calls itself": "f = lambda n: f(n)\ndef g(n): return f(g(n))",
    "odd parameters": "def f(a, /, *b, c=1, **d): return f(*b, **d)",
    "odd annotations": "def f(a: 'list[', b: list[list[list[list[list[list[list[int]]]]]]], c: (1, 2)): return a",
    "odd range": "def f(n):\n    for i in range(): pass\n    for j in range(*n): pass\n    min(); max(); zip(); enumerate(); sorted(); sum()",
    "patterns": "r" * 3000 + " = max(max(" + "a, " * 3000 + "b))",
    "texts": "def f(x):\n" + "    s = ''\n" * 900 + "    return x\n",
    "windows": "def f(x):\n" + "    while x[left]:\n        t = target - x\n        x = max(x, t)\n" * 140,
    "a long word": f"def f(x):\n    return {'a' * 5900}",
    "many sums": "def f(x):\n    return " + " + ".join(["max(sum(x[i:j]) for i in x)"] * 200),
    "spaces": "def f(x):\n    s = ''\n" + "    for i in range(x):\n        pass\n" * 400,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_sources_get_an_answer_soon(source: str) -> None:
    begin = time.process_time()
    assert analyse(source).growth in Growth
    assert time.process_time() - begin < 30


SNIPPETS = st.sampled_from([line for known in FUNCTIONS for line in known.source.splitlines() if line.strip()])


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(SNIPPETS, max_size=12).map("\n".join)))
def test_any_text_gets_an_answer(source: str) -> None:
    assert analyse(source).growth in Growth


@settings(deadline=None)
@given(st.data())
def test_a_function_with_lines_left_out_gets_an_answer(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(FUNCTIONS)).source.splitlines()
    keep = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    assert analyse("\n".join(line for line, kept in zip(lines, keep, strict=True) if kept)).growth in Growth


@pytest.mark.parametrize("folder", TASKS, ids=lambda folder: folder.name)
def test_what_shipped_tasks_expect_is_not_contradicted(folder: Path) -> None:
    task = load_task(folder)
    if task.efficiency is not None and task.efficiency.expected is not None:
        assert analyse(task.reference, task.efficiency.function).growth in (task.efficiency.expected, Growth.UNKNOWN)
        if task.category == "optimization":
            assert analyse(task.buggy, task.efficiency.function).growth != task.efficiency.expected


SAID = {
    ("cinema_seats", "free_blocks"): ("unknown", "unknown"),  # it depends on the size of the group
    ("price_history", "price_on"): ("O(log n)", "O(log n)"),
    ("quiet_hours", "is_quiet"): ("unknown", "unknown"),  # how many days a window lists is not known
    ("route_climb", "climbs"): ("O(n)", "unknown"),
    ("solar_stretch", "best_stretch"): ("O(n)", "O(n^3)"),
    ("guest_search", "find_guests"): ("unknown", "unknown"),
    ("signed_links", "verify"): ("unknown", "unknown"),
    ("price_formula", "evaluate"): ("unknown", "unknown"),
    ("greenhouse_average", "average_reading"): ("O(n)", "unknown"),
    ("bus_departures", "next_departures"): ("unknown", "unknown"),  # n is not clear: lines, or departures of each
    ("parking_garage", "ParkingGarage.free_spaces"): ("O(1)", "unknown"),
    ("league_podium", "podium"): ("O(n log n)", "O(n log n)"),
    ("till_total", "day_total"): ("O(n)", "O(n)"),
    ("tracking_number", "check_digit"): ("O(1)", "unknown"),
}
"""What is said of reference and buggy code; each was checked by hand."""


@pytest.mark.parametrize(("name", "function"), SAID)
def test_what_is_said_of_shipped_tasks(name: str, function: str) -> None:
    task = load_task(next(folder for folder in TASKS if folder.name == name))
    assert (analyse(task.reference, function).growth, analyse(task.buggy, function).growth) == SAID[name, function]


@pytest.mark.parametrize(("name", "problem"), [("solar_stretch", "maximum-subarray"), ("route_climb", "prefix-sum")])
def test_shipped_tasks_of_optimisation_get_a_hint(name: str, problem: str) -> None:
    task = load_task(next(folder for folder in TASKS if folder.name == name))
    assert task.efficiency is not None
    buggy = analyse(task.buggy, task.efficiency.function)
    assert buggy.problem == problem and buggy.hint
    assert analyse(task.reference, task.efficiency.function).hint == ""


def test_nothing_is_run(tmp_path: Path) -> None:
    target = tmp_path / "written"
    analyse(f"open({str(target)!r}, 'w')\ndef f(x=open({str(target)!r}, 'w')): pass\n")
    assert not target.exists()


def test_traps_compile() -> None:
    assert all(any(isinstance(each, ast.FunctionDef) and each.name == "f" for each in ast.parse(source).body) for _, source in TRAPS)
