"""No program is scored as faster than it is: what it computes counts, wherever and whenever it does so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_codearena import GradingPool, Task
from pytest_codearena.grading.reward import efficiency_score

from .timed import timed_task

REFERENCE = """\
from bisect import bisect


def primes(limit):
    sieve = [True] * limit
    sieve[:2] = [False, False]
    for number in range(2, int(limit**0.5) + 1):
        if sieve[number]:
            for multiple in range(number * number, limit, number):
                sieve[multiple] = False
    return [number for number, prime in enumerate(sieve) if prime]


def below(limits):
    found = primes(max(limits))
    return [bisect(found, limit - 1) for limit in limits]
"""
WORKLOAD = "def workload(size, rng):\n    return ([rng.randrange(2, size) for _ in range(20)] + [size],)\n"
LARGEST = 20000

TWICE = REFERENCE.replace("def primes(", "def sieved(") + "\n\ndef primes(limit):\n    sieved(limit)\n    return sieved(limit)\n"
"""Takes almost twice as long as the reference; the second time finds the memory warm."""

SLOW = TWICE.replace("    sieved(limit)\n", "    for _ in range(8): sieved(limit)\n", 1)
"""Takes so many times as long that no unrest of the machine hides it."""

CHEATS = {
    "patched clocks": SLOW
    + """
import os, time
for name in ("time", "perf_counter", "process_time", "monotonic", "thread_time", "process_time_ns", "clock_gettime"):
    setattr(time, name, lambda *args: 0)
os.times = lambda: (0,) * 5
""",
    "a table made at import": SLOW
    + f"""
table = primes({LARGEST})
def below(limits): return [bisect(table, limit - 1) for limit in limits]
""",
    "a table made by a thread of the import": SLOW
    + f"""
import threading
table = []
maker = threading.Thread(target=lambda: table.extend(primes({LARGEST})))
maker.start()
def below(limits):
    maker.join()
    return [bisect(table, limit - 1) for limit in limits]
""",
    "a table kept for later calls": SLOW
    + f"""
table = []
def below(limits):
    if not table: table.extend(primes({LARGEST}))
    return [bisect(table, limit - 1) for limit in limits]
""",
    "a table kept in a file": SLOW
    + f"""
import json, os
def below(limits):
    if not os.path.exists("table"): json.dump(primes({LARGEST}), open("table", "w"))
    table = json.load(open("table"))
    return [bisect(table, limit - 1) for limit in limits]
""",
    "work shared by threads": SLOW
    + """
