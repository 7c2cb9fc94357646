"""Tasks for the server, and fixes of known worth for them."""

from __future__ import annotations

from pathlib import Path

SECRET = "hidden_word_4711"
"""Stands in all that no agent may see: reference and properties."""


def write_task(root: Path, name: str, divisor: int, *, difficulty: str, category: str = "logic", more: str = "") -> Path:
    """``root/name`` is a task after this: ``part(number)`` is the number divided, rounded towards zero."""
    place = root / name
    place.mkdir(parents=True)
    (place / "task.toml").write_text(
        f'title = "Part of a number"\ndescription = "part(number) is number / {divisor}, rounded towards zero."\n'
        f'category = "{category}"\ndifficulty = "{difficulty}"\n{more}'
    )
    (place / "buggy.py").write_text(buggy(divisor))
    (place / "reference.py").write_text(f"{SECRET} = 1\n{resolved(divisor)}")
    (place / "test_unit.py").write_text(
        "from candidate import part\n\n\ndef test_nothing():\n    assert part(0) == 0\n\n\n"
        f"def test_some():\n    assert part({9 * divisor}) == 9\n"
    )
    (place / "test_properties.py").write_text(
        "from candidate import part\nfrom hypothesis import given\nfrom hypothesis import strategies as st\n\n\n"
        f"@given(st.integers(-1000, 1000))\ndef test_{SECRET[:6]}(number):\n"
        f"    {SECRET} = part(number)\n    assert {SECRET} == int(number / {divisor})\n"
    )
    return place


def buggy(divisor: int) -> str:
    """Fails a unit test."""
    return f"def part(number):\n    return number // {divisor} + (number > 0)\n"


def overfit(divisor: int) -> str:
    """Passes the unit tests; wrong for negative numbers."""
    return f"def part(number):\n    return number // {divisor}\n"


def resolved(divisor: int) -> str:
    """Right."""
    return f"def part(number):\n    return int(number / {divisor})\n"


ENDLESS = "def part(number):\n    while True:\n        pass\n"
