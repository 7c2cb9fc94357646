"""``--codearena-attack``: which tasks a cheat would pass, and what their authors read about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_codearena import GradingPool, load_task
from pytest_codearena.attack.adapt import programs
from pytest_codearena.attack.corpus import BLIND_SPOTS, TRICKS, corpus
from pytest_codearena.attack.run import Findings, run_attacks

from .conftest import Arena
from .made_up import FIXED, write_task
from .test_collection import listed

NOT_NONE = """\
from candidate import half


def test_something_comes_back():
    assert half(4) is not None
"""

NO_PROPERTY = """\
def test_nothing():
    assert True
"""

HALVES = """\
import reference
from candidate import half
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers())
def test_agrees_with_the_reference(number):
    assert half(number) == reference.half(number)
"""

FEW_HALVES = HALVES.replace("import given\n", "import given, settings\n").replace("@given", "@settings(max_examples=20)\n@given")
"""As sound, for tests of what is told, which need not know what the properties reach: most of a run's time goes to its examples."""

NAMES = '''\
from __future__ import annotations

import asyncio
import contextlib
import functools
from dataclasses import dataclass, field
from enum import Enum

LIMIT: int = 3
TABLE = {1: "a"}


def _checked(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@_checked
def größe(*, länge, class_=1):
    return länge * class_


COMPUTED = größe(länge=2)
double = lambda n: n * 2
triple = functools.partial(lambda factor, n: factor * n, 3)


def cheat(name, /, *args, honest=None, **kwargs):
    return [name, *args]


async def later(n):
    await asyncio.sleep(0)
    return n + 1


def counted(n):
    yield from range(n)


async def counted_later(n):
    for each in range(n):
        yield each


@contextlib.contextmanager
def opened(n):
    yield n


class Colour(Enum):
    RED = "red"

    def shown(self):
        return self.value.upper()


class Refused(Exception):
    def __init__(self, why):
        super().__init__(why)
        self.why = why


@dataclass
class Point:
    x: int = 0
    trail: list = field(default_factory=list)

    def moved(self, by):
        if by > LIMIT:
            raise Refused("too far")
        return Point(self.x + by)


class Box:
    KIND = "box"

    class Lid:
        def closed(self):
            return True

    def __init__(self, *, size):
        self.size = size
        self._open = False

    @property
    def area(self):
        return self.size**2

    @area.setter
    def area(self, value):
        self.size = int(value**0.5)

    @staticmethod
    def smallest(*sizes):
        return min(sizes)

    @classmethod
    def of(cls, text):
        return cls(size=int(text))

    async def sealed(self):
        return self._open is False

    def __len__(self):
        return self.size

    def __iter__(self):
        yield self.size

    twice = lambda self: self.size * 2
'''

NAMES_UNIT = '''\
import asyncio

import candidate
import pytest
from candidate import Box, Colour, Point, Refused, cheat, counted, double, größe, later, opened


def test_names():
    assert candidate.LIMIT == 3
    assert größe(länge=3, class_=2) == 6
    assert double(4) == 8
    assert candidate.triple(4) == 12
    assert cheat("a", 1, honest=2) == ["a", 1]
    assert list(counted(2)) == [0, 1]
    assert asyncio.run(later(1)) == 2
    with opened(3) as found:
        assert found == 3
    assert Colour.RED.shown() == "RED"
    assert Point(1).moved(2).x == 3
    with pytest.raises(Refused):
        Point(1).moved(7)


def test_box():
    box = Box(size=3)
    assert box.area == 9
    box.area = 16
    assert len(box) == 4
    assert list(box) == [4]
    assert box.twice() == 8
    assert Box.of("5").size == 5
    assert Box.smallest(3, 2) == 2
    assert Box.Lid().closed()
'''


@pytest.fixture
def pool() -> Iterator[GradingPool]:
    with GradingPool(seed=7, shrink=False) as pool:
        yield pool


def attacked(pool: GradingPool, folder: Path) -> Findings:
    return run_attacks(load_task(folder), pool, seed=7)


def names(passed: object) -> set[str]:
    assert isinstance(passed, tuple)
    return {each.name for each in passed}


