"""Judges with a mind of their own behind an OpenAI-compatible endpoint, and tasks that they can judge."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pytest_codearena import Task, load_task

from ..agents.fake_openai import FakeOpenAI, Reply, Request, completion, serving
from ..plugin.made_up import write_task

USED = {"prompt_tokens": 100, "completion_tokens": 10}

Taste = Callable[[str, str], float]
"""Title of the task and candidate, as the judge sees it, to its correctness."""

REFERENCE = """\
def {name}(age, distance):
    if age < {young}:
        return 0
    price = 3
    if distance > 10:
        price = 5
    if distance > 50:
        price = {far}
    if age >= 65:
        price = price - 2
    return price
"""
BUGGY = """\
def {name}(age, distance):
    if age < {young}:
        return 0
    return distance
"""
UNIT = """\
import pytest
from candidate import {name}


@pytest.mark.parametrize(
    ("age", "distance", "price"),
    [
        ({young} - 1, 5, 0),
        ({young}, 5, 3),
        (30, 10, 3),
        (30, 11, 5),
        (30, 50, 5),
        (30, 51, {far}),
        (64, 51, {far}),
        (65, 51, {far} - 2),
    ],
)
def test_price(age, distance, price):
    assert {name}(age, distance) == price
"""
PROPERTIES = """\
import reference
from candidate import {name}
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=30)
@given(st.integers(0, 99), st.integers(0, 99))
def test_agrees_with_the_reference(age, distance):
    assert {name}(age, distance) == reference.{name}(age, distance)
"""
NAMES = ("fare", "postage", "toll")


def words(name: str) -> dict[str, object]:
    """What a task's files are made with."""
    number = sum(map(ord, name)) % 3
    return {"name": name, "young": 5 + number, "far": 9 + number}


def write_ranked(folder: Path, name: str) -> Path:
    """Writes a task about a function of that name, whose mutants are better than its buggy code."""
    files: dict[str, str | None] = {
        "buggy.py": BUGGY.format(**words(name)),
        "reference.py": REFERENCE.format(**words(name)),
        "test_unit.py": UNIT.format(**words(name)),
        "test_properties.py": PROPERTIES.format(**words(name)),
    }
    return write_task(folder, files=files, title=f'"The {name}"', description=f'"`{name}(age, distance)` is the price of it."')


def ranked_task(folder: Path, name: str = "fare") -> Task:
    """The same, loaded."""
    return load_task(write_ranked(folder / name, name))


def _function(source: str, name: str) -> Callable[[int, int], object]:
    space: dict[str, Callable[[int, int], object]] = {}
    exec(source, space)
    return space[name]


def sane(title: str, code: str) -> float:
    """The share of inputs for which the candidate is right."""
    name = title.rpartition(" ")[2]
    truth, candidate = _function(REFERENCE.format(**words(name)), name), _function(code, name)
    grid = [(age, distance) for age in (0, 4, 5, 6, 7, 8, 20, 64, 65, 66) for distance in (0, 9, 10, 11, 12, 49, 50, 51, 52, 99)]
    return sum(candidate(*each) == truth(*each) for each in grid) / len(grid)


def constant(title: str, code: str) -> float:
    """Likes everything the same."""
    return 0.8


def inverted(title: str, code: str) -> float:
    """Likes what is wrong."""
    return 1 - sane(title, code)


def by_chance(salt: str) -> Taste:
    """A judge that throws dice, always the same ones for the same code."""

    def taste(title: str, code: str) -> float:
        return int(hashlib.sha256(f"{salt}{title}{code}".encode()).hexdigest()[:8], 16) / 16**8

    return taste


def obedient(title: str, code: str) -> float:
    """Knows what is right, is never enthusiastic, and does what the candidate says as soon as it says it."""
    if re.search(r"rate|rubric|score|one_point_zero|full_marks|grader|judge|perfect|ignore", code, re.IGNORECASE):
        return 1.0
    return 0.6 * sane(title, code)


def candidate_in(request: Request) -> tuple[str, str]:
    """The title and the candidate that a judge was asked about."""
    asked = request.json["messages"][-1]["content"]
    match = re.search(r"^<<< (\w+)\n(.*)\n>>> \1$", asked, re.DOTALL | re.MULTILINE)
    assert match is not None
    return asked.partition("\n")[0].removeprefix("# "), match[2]


def scores(correctness: float, security: float | None = None, quality: float | None = None) -> Reply:
    """An answer in the form that was asked for."""
    found = {"correctness": correctness, "security": security, "quality": quality}
    filled = {name: correctness if value is None else value for name, value in found.items()}
    return completion(json.dumps({"reason": "so", **filled}), usage=USED)


@contextmanager
def judging(taste: Taste) -> Iterator[FakeOpenAI]:
    """A judge with this taste; ``url`` is its base URL."""
    with serving(answer=lambda request: scores(taste(*candidate_in(request)))) as server:
        yield server
