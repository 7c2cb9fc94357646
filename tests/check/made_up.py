"""A task that is good, and tasks that are each weak in one way, with what their authors should read about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HERE = "tasks/x"

DESCRIPTION = '"fare(age) is what a ride costs: nothing up to the age of 5, 150 up to 13 and from 65 on, 300 else. Wrong: some pay 300."'

BUGGY = """\
def fare(age):
    if age < 6:
        return 0
    if age < 14:
        return 150
    return 300
"""

REFERENCE = """\
def fare(age):
    if age < 6:
        return 0
    if age < 14 or age >= 65:
        return 150
    return 300
"""

UNIT = """\
import pytest
from candidate import fare


@pytest.mark.parametrize(("age", "cents"), [(0, 0), (5, 0), (6, 150), (13, 150), (14, 300), (64, 300), (65, 150)])
def test_fare(age, cents):
    assert fare(age) == cents
"""

WEAK_UNIT = """\
from candidate import fare


def test_child():
    assert fare(3) == 0


def test_senior():
    assert fare(65) == 150
"""

PROPERTIES = """\
import reference
from candidate import fare
from hypothesis import given, settings
from hypothesis import strategies as st

ages = st.integers(0, 100)
few = settings(max_examples=20)


@few
@given(ages)
def test_agrees_with_the_reference(age):
    assert fare(age) == reference.fare(age)


@few
@given(ages)
def test_there_are_three_prices(age):
    assert fare(age) in (0, 150, 300)
"""

SQUARES: Mapping[str, str] = {
    "buggy.py": """\
def squares(numbers):
    for _ in range(9):
        result = sum(number * number for number in numbers)
    return result
""",
    "reference.py": """\
def squares(numbers):
    return sum(number * number for number in numbers)
""",
    "test_unit.py": """\
from candidate import squares


def test_squares():
    assert squares([1, 3]) == 10
    assert squares([]) == 0
""",
    "test_properties.py": """\
from candidate import squares
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=20)
@given(st.lists(st.integers(), max_size=5))
def test_squares(numbers):
    assert squares(numbers) == sum(number**2 for number in numbers)
""",
    "workload.py": "def workload(size, rng):\n    return (range(rng.randrange(9), size),)\n",
}

GOOD: Mapping[str, Any] = {
    "category": '"logic"',
    "description": DESCRIPTION,
    "files": {"buggy.py": BUGGY, "reference.py": REFERENCE, "test_unit.py": UNIT, "test_properties.py": PROPERTIES},
}


def good(*, files: Mapping[str, str] | None = None, **how: Any) -> dict[str, Any]:
    """The good task, but for what is given."""
    return {**GOOD, **how, "files": {**GOOD["files"], **(files or {})}}


def slow(sizes: str) -> dict[str, Any]:
    """A task about speed, good if its sizes are large enough."""
    table = f'[efficiency]\nfunction = "squares"\nsizes = {sizes}\n'
    return {"category": '"optimization"', "description": '"squares(numbers) adds up the squares."', "more": table, "files": SQUARES}


BURN = """\


def burn(seconds):
    end = time.process_time() + seconds
    bytearray(50 * 2**20)
    while time.process_time() < end:
        pass
"""
"""Takes its CPU time, and its memory, on any machine."""

LOT = """\


def lot():
    return random.random() < 0.5
"""

ALL_AT_ONCE = good(
    description='"fare(age): nothing up to 5. The line should be `if age < 14 or age >= 65 :`."',
    files={
        "reference.py": "import time\n\n\n" + REFERENCE + BURN,
        "buggy.py": "import time\n\n\n" + BUGGY + BURN,
        "test_unit.py": UNIT.replace("import fare", "import burn, fare") + "\n\ndef test_burn():\n    burn(0.05)\n",
        "test_properties.py": PROPERTIES
        + """

@few
@given(ages)
def test_idle(age):
    fare(age)


@few
@given(st.sampled_from([(age, reference.fare(age)) for age in range(100)]))
def test_known(case):
    age, cents = case
    assert fare(age) == cents