class TestFindings:
    def test_tests_that_look_at_nothing_are_passed_by_nearly_everything(self, pool: GradingPool, tmp_path: Path) -> None:
        buggy = "def half(n):\n    return None\n"
        folder = write_task(tmp_path / "weak", files={"test_unit.py": NOT_NONE, "test_properties.py": NO_PROPERTY, "buggy.py": buggy})
        found = attacked(pool, folder)
        passed = names(found.cheats)
        assert {"constant_zero", "constant_text", "equal_to_everything", "first_argument"} <= passed
        assert not passed & {"constant_none", "buggy", "raises_ValueError", "exits_when_called", "fake_summary"}
        assert found.caught == ()

    def test_a_task_without_properties_falls_to_who_knows_its_tests(self, pool: GradingPool, tmp_path: Path) -> None:
        found = attacked(pool, write_task(tmp_path / "bare", files={"test_properties.py": None}, more="[tests]\nhidden = []\n"))
        assert names(found.cheats) >= {"table_then_none", "table_then_nearest", "table_then_buggy"}
        assert all("hidden properties" in each.advice for each in found.cheats if each.name.startswith("table_"))
        assert "constant_none" not in names(found.cheats)

    def test_a_sound_task_lets_no_cheat_pass_and_its_properties_catch_some(self, pool: GradingPool, tmp_path: Path) -> None:
        found = attacked(pool, write_task(tmp_path / "sound", files={"test_properties.py": HALVES}))
        assert found.cheats == ()
        assert found.tried >= 50
        assert {"table_then_none", "table_then_buggy"} <= set(found.caught)

    def test_what_no_property_draws_is_a_blind_spot(self, pool: GradingPool, tmp_path: Path) -> None:
        files = {"test_properties.py": HALVES.replace("st.integers()", "st.integers(1, 100)")}
        found = attacked(pool, write_task(tmp_path / "positive", files=files))
        assert found.cheats == ()
        assert names(found.blind_spots) == {"large_numbers", "negative_numbers", "zero"}

    def test_what_the_reference_refuses_is_no_blind_spot(self, pool: GradingPool, tmp_path: Path) -> None:
        reference = "def half(n):\n    if n <= 0:\n        raise ValueError('positive numbers only')\n    return n // 2\n"
        files = {"test_properties.py": HALVES.replace("st.integers()", "st.integers(1)"), "reference.py": reference}
        assert names(attacked(pool, write_task(tmp_path / "refuses", files=files)).blind_spots) == {"never_refuses"}

    def test_emptying_what_the_expected_value_comes_from_is_no_cheat(self, pool: GradingPool, tmp_path: Path) -> None:
        files = {
            "reference.py": "def total(numbers):\n    return sum(numbers)\n",
            "buggy.py": "def total(numbers):\n    return 1\n",
            "test_unit.py": "from candidate import total\n\n\ndef test_total():\n    numbers = [1, 2]\n    assert total(numbers) == sum(numbers)\n",
            "test_properties.py": NO_PROPERTY,
        }
        found = attacked(pool, write_task(tmp_path / "poisoned", files=files))
        assert not names(found.cheats) & {"empties_returns_zero", "constant_zero"}

    @pytest.mark.slow
    def test_names_of_every_kind_are_fitted(self, pool: GradingPool, tmp_path: Path) -> None:
        files = {
            "reference.py": NAMES,
            "buggy.py": NAMES.replace("n * 2", "n * 3"),
            "test_unit.py": NAMES_UNIT,
            "test_properties.py": NO_PROPERTY,
        }
        task = load_task(write_task(tmp_path / "names", files=files))
        fitted = {program.attack.name: program.source for program in programs(task)}
        assert {"raises_ValueError", "raises_Refused"} <= set(fitted)
        for name, source in fitted.items():
            compile(source, name, "exec")
        ends = {"exits_at_import", "sys_exit_at_import"}
        loaded = {name: pool.execute(task, fitted[name], first_failure=True).imported for name in fitted if name not in ends}
        assert [name for name, imported in loaded.items() if not imported] == []
        assert run_attacks(task, pool).cheats == ()

    @pytest.mark.slow
    def test_an_attack_keeps_every_name_and_what_constants_say(self, pool: GradingPool, tmp_path: Path) -> None:
        unit = """\
            import asyncio
            import inspect

            import candidate


            def test_shape():
                assert (candidate.LIMIT, candidate.TABLE, candidate.Box.KIND) == (3, {1: "a"}, "box")
                assert candidate.COMPUTED in (4 // 2, None)
                box = candidate.Box(size=3)
                assert box.size in (3, None)
                assert box.area in (9, None)
                assert candidate.double(2) in (4, None)
                assert candidate.triple(2) in (6, None)
                assert box.twice() in (6, None)
                assert asyncio.run(candidate.later(1)) in (2, None)
                assert list(candidate.counted(1)) in ([0], [None])
                with candidate.opened(1) as found:
                    assert found in (1, None)
                assert candidate.größe(länge=2) in (2, None)
                assert candidate.Box.smallest(2, 1) in (1, None)
                assert candidate.Box.Lid().closed() in (True, None)
            """
        unit = re.sub(r"^ {12}", "", unit, flags=re.MULTILINE)
        files = {"reference.py": NAMES, "buggy.py": "LIMIT = 1\n", "test_unit.py": unit, "test_properties.py": NO_PROPERTY}
        found = attacked(pool, write_task(tmp_path / "shape", files=files))
        assert "constant_none" in names(found.cheats)
        assert "constant_one" not in names(found.cheats)

    def test_tricks_are_not_named_where_what_they_compute_passes_anyway(self, pool: GradingPool, tmp_path: Path) -> None:
        unit = "from candidate import half\n\n\ndef test_call():\n    half(4)\n"
        buggy = "def half(n):\n    raise RuntimeError\n"
        files = {"test_unit.py": unit, "test_properties.py": NO_PROPERTY, "buggy.py": buggy}
        found = attacked(pool, write_task(tmp_path / "calls", files=files))
        tricks = {attack.name for attack in corpus() if attack.group == TRICKS}
        assert "constant_none" in names(found.cheats)
        assert not names(found.cheats) & tricks


