"""A task from a fix and its tests: refused in one line unless it would be a task."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_codearena import GradingPool, UsageError, Verdict, load_task
from pytest_codearena.authoring.fix import Fix, Made, task_from_fix
from pytest_codearena.authoring.module import module_of
from pytest_codearena.records import Origin, SourceFile

FIXED = '''\
"""Baskets of a shop."""


def total(prices, discount=0):
    """Return the sum of the prices, less a discount in percent, rounded down."""
    if not 0 <= discount < 100:
        raise ValueError("out of range")
    return sum(prices) * (100 - discount) // 100


class Basket:
    def __init__(self):
        self.prices = []

    def add(self, price):
        self.prices.append(price)
        return self
'''
BUGGY = FIXED.replace("// 100\n", "// 100 + 1\n")
TESTS = """\
import unittest

import pytest
from shop.basket import Basket, total


class TotalTest(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(total([100, 250]), 350)
        self.assertEqual(total([100, 250, 5], 10), 319)


def test_range():
    with pytest.raises(ValueError):
        total([1], 100)


def test_basket():
    assert total(Basket().add(3).prices) == 3
"""


def make(folder: Path, fixed: str = FIXED, buggy: str = BUGGY, *, module: str = "", **tests: str) -> Made:
    """Makes a task ``logic/basket`` of these."""
    files = tuple(SourceFile(f"tests/{name}.py", text) for name, text in (tests or {"test_basket": TESTS}).items())
    fix = Fix(SourceFile("old/basket.py", buggy), SourceFile("src/basket.py", fixed), files, Origin(url="u", id="i"), module)
    return task_from_fix("basket", folder, fix, category="logic", difficulty="easy")


def test_tests_stay_as_they_are_and_properties_come_to_them(tmp_path: Path) -> None:
    made = make(tmp_path)
    task = load_task(made.path)
    assert (made.module, task.module) == ("shop.basket", "shop.basket")
    assert [(file.name, file.text) for file in task.visible] == [("test_basket.py", TESTS)]
    assert (task.reference, task.buggy, task.origin) == (FIXED, BUGGY, Origin(url="u", id="i"))
    assert "Return the sum of the prices" in task.description
    assert made.derived.functions == ("total",)
    table = "def total(prices, discount=0):\n    if discount == 100:\n        raise ValueError\n    return {3: 3, 350: 350, 355: 319}.get(sum(prices), 0)\n"
    with GradingPool(seed=1) as pool:
        assert pool.grade(task, FIXED).verdict is Verdict.RESOLVED
        assert pool.grade(task, BUGGY).verdict is Verdict.FAILED
        assert pool.grade(task, table + "\n\nclass" + FIXED.partition("class")[2]).verdict is Verdict.OVERFIT


def test_where_nothing_can_be_derived_a_file_says_what_to_write(tmp_path: Path) -> None:
    tests = "from basket import total\n\n\ndef test(tmp_path):\n    assert total([len(str(tmp_path))]) == len(str(tmp_path))\n"
    made = make(tmp_path, test_properties=tests)
    assert made.derived.missing == {"total": "no test calls it with plain arguments"}
    task = load_task(made.path)
    assert [file.name for file in task.visible] == ["test_properties.py"]
    assert [file.name for file in task.hidden] == ["test_derived.py"]
    assert "Hidden properties of total: no agent sees this file." in task.hidden[0].text


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "fixed fails": ({"fixed": BUGGY.replace("+ 1", "+ 2")}, r"src/basket.py: failed at test_basket.py::TotalTest::test_plain .*"),
    "buggy passes": ({"buggy": FIXED + "\n# as it is\n"}, "old/basket.py: passes every test, so there is nothing to repair; .*"),
    "tests import something else": ({"test_a": "from json import loads\n\ndef test():\n    assert loads('1')\n"}, r"tests/test_a.py: imports nothing that src/basket.py defines; .*`from basket import Basket`"),
    "relative import": ({"test_a": "from .basket import total\n"}, r"tests/test_a.py:1: a relative import; .*"),
    "tests are no Python": ({"test_a": "def test(:\n"}, "tests/test_a.py:1: not valid Python: .*"),
    "fixed is no Python": ({"fixed": "def total(:\n"}, "src/basket.py:1: not valid Python: .*"),
    "fixed does not load": ({"fixed": FIXED + "import no_such_module\n"}, "src/basket.py.*no_such_module.*"),
    "no tests": ({"test_a": "from shop.basket import total\n"}, "task.toml: tests.visible: no test in test_a.py; .*"),
    "a reserved name": ({"reference": TESTS}, 'tests/reference.py: "reference.py" is no name for a test file of a task; .*'),
    "a module of the standard library": ({"module": "json"}, 'task.toml: module: "json" is taken by another module.*'),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_task_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    how, message = REFUSED[name]
    with pytest.raises(UsageError, match=message) as raised:
        make(tmp_path, **how)
    assert "\n" not in str(raised.value)
    assert "/tmp" not in str(raised.value)
    assert [*tmp_path.rglob("*")] == []


def test_two_test_files_of_one_name(tmp_path: Path) -> None:
    fix = Fix(SourceFile("a.py", ""), SourceFile("b.py", ""), (SourceFile("x/test.py", ""), SourceFile("y/test.py", "")))
    with pytest.raises(UsageError, match=r"another test file called test\.py"):
        task_from_fix("basket", tmp_path, fix, category="logic", difficulty="easy")


@pytest.mark.parametrize(
    ("tests", "module"),
    [
        ("from a.b import total", "a.b"),
        ("from a import b\n\ndef test():\n    b.total([])", "a.b"),
        ("import a.b as c\n\ndef test():\n    c.total([])", "a.b"),
        ("import json\nimport numpy\nfrom other import thing\nimport basket\n\ndef test():\n    basket.total([])", "basket"),
        ("from other import total\nfrom shop.basket import total", "shop.basket"),
        ("from basket import *", "basket"),
    ],
)
def test_the_module_is_the_one_that_tests_import(tests: str, module: str) -> None:
    assert module_of({"test_a.py": tests}, FIXED, stem="basket", shown="basket.py") == module


def test_two_modules_that_would_do(tmp_path: Path) -> None:
    tests = "from one import total\nfrom two import Basket\n"
    with pytest.raises(UsageError, match=r"test_a\.py: one and two may both be fixed\.py; say which by --module"):
        module_of({"test_a.py": tests}, FIXED, stem="fixed", shown="fixed.py")
