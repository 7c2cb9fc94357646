"""Figures of a training step, from samples that were graded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena import Growth, Task, Verdict
from pytest_codearena.attack.adapt import programs
from pytest_codearena.rl.monitor import Sample, reached, summarise

graded = st.builds(
    Sample,
    task=st.sampled_from(["a", "b"]),
    category=st.sampled_from(["logic", "speed"]),
    group=st.integers(0, 3),
    reward=st.floats(0, 1),
    verdict=st.sampled_from(Verdict),
    components=st.dictionaries(st.sampled_from(["compile", "tests"]), st.floats(0, 1)),
    hardcoded=st.booleans(),
    reaches=st.booleans(),
    growth=st.none() | st.sampled_from(Growth),
)
masked = st.builds(Sample, task=st.just("a"), category=st.just("logic"), group=st.integers(0, 3), reward=st.none())


@given(st.lists(graded, min_size=1))
def test_shares_of_verdicts_and_of_growth_add_up(samples: list[Sample]) -> None:
    figures = summarise(samples)
    assert sum(figures[f"verdict/{verdict}"] for verdict in Verdict) == pytest.approx(1)
    if any(sample.growth is not None for sample in samples):
        assert sum(figures[f"growth/{growth}"] for growth in Growth) == pytest.approx(1)
    assert all(0 <= figures[name] <= 1 for name in figures if "/" in name)


@given(st.lists(graded), st.lists(masked))
def test_masked_samples_count_only_as_masked(samples: list[Sample], unknown: list[Sample]) -> None:
    plain, more = summarise(samples), summarise(sorted([*samples, *unknown], key=lambda sample: sample.group))
    counts = {"samples": len(samples) + len(unknown), "masked": len(unknown)}
    plain_sorted = summarise(sorted(samples, key=lambda sample: sample.group))
    assert more == pytest.approx(plain_sorted | counts)
    assert plain["samples"] == len(samples)


def test_the_mean_of_a_category_is_that_of_its_samples() -> None:
    one = Sample("a", "logic", 0, 0.25, Verdict.FAILED)
    figures = summarise([one, replace(one, reward=0.75), replace(one, category="speed", reward=1.0)])
    assert (figures["category/logic"], figures["category/speed"]) == (0.5, 1.0)
    assert figures["reward"] == pytest.approx(2 / 3)


def test_groups_without_variance_are_counted() -> None:
    one = Sample("a", "logic", 0, 0.5, Verdict.FAILED)
    unknown = Sample("a", "logic", 1, None)
    samples = [
        one,
        one,
        replace(one, group=1),
        replace(one, group=1, reward=0.6),
        replace(one, group=2),
        unknown,
        replace(one, group=3),
    ]
    figures = summarise(samples)
    assert (figures["groups"], figures["zero_variance_groups"]) == (2, 1)  # one graded completion is compared with nothing


def test_nothing_graded_has_no_means() -> None:
    assert summarise([Sample("a", "logic", 0, None)]) == {"samples": 1, "masked": 1, "groups": 0, "zero_variance_groups": 0}


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(0)",
        "import sys\nsys._getframe(1)",
        "from gc import get_objects",
        "def f(x):\n    return x.__class__.__base__.__subclasses__()",
        "class Yes:\n    def __eq__(self, other):\n        return True",
        "getattr(object, '__subclasses__')",
        "eval('1')",
        "open('/etc/passwd')",
    ],
)
def test_code_that_reaches_beyond_its_task_is_seen(source: str) -> None:
    assert reached(source)


@pytest.mark.parametrize(
    "source", ["", "def f(x):\n    return sorted(x)", "import math\nx = math.tau", "def f(:", "\0", "\ud800", "(" * 9999]
)
def test_other_code_is_not(source: str) -> None:
    assert reached(source) == frozenset()


def test_references_reach_for_nothing_and_tricks_do(tasks: tuple[Task, ...]) -> None:
    for task in tasks:
        assert reached(task.reference) == frozenset()
        assert all(reached(program.source) for program in programs(task, groups=("tricks",)))
