"""Answers known by heart earn nothing, whichever inputs the properties happen to draw."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_codearena import GradingPool, Verdict, load_task

from ..plugin.made_up import OVERFIT, PROPERTIES, REFERENCE, write_task

_DRAWN = "st.integers(-reference.LARGEST, reference.LARGEST)"


@pytest.fixture(scope="module")
def often_the_visible_ones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A task two of whose eight hidden inputs are those of the visible tests."""
    hidden = PROPERTIES.replace(_DRAWN, "st.sampled_from(range(4, 12))").replace("max_examples=8", "max_examples=20")  # all eight
    return write_task(tmp_path_factory.mktemp("hardcoded") / "stale", files={"test_properties.py": hidden})


def test_knowing_the_visible_inputs_is_not_better_than_the_buggy_code(often_the_visible_ones: Path) -> None:
    with GradingPool(live_search=False) as pool:
        grade = pool.grade(load_task(often_the_visible_ones), OVERFIT)
    assert (grade.verdict, "hardcoded" in grade.flags) == (Verdict.OVERFIT, True)
    assert grade.components["tests"].value == 0, "the buggy code's own share"


def test_a_near_miss_keeps_its_share(often_the_visible_ones: Path) -> None:
    with GradingPool(live_search=False) as pool:
        grade = pool.grade(load_task(often_the_visible_ones), REFERENCE.replace("return n // 2", "return n // 2 if n < 11 else 0"))
    assert (grade.verdict, grade.flags) == (Verdict.OVERFIT, ())
    assert grade.components["tests"].value == pytest.approx(2 / 3)


def test_what_the_visible_tests_ask_is_known_as_literals(often_the_visible_ones: Path) -> None:
    with GradingPool() as pool:
        calls = pool.visible_calls(load_task(often_the_visible_ones))
    assert [(call.function, call.arguments, call.result) for call in calls] == [("half", "4", "2"), ("half", "5", "2")]