""",
        "workload.py": "def workload(size, rng):\n    return (size,)\n",
    },
    more='[limits]\ntimeout_s = 0.1\nmemory_mb = 64\n[efficiency]\nfunction = "fare"\nsizes = [20, 40]\n',
)
"""Weak in six ways."""

BY_HEART = PROPERTIES.replace("integers(0, 100)", "sampled_from([0, 5, 6, 13, 14, 64, 65])")

WEAK_IN_FULL: Mapping[str, tuple[dict[str, Any], list[str]]] = {
    "all_at_once": (
        ALL_AT_ONCE,
        [
            "{here}/test_properties.py: test_idle: nothing wrong ever failed it (*), so it says nothing; assert on what *",
            "{here}/task.toml: description: holds line 7 of reference.py (if age < 14 or age >= 65:), so it gives the fix away; say what *",
            "{here}/test_properties.py: test_known: its drawn input case=(*, *) holds the answer to fare(*), *, which an agent reads when the *",
            "{here}/task.toml: efficiency.sizes: at 40 the reference takes * ms of CPU time, and below 3 ms *; add larger sizes",
            "{here}/task.toml: limits.timeout_s: 0.1 is * times what the reference needs for test_unit.py::test_burn (0.0* s *), so *; write *",
            "{here}/task.toml: limits.memory_mb: of 64 the reference takes 5*, so a good fix that takes a little more may fail; write 7* or more, *",
        ],
    ),
    "misses_an_edge": (
        good(files={"test_unit.py": WEAK_UNIT, "test_properties.py": PROPERTIES.replace("integers(0, 100)", "sampled_from([3, 9, 30, 65])")}),
        ["{here}/reference.py: mutants: the tests notice * of * mistakes * at least 90% are needed*; add a test *"],
    ),
    "left_to_chance": (
        good(
            files={
                "reference.py": "import random\n\n\n" + REFERENCE + LOT,
                "buggy.py": "import random\n\n\n" + BUGGY + LOT,
                "test_unit.py": UNIT.replace("import fare", "import fare, lot") + "\n\ndef test_lot():\n    assert lot()\n",
            }
        ),
        [
            "{here}/test_unit.py: test_lot: the reference passes it with * of * seeds, so a verdict depends on chance; draw inputs *",
            "{here}/test_unit.py: test_lot: buggy.py passes it with * of * seeds, so a verdict depends on chance; draw inputs *",
            "{here}/reference.py: failed at test_unit.py::test_lot, * (this was with another seed; before, it passed: *)",
        ],
    ),
}  # fmt: skip
"""Tasks by name: how they are written, and all that is wrong with them, in any order."""

WEAK: Mapping[str, tuple[dict[str, Any], str]] = {
    "nothing_wrong": (
        good(files={"buggy.py": REFERENCE}),
        "{here}/buggy.py: passes every test, so there is nothing to repair; add a test that fails on it, or, if it is only slow, *",
    ),
    "known_by_heart": (
        good(files={"test_properties.py": BY_HEART}),
        "{here}/test_properties.py: a table of what the visible tests ask passes every test (table_then_none, *), so *; add hidden properties that *",
    ),
    "says_syntax": (good(category='"syntax"'), '{here}/task.toml: category: "syntax" says *, but buggy.py compiles (verdict failed), so *; write the *'),
    "says_types": (
        good(category='"type-error"'),
        '{here}/task.toml: category: "type-error" says *, but no check of buggy.py fails with a TypeError, an AttributeError or a value *',
    ),
    "hides_the_bug": (
        good(files={"test_unit.py": WEAK_UNIT.replace("fare(65) == 150", "fare(30) == 300")}),
        '{here}/task.toml: category: "logic" says *, but buggy.py passes every visible test: an agent has nothing to go by (verdict overfit)*',
    ),
    "says_slow": (good(category='"optimization"'), '{here}/task.toml: category: "optimization" says that the code is right and slow, but buggy.py is wrong *'),
    "says_abused": (
        good(category='"security"', files={"buggy.py": BUGGY + "\n1 / 0\n"}),
        '{here}/task.toml: category: "security" says *, but buggy.py does not import (verdict failed)*',
    ),
}  # fmt: skip
"""What the quick examination refuses too: tasks by name, and the one thing that is wrong with each."""

HONEST: Mapping[str, dict[str, Any]] = {
    "logic": good(),
    "any_other_word": good(category='"fares"'),
    "does_not_compile": good(category='"syntax"', files={"buggy.py": BUGGY.replace("< 6:", "< 6")}),
    "misuses_a_name": good(category='"syntax"', files={"buggy.py": BUGGY.replace("age < 14", "agee < 14")}),
    "raises_a_type_error": good(category='"type-error"', files={"buggy.py": BUGGY.replace("age < 14", "len(age) < 14")}),
    "returns_another_type": good(category='"type-error"', files={"buggy.py": REFERENCE.replace("150", "'150'")}),
    "never_awaited": good(category='"type-error"', files={"buggy.py": "async " + REFERENCE}),
    "is_slow": slow("[100_000, 200_000]"),
    "never_ends": good(category='"optimization"', files={"buggy.py": REFERENCE.replace("return 300", "while True:\n        pass")}, more="[limits]\ntimeout_s = 0.5\n"),
    "can_be_abused": good(category='"security"'),
}
"""Tasks whose buggy code is wrong as their category says."""
