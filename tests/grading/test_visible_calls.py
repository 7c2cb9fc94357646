"""What a cheat can know by heart: what the visible tests ask, and nothing that only hidden tests ask."""

from __future__ import annotations

from pathlib import Path

from pytest_codearena import GradingPool, load_task

from ..plugin.made_up import write_task

HIDDEN = """\
from candidate import half


def test_of_an_ordinary_kind():
    assert half(1000) == 500
"""


def test_hidden_tests_that_are_no_properties_are_hidden_too(tmp_path: Path) -> None:
    task = load_task(write_task(tmp_path / "stale", files={"test_properties.py": HIDDEN}))
    with GradingPool() as pool:
        assert {call.arguments for call in pool.visible_calls(task)} == {"4", "5"}
