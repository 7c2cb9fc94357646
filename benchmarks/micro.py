"""What one call through the proxies costs, and what large values cost: candidate and tests on one core, as in a grade."""

from __future__ import annotations

import gc
import os
import random
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pytest_codearena.grading.link import Link
from pytest_codearena.grading.module import Bond
from pytest_codearena.grading.shape import Shape
from pytest_codearena.sandbox.cells import Nursery
from pytest_codearena.sandbox.selftest import probe

from .rounds import measure
from .ways import WrongVerdict

CALL, INTS_IN, INTS_OUT = "a small call, there and back", "10^5 ints as an argument", "10^5 ints as a result"
CALLS = 300
"""Small calls in one measurement."""
INTS = 10**5

_SOURCE = """\
def same(x, y=1):
    return x


def size(xs):
    return len(xs)


def numbers(n):
    return list(range(n))
"""


def micro(rounds: int, folder: Path, draw: random.Random) -> dict[str, list[float]]:
    """Returns seconds of one call each."""
    big = list(range(INTS))
    with _one_core() as core, _functions(folder, core) as functions:
        same, size, numbers = functions["same"], functions["size"], functions["numbers"]
        if same(5) != 5 or size(big) != INTS or numbers(INTS) != big:
            raise WrongVerdict("calls through the proxies don't return what they should")

        def calls(number: int) -> None:
            for _ in range(CALLS):
                same(5)

        things = {CALL: calls, INTS_IN: lambda _: size(big), INTS_OUT: lambda _: numbers(INTS)}
        samples = measure(rounds, things, draw)
    samples[CALL] = [seconds / CALLS for seconds in samples[CALL]]
    return samples


@contextmanager
def _functions(folder: Path, core: int) -> Iterator[dict[str, Any]]:
    """Yields proxies of the functions above, bound to a live candidate."""
    reference = types.ModuleType("reference")
    exec(_SOURCE, vars(reference))
    bond = Bond()
    shape = Shape(reference, None, "candidate", bond)
    folder.mkdir(parents=True)
    nursery = Nursery(folder, probe()[0], core=core)
    try:
        nursery.ready()
        link = Link(nursery.candidate(), shape, 600.0)
        link.load(_SOURCE, None, "candidate")
        bond.link = link
        time.sleep(0.2)  # by now the next candidate waits, and takes nothing of this core
        yield dict(shape.functions)
        link.end()
    finally:
        nursery.close()


@contextmanager
def _one_core() -> Iterator[int]:
    """This process runs on the one core that is yielded, and its memory is frozen, as a grader's is."""
    cores = os.sched_getaffinity(0)
    core = min(cores)
    os.sched_setaffinity(0, {core})
    gc.collect()
    gc.freeze()
    try:
        yield core
    finally:
        gc.unfreeze()
        os.sched_setaffinity(0, cores)
