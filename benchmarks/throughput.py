"""Grades per second of one worker and of two, in turns; unlike a single grade this includes what is prepared in the background."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from pathlib import Path

from pytest_codearena import Grade, GradingPool, Task, Verdict

from . import subject
from .ways import WrongVerdict

WORKERS = (1, 2)
TURN_S = 0.5
Rates = dict[str, dict[int, list[float]]]
"""Grades per second, one number a turn, by kind of test and number of workers."""


def throughput(seconds: float, folder: Path, seed: int) -> Rates:
    """Returns the rates of about ``seconds`` of grading right candidates for each kind of test and number of workers."""
    tasks = {
        "unit tests": subject.write_task(folder / "units", properties=False),
        "unit tests, recorded inputs": subject.write_task(folder / "whole", properties=True),
    }
    rates: Rates = {}
    for kind, task in tasks.items():
        with ExitStack() as stack:
            pools = {
                workers: stack.enter_context(GradingPool([task], workers, seed=seed, live_search=False, shrink=False))
                for workers in WORKERS
            }
            for workers, pool in pools.items():
                _warm(pool, task, workers)
            rates[kind] = {workers: [] for workers in WORKERS}
            turns = max(1, round(seconds / TURN_S))
            for _ in range(turns):
                for workers, pool in pools.items():
                    rates[kind][workers].append(_rate(pool, task, workers, seconds / turns))
    return rates


def _warm(pool: GradingPool, task: Task, workers: int) -> None:
    """Each worker has a grader of its own after this, each on a core of its own where there are as many."""
    for future in [pool.submit(task, task.reference) for _ in range(workers)]:
        _check(future)
    graders = pool._graders.idle
    if len(graders) != workers:
        raise WrongVerdict(f"{workers} workers have {len(graders)} graders")


def _rate(pool: GradingPool, task: Task, workers: int, seconds: float) -> float:
    """Grades per second; every worker always has its next candidate waiting."""
    done = 0
    started = time.perf_counter()
    waiting: set[Future[Grade]] = {pool.submit(task, task.reference) for _ in range(2 * workers)}
    while waiting:
        ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in ready:
            _check(future)
            done += 1
            if time.perf_counter() - started < seconds:
                waiting.add(pool.submit(task, task.reference))
    return done / (time.perf_counter() - started)


def _check(future: Future[Grade]) -> None:
    verdict = future.result().verdict
    if verdict is not Verdict.RESOLVED:
        raise WrongVerdict(f"the reference was graded as {verdict}")
