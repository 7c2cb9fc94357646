"""Tasks and candidates of every kind for the soak, with the verdict that each candidate must get."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pytest_codearena import Task, Verdict, load_task

from . import subject

LIMITS = "[limits]\ntimeout_s = 0.3\nmemory_mb = 128\n"


@dataclass(frozen=True, slots=True)
class Submission:
    """A candidate for a task, and what it deserves."""

    task: Task
    source: str
    verdict: Verdict
    weight: int
    """How often it comes, among the others."""


_ACCOUNT = {
    "reference.py": """\
class Account:
    def __init__(self, owner, cents=0):
        self.owner, self.cents = owner, cents

    def pay_in(self, cents):
        if cents <= 0:
            raise ValueError(f"{cents} cents")
        self.cents += cents
        return self

    def history(self, amounts):
        return [self.pay_in(each).cents for each in amounts]
""",
    "test_unit.py": """\
import pytest
from candidate import Account


@pytest.mark.parametrize("cents", [1, 20, 300])
def test_pays_in(cents):
    assert Account("Ada").pay_in(cents).cents == cents


def test_refuses():
    with pytest.raises(ValueError, match="-1"):
        Account("Ada").pay_in(-1)


def test_history():
    assert Account("Ada", 5).history([1, 2]) == [6, 8]
""",
    "test_properties.py": """\
from candidate import Account
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.integers(1, 10**6), max_size=20))
def test_adds_up(amounts):
    account = Account("Ada")
    account.history(amounts)
    assert account.cents == sum(amounts)
""",
}
_SPEECH = {
    "reference.py": """\
import sys


def speak(words, to=None):
    text = " ".join(words)
    print(text.upper())
    print(len(words), file=sys.stderr)
    if to is not None:
        with open(to, "w") as file:
            file.write(text)
    return text
""",
    "test_unit.py": """\
from candidate import speak


def test_speaks(capsys):
    assert speak(["one", "two"]) == "one two"
    assert capsys.readouterr().out == "ONE TWO\\n"


def test_writes(tmp_path):
    speak(["a", "b"], to=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a b"
""",
    "test_properties.py": """\
from candidate import speak
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.text("abcXYZ ", max_size=20), max_size=8))
def test_keeps_every_character(words):
    assert speak(words).replace(" ", "") == "".join(words).replace(" ", "")
""",
}
_BROKEN = {
    "account": ("self.cents += cents", "self.cents = cents + 1"),
    "speech": ('" ".join', '"".join'),
}
_SHORT_SIGHTED = {
    "account": ("self.cents += cents", "self.cents += min(cents, 300)"),
    "speech": ('" ".join(words)', '" ".join(words[:2])'),
}

_ANYWHERE = (
    ("import os\n\nos._exit(3)\n", Verdict.CRASHED, 5),
    ("def f(:\n", Verdict.SYNTAX_ERROR, 4),
    ("kept = [0] * 10**9\n", Verdict.OUT_OF_MEMORY, 2),
    ("while True:\n    pass\n", Verdict.TIMEOUT, 2),
)
_LITTER = """

for number in range(20):
    with open(f"left-{number}", "w") as file:
        file.write("x" * 10**5)
print("x" * 10**5)
"""
_THREADS = """

import threading, time

for _ in range(5):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
"""


def submissions(folder: Path) -> tuple[Submission, ...]:
    """Writes three tasks below ``folder`` and returns candidates of every kind for each."""
    found: list[Submission] = []
    search = subject.write_task(folder / "search", properties=True, more=LIMITS)
    found += _for(search, subject.BUGGY, subject.OVERFIT)
    for name, files in (("account", _ACCOUNT), ("speech", _SPEECH)):
        buggy = files["reference.py"].replace(*_BROKEN[name])
        task = _write(folder / name, files, buggy)
        found += _for(task, buggy, files["reference.py"].replace(*_SHORT_SIGHTED[name]))
    return tuple(found)


def _write(folder: Path, files: dict[str, str], buggy: str) -> Task:
    folder.mkdir(parents=True)
    head = f'title = "{folder.name}"\ndescription = "See the tests"\ncategory = "logic"\ndifficulty = "easy"\n'
    for name, text in {**files, "buggy.py": buggy, "task.toml": head + LIMITS}.items():
        (folder / name).write_text(text)
    return load_task(folder)


def _for(task: Task, buggy: str, overfit: str) -> Iterator[Submission]:
    yield Submission(task, task.reference, Verdict.RESOLVED, 30)
    yield Submission(task, buggy, Verdict.FAILED, 25)
    yield Submission(task, overfit, Verdict.OVERFIT, 20)
    yield Submission(task, task.reference + _LITTER, Verdict.RESOLVED, 8)
    yield Submission(task, task.reference + _THREADS, Verdict.RESOLVED, 4)
    for source, verdict, weight in _ANYWHERE:
        yield Submission(task, source, verdict, weight)


def draw(submissions: tuple[Submission, ...], number: int, seed: int) -> list[Submission]:
    """Returns ``number`` of them in a random order, each as often as its weight says."""
    return random.Random(seed).choices(submissions, [each.weight for each in submissions], k=number)