def test_the_corpus_is_whole() -> None:
    found = [attack.name for attack in corpus()]
    assert len(found) == len(set(found)) >= 60
    assert all(attack.does.endswith(".") and attack.advice and attack.source.strip() for attack in corpus() if attack.name != "buggy")
    assert all(attack.base == "reference" for attack in corpus() if attack.group == BLIND_SPOTS)
    for attack in corpus():
        defined = set(re.findall(r"^(?:async )?(?:def|class) (\w+)|^(\w+) =", attack.source, re.MULTILINE))
        assert all(name.startswith("_attack_") or name == "cheat" for pair in defined for name in pair if name)


class TestRun:
    def test_one_item_per_task_and_the_table(self, arena: Arena) -> None:
        arena.task("sound", files={"test_properties.py": FEW_HALVES})
        arena.task("weak", files={"test_unit.py": NOT_NONE, "test_properties.py": NO_PROPERTY, "buggy.py": "def half(n):\n    return None\n"})
        listing = arena.run("--collect-only", "-q", "--codearena-attack", agent=None)
        assert listed(listing) == [f"tasks/x/{name}/task.toml::attack" for name in ("sound", "weak")]
        result = arena.run("--codearena-attack", "--codearena-seed=7", "-rf", agent=None)
        result.assert_outcomes(passed=1, failed=1)
        assert result.ret == 1
        result.stdout.fnmatch_lines(
            [
                "* of * attacks pass every test: *constant_zero*",
                "constant_zero: Every function returns 0 -> resolved; assert on what comes back, for inputs whose answers differ",
                "= codearena attack =*".replace("= ", "*= ", 1),
                "task * attacks *pass all tests *visible tests only *blind spots * time",
                "sound  * 0 *",
                "weak  *",
                "FAILED tasks/x/weak/task.toml::attack - * of * attacks pass every test: *",
            ]
        )
        assert "Traceback" not in result.stdout.str()

    def test_a_sound_task_passes_and_the_run_ends_well(self, arena: Arena) -> None:
        arena.task("sound", files={"test_properties.py": FEW_HALVES})
        (arena.path / "pytest.ini").write_text("[pytest]\ncodearena_attack = true\n")
        result = arena.run("-v", agent=None)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["tasks/x/sound/task.toml::attack PASSED*"])

    def test_beside_an_agent(self, arena: Arena) -> None:
        arena.task("sound", files={"test_properties.py": FEW_HALVES})
        result = arena.run("--codearena-attack", "--codearena-report=report.json")
        result.assert_outcomes(passed=2)
        assert [episode["agent"] for episode in arena.report()["episodes"]] == ["reference"]
        result.stdout.fnmatch_lines(["*= codearena attack =*", "*= codearena =*"])
        alone = arena.run("--codearena-attack", "--collect-only", "-q", "-k", "attack")
        assert listed(alone) == ["tasks/x/sound/task.toml::attack"]

    def test_a_task_whose_reference_fails_says_so_in_one_line(self, arena: Arena) -> None:
        arena.task("broken", files={"reference.py": "LARGEST = 100\n\n\ndef half(n):\n    return 0\n"})
        result = arena.run("--codearena-attack", agent=None)
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(["tasks/x/broken/reference.py: failed at test_unit.py::test_even *"])

    @pytest.mark.slow
    def test_the_same_table_with_workers(self, arena: Arena) -> None:
        arena.task("sound", files={"test_properties.py": FEW_HALVES, "test_unit.py": NOT_NONE + "    assert half(4) == 2\n"})
        result = arena.run_apart("--codearena-attack", "-n", "1", agent=None)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["*= codearena attack =*", "task * attacks *", "sound *"])

    def test_what_is_fixed_is_found_beside_it(self, arena: Arena) -> None:
        """The option changes nothing about an agent's own items."""
        arena.task("stale")
        result = arena.run("--codearena-attack", "-k", "file", agent=arena.fixes({"stale.py": FIXED}))
        result.assert_outcomes(passed=1, deselected=1)