import threading
def primes(limit):
    threads = [threading.Thread(target=sieved, args=[limit]) for _ in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return sieved(limit)
""",
    "no collector, no turns": SLOW + "\nimport gc, sys\ngc.disable()\ngc.freeze()\nsys.setswitchinterval(1e6)\n",
    "its argument emptied": SLOW.replace("    return [bisect", "    limits, copy = list(limits), limits\n    copy.clear()\n    return [bisect"),
}


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    return timed_task(tmp_path_factory.mktemp("speed") / "primes", "below", REFERENCE, WORKLOAD, (2500, 5000, 10000, LARGEST))


@pytest.fixture(scope="module")
def pool() -> Iterator[GradingPool]:
    with GradingPool(live_search=False, seed=1) as made:
        yield made


def score(pool: GradingPool, task: Task, source: str) -> float:
    measurement = pool.grade(task, source).measurement
    assert measurement is not None
    return efficiency_score(measurement.ratio)


def test_what_costs_almost_twice_as_much_is_scored_so(pool: GradingPool, task: Task) -> None:
    assert efficiency_score(2.5) < score(pool, task, TWICE) < 1.0


def test_what_costs_many_times_as_much_scores_nothing(pool: GradingPool, task: Task) -> None:
    assert score(pool, task, SLOW) == 0.0


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_is_scored_as_what_it_costs(pool: GradingPool, task: Task, name: str) -> None:
    assert score(pool, task, CHEATS[name]) <= 0.1


@pytest.mark.parametrize(
    "more",
    ["", "\nimport sqlite3, email.message, asyncio\n", "\nimport time\ndef nap(): time.sleep(0.001)\n", f'\n"""{"words " * 9000}"""\n'],
    ids=["itself", "with slow imports", "with more functions", "with a long text"],
)
def test_an_honest_fix_is_not_taken_for_a_cheat(pool: GradingPool, task: Task, more: str) -> None:
    assert score(pool, task, REFERENCE + more) >= 0.5


@pytest.mark.parametrize(("source", "least", "most"), [(REFERENCE, 0.4, 1.0), (SLOW, 0.0, 0.1)], ids=["fast", "slow"])
def test_sleeping_is_neither_work_nor_a_way_to_hide_it(
    pool: GradingPool, task: Task, source: str, least: float, most: float
) -> None:
    """Whoever is woken finds cold caches, so less than all is fair."""
    asleep = source + "\nimport time\nawake = below\ndef below(limits):\n    time.sleep(0.005)\n    return awake(limits)\n"
    assert least <= score(pool, task, asleep) <= most


def test_one_after_the_other_says_the_same(pool: GradingPool, tmp_path: Path) -> None:
    """Where a candidate may start processes, the reference does not run beside it."""
    more = "[sandbox]\nprocesses = true\n"
    task = timed_task(tmp_path / "primes", "below", REFERENCE, WORKLOAD, (2500, 5000, 10000, LARGEST), more)
    assert score(pool, task, REFERENCE) >= 0.5
    assert efficiency_score(2.6) < score(pool, task, TWICE) < 1.0
    assert score(pool, task, SLOW) == 0.0
    in_a_child = f"""
import os
honest = below
def below(limits):
    child = os.fork()
    if not child:
        for _ in range(8): primes({LARGEST})
        os._exit(0)
    os.waitpid(child, 0)
    return honest(limits)
"""
    assert score(pool, task, REFERENCE + in_a_child) <= 0.1


@pytest.mark.parametrize("more", ["", "[sandbox]\nprocesses = true\n"], ids=["at the same time", "in turns"])
def test_what_does_not_answer_is_told_why(pool: GradingPool, tmp_path: Path, more: str) -> None:
    task = timed_task(tmp_path / "primes", "below", REFERENCE, WORKLOAD, (2500, LARGEST), more + "[limits]\ntimeout_s = 0.6\n")
    for source, said in (
        (SLOW.replace("range(8)", "range(80000)"), "was stopped after"),
        ("def below(limits):\n    raise KeyError\n", "raised KeyError"),
        (REFERENCE + "\nimport os\ndef below(limits):\n    os._exit(3)\n", "exit code 3"),
        (REFERENCE + "\nif 1:\n    import time\n    below = lambda limits: time.sleep(100)\n", "was not done after"),
    ):
        measurement = pool.grade(task, source).measurement
        assert measurement is not None and said in measurement.note, measurement


def test_a_fast_wrong_answer_scores_nothing(pool: GradingPool, task: Task) -> None:
    assert score(pool, task, "def below(limits):\n    return [0] * len(limits)\n") == 0.0


def test_answers_are_not_kept_where_the_inputs_repeat_themselves(pool: GradingPool, tmp_path_factory: pytest.TempPathFactory) -> None:
    reference = "def total(n):\n    return sum([i * i for i in range(n)])\n"
    workload = "def workload(size, rng):\n    return (size,)\n"
    task = timed_task(tmp_path_factory.mktemp("speed") / "squares", "total", reference, workload, (1000, 2000, 4000, 8000))
    slow = "import functools\n@functools.cache\ndef total(n):\n    sum([i * i for i in range(20 * n)])\n    return sum([i * i for i in range(n)])\n"
    assert score(pool, task, slow) <= 0.1
