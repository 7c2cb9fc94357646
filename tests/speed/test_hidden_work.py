"""Work beside the timed calls is a part of them, even if it takes less than a message; and honest code does none that counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_codearena import GradingPool, Task
from pytest_codearena.grading.reward import efficiency_score

from .timed import timed_task

REFERENCE = """\
def smooth(values):
    total = 0
    result = []
    for value in values:
        total = (total * 3 + value) % 1000003
        result.append(total)
    return result
"""
"""Takes a third of a millisecond at the largest size."""
WORKLOAD = "def workload(size, rng):\n    return ([rng.randrange(1000) for _ in range(size)],)\n"
SIZES = (500, 1000, 2000, 4000)
SLOW = REFERENCE.replace("def smooth", "def once") + "\ndef slow(values):\n    for _ in range(7): once(values)\n    return once(values)\n"
"""Eight times as slow: what it does fits into three milliseconds."""
SERVANT = """
import sys
frame = sys._getframe()
while not any(hasattr(value, "prepared") for value in frame.f_locals.values()):
    frame = frame.f_back
servant = next(value for value in frame.f_locals.values() if hasattr(value, "prepared"))
answers = {}
def compute():
    for (values,) in servant.prepared[2:]:
        answers[id(values)] = slow(values)
def smooth(values):
    return answers.get(id(values)) or slow(values)
"""
"""Finds the one in its own process who serves the calls, and has its arguments before they are called for."""
PATCH = SERVANT + "usual = type(servant).perform\ndef perform(self, op, values, named):\nBODY\ntype(servant).perform = perform\n"

CHEATS = {
    "in a callback of the collector": SERVANT
    + "import gc\ngc.callbacks.append(lambda phase, _: phase == 'stop' and servant.prepared and not answers and compute())\n",
    "when the arguments come": PATCH.replace(
        "BODY",
        "    result = usual(self, op, values, named)\n    if op == 'prepare': compute()\n    return result"
    ),
    "when the arguments come, in most processes": "import os\nlucky = os.urandom(1)[0] < 180\n"
    + PATCH.replace("BODY", "    result = usual(self, op, values, named)\n    if op == 'prepare' and lucky: compute()\n    return result"),
    "when the results are fetched": PATCH.replace(
        "BODY",
        "    if op == 'run':\n        answers[0] = 1\n        return None\n"
        "    if op == 'fetch' and answers: return [slow(*each) for each in self.prepared[2:]]\n"
        "    return usual(self, op, values, named)"
    ),
    "in a thread": SERVANT
    + """
import threading, time
def work():
    while not servant.prepared: time.sleep(0.0001)
    compute()
thread = threading.Thread(target=work, daemon=True)
thread.start()
def smooth(values):
    thread.join()
    return answers[id(values)]
""",
}

TUPLES = "def rows(values):\n    made = {}\n    return [made.setdefault(value, (value, value + 1)) for value in values]\n"
HONEST = {
    "itself": TUPLES,
    "equal results of more objects": "def rows(values):\n    return [(value, value + 1) for value in values]\n",
    "definitions and slow imports": """
import asyncio, re, sqlite3
from dataclasses import dataclass
from enum import Enum
WORD = re.compile("(a+)b?")
class Side(Enum):
    LEFT = 1
    RIGHT = 2
@dataclass
class Row:
    first: int
    second: int = 0
"""
    + TUPLES,
    "an import where it is used": TUPLES.replace("    made", "    import email.message\n    made"),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[GradingPool]:
    with GradingPool(live_search=False, seed=1) as made:
        yield made


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    return timed_task(tmp_path_factory.mktemp("hidden") / "smooth", "smooth", REFERENCE, WORKLOAD, SIZES)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Task:
    return timed_task(tmp_path_factory.mktemp("hidden") / "rows", "rows", TUPLES, WORKLOAD, SIZES)


def score(pool: GradingPool, task: Task, source: str) -> float:
    measurement = pool.grade(task, source).measurement
    assert measurement is not None and not measurement.note, measurement
    return efficiency_score(measurement.ratio)


@pytest.mark.parametrize("name", CHEATS)
def test_work_beside_the_calls_gains_nothing(pool: GradingPool, task: Task, name: str) -> None:
    assert score(pool, task, SLOW + CHEATS[name]) <= 0.1


@pytest.mark.parametrize("name", HONEST)
def test_honest_code_is_not_charged_for_more(pool: GradingPool, rows: Task, name: str) -> None:
    assert score(pool, rows, HONEST[name]) >= 0.6


LONG = "def smooth(values):\n    total = 0\n    for _ in range(20):\n        for value in values: total += value\n    return total\n"
WRONG = "\ndef smooth(values):\n    return -1\n"
"""Ends the measurement with the first run, if the reference answers."""


def _is_wrong(pool: GradingPool, task: Task, source: str) -> bool:
    measurement = pool.grade(task, source + WRONG).measurement
    return measurement is not None and "is wrong" in measurement.note


def test_one_that_takes_its_time_before_does_not_make_the_reference_late(pool: GradingPool, tmp_path: Path) -> None:
    """It is waited for before both begin: twice almost as long as a test may take."""
    task = timed_task(tmp_path / "smooth", "smooth", LONG, WORKLOAD, (20000, 40000), "[limits]\ntimeout_s = 0.5\n")
    body = "    if op == 'prepare': time.sleep(1.3)\n    return usual(self, op, values, named)"
    assert _is_wrong(pool, task, f"import time\ntime.sleep(1.3)\n{PATCH.replace('BODY', body)}")


def test_one_that_fills_the_disk_does_not_make_the_reference_fail(pool: GradingPool, tmp_path: Path) -> None:
    writes = "\ndef smooth(values):\n    with open('values', 'w') as file: file.write(repr(values) * 100)\n    return once(values)\n"
    task = timed_task(tmp_path / "smooth", "smooth", REFERENCE.replace("def smooth", "def once") + writes, WORKLOAD, SIZES[:2])
    fills = """
import os
size = 60_000_000
for name in map(str, range(60)):
    file = os.open(name, os.O_WRONLY | os.O_CREAT)
    try: os.posix_fallocate(file, 0, size)
    except OSError: size = size // 2 or 1
    finally: os.close(file)
"""
    assert _is_wrong(pool, task, fills)


def test_arguments_that_are_no_plain_values_stay_as_they_are(pool: GradingPool, tmp_path: Path) -> None:
    """What a candidate says of them while it takes them does not reach the inputs of the runs to come."""
    workload = "from decimal import Decimal\n" + WORKLOAD.replace("rng.randrange(1000)", "Decimal(rng.randrange(1000))")
    task = timed_task(tmp_path / "smooth", "smooth", REFERENCE, workload, SIZES[:2])
    body = """\
    if op == 'prepare':
        inputs = values[3][0]
        if len(inputs) == 1: raise LookupError
        whole = list(inputs)
        inputs[:] = inputs[:1]
        try: self.ask('nothing', [])
        except Exception: pass
        inputs[:] = whole
    return usual(self, op, values, named)"""
    assert score(pool, task, SLOW + PATCH.replace("BODY", body)) <= 0.1


def test_a_hopeless_run_is_not_waited_for(pool: GradingPool, task: Task) -> None:
    grade = pool.grade(task, SLOW + "\ndef smooth(values):\n    for _ in range(100 * len(values)): slow(values)\n    return slow(values)\n")
    assert grade.measurement is not None and grade.measurement.ratio == math.inf
    assert "was stopped" in grade.measurement.note and grade.measurement.note in grade.feedback
