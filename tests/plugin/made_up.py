"""Small task folders that are graded in a moment, and the candidates for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

TOML: Mapping[str, str] = {
    "title": '"Rounds down"',
    "description": '"half(n) is n divided by two, rounded down."',
    "category": '"logic"',
    "difficulty": '"easy"',
    "tags": '["numbers"]',
}

BUGGY = """\
def half(n):
    return int(n / 2) + 1
"""

REFERENCE = """\
LARGEST = 100


def half(n):
    return n // 2  # the reference's own words
"""

FIXED = """\
def half(number):
    return number >> 1
"""

OVERFIT = """\
def half(n):
    return {4: 2, 5: 2}.get(n, -1000)
"""

UNIT = """\
from candidate import half


def test_even():
    assert half(4) == 2


def test_odd():
    assert half(5) == 2
"""

PROPERTIES = """\
import reference
from candidate import half
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=8)
@given(st.integers(-reference.LARGEST, reference.LARGEST))
def test_twice_the_half(number):
    hidden_words = half(number) * 2
    assert number - 1 <= hidden_words <= number
"""

STRICT: Mapping[str, str] = {
    "reference.py": "def half(n):\n    return n // 2\n",
    "test_properties.py": """\
import reference
from candidate import half
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers())
def test_agrees_with_the_reference(number):
    assert half(number) == reference.half(number)
""",
}
"""Files of a task that lets nothing wrong pass."""

BARE: Mapping[str, Any] = {"files": {"test_properties.py": None}, "more": "[tests]\nhidden = []\n"}
"""What makes a task one without properties: its reference is proved in less than half the time."""

FILES: Mapping[str, str] = {
    "buggy.py": BUGGY,
    "reference.py": REFERENCE,
    "test_unit.py": UNIT,
    "test_properties.py": PROPERTIES,
}

FAILS_WITHOUT_END = """\
def half(n):
    while True:
        pass
"""


def write_task(
    folder: Path, *, files: Mapping[str, str | None] | None = None, more: str = "", raw: str | None = None, **toml: str | None
) -> Path:
    """Writes a task folder that is in order, but for what is given.

    Args:
        folder: where; it is made.
        files: contents by name; None leaves a file out.
        more: lines to follow the keys of task.toml, tables for instance.
        raw: the whole task.toml.
        toml: keys of task.toml as they are written; None leaves a key out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keys = {**TOML, **toml}
    text = "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None) + more
    for name, content in {**FILES, "task.toml": raw if raw is not None else text, **(files or {})}.items():
        if content is not None:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
    return folder
