"""Requests to one endpoint begin evenly spread, whoever sends them."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.spending.pace import Pace


class Clock:
    """A time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


@given(st.floats(1, 10_000), st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 100)), min_size=2, max_size=30))
def test_turns_of_one_endpoint_keep_their_distance(per_minute: float, asked: list[tuple[str, float]]) -> None:
    clock = Clock()
    pace = Pace(per_minute, clock=clock, sleep=clock.sleep)
    begun: dict[str, list[float]] = {"a": [], "b": []}
    for endpoint, idle_s in asked:
        clock.sleep(idle_s)
        before_s = clock.now_s
        pace.wait(endpoint)
        begun[endpoint].append(clock.now_s)
        last_s = begun[endpoint][-2] if len(begun[endpoint]) > 1 else -1e9
        if before_s - last_s >= 60 / per_minute:
            assert clock.now_s == before_s, "who comes late enough does not wait"
    for times in begun.values():
        assert all(b - a >= 60 / per_minute * (1 - 1e-9) - 1e-9 for a, b in pairwise(times))


def _send(path: Path, count: int, begun: multiprocessing.Queue[float]) -> None:
    pace = Pace(1200, path)

    def send(_: int) -> None:
        pace.wait("somewhere")
        begun.put(time.monotonic())

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(send, range(count)))


@pytest.mark.parametrize("processes", [1, 3])
def test_threads_and_processes_stand_in_one_line(tmp_path: Path, processes: int) -> None:
    spawning = multiprocessing.get_context("spawn")
    begun: multiprocessing.Queue[float] = spawning.Queue()
    started_s = time.monotonic()
    workers = [spawning.Process(target=_send, args=(tmp_path / "pace", 12 // processes, begun)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    times = [begun.get(timeout=30) for _ in range(12)]
    for worker in workers:
        worker.join()
    assert max(times) - started_s >= 11 * 0.05
