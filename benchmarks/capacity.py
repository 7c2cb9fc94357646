"""What grading costs at any scale: measured service times of the shipped tasks, and a simulation of many workers that they drive.

``python -m benchmarks.capacity`` prints the tables of docs/capacity.md. The simulation is checked against 1, 2 and 4 workers.
"""

from __future__ import annotations

import argparse
import heapq
import os
import pickle
import random
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from pytest_codearena import Grade, GradingPool, Task, load_task
from pytest_codearena.tasks import find_tasks

from .processes import holdings_of

MEASURED = (1, 2, 4)
SIMULATED = (10, 100, 1000)
_ROUNDS = 3
_CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class Service:
    """What one task costs."""

    task: Task
    grade_s: tuple[float, ...]
    """Wall time of single grades, one after the other: reference and buggy code in turns."""
    start_s: float
    """Of the first grade: the grader starts, proves the reference and draws the properties' inputs."""
    memory_mb: float
    """Resident memory that the task's grader added, shared pages counted once for each process."""
    wire_bytes: int
    """Of the order and the grade, as an executor packs them."""


def measure(task: Task, count: int) -> Service:
    """Returns what ``count`` grades of the task cost on this machine, one at a time."""
    with GradingPool([task], seed=0, live_search=False, shrink=False) as pool:
        before = holdings_of(os.getpid(), Path(os.devnull)).all_mb
        start_s, grade = _timed(pool, task, task.reference)
        memory = holdings_of(os.getpid(), Path(os.devnull)).all_mb - before
        times = [_timed(pool, task, (task.reference, task.buggy)[number % 2])[0] for number in range(count)]
    wire = len(pickle.dumps(grade)) + len(task.reference.encode())
    return Service(task, tuple(times), start_s, memory, wire)


def in_turns(tasks: Sequence[Task], count: int) -> list[float]:
    """Returns wall times of single grades of these tasks in random turns, as a run meets them: nothing is as it left the caches."""
    with GradingPool(tasks, seed=0, live_search=False, shrink=False, max_idle_graders=len(tasks)) as pool:
        _all(pool, [(task, task.buggy) for task in tasks])
        return [_timed(pool, task, source)[0] for task, source in _mix(tasks, count)]


def throughput(tasks: Sequence[Task], workers: int, count: int) -> tuple[float, float]:
    """Returns grades per second of the local pool on the tasks in turns, and the CPU seconds of this process for each grade."""
    with GradingPool(tasks, workers, seed=0, live_search=False, shrink=False, max_idle_graders=len(tasks) * workers) as pool:
        _all(pool, [(task, task.buggy) for task in tasks for _ in range(2 * workers)])
        order = _mix(tasks, count)
        began_s, cpu_s = time.perf_counter(), time.process_time()
        _all(pool, order)
        return count / (time.perf_counter() - began_s), (time.process_time() - cpu_s) / count


def simulate(services: Sequence[float], workers: int, cores: int, hand_out_s: float, count: int) -> float:
    """Returns grades per second of workers that each take the next grade from one queue, which takes ``hand_out_s`` for each.

    Workers beyond the cores take turns, so they add nothing.
    """
    draw = random.Random(0)
    free_s = [0.0] * min(workers, cores)
    heapq.heapify(free_s)
    queue_s = 0.0
    for _ in range(count):
        queue_s = max(queue_s, free_s[0]) + hand_out_s
        heapq.heapreplace(free_s, queue_s + draw.choice(services))
    return count / max(free_s)


def _mix(tasks: Sequence[Task], count: int) -> list[tuple[Task, str]]:
    """Returns as many of each task, right and wrong by turns, in an order of chance."""
    jobs = [(task, source) for task in tasks for source in (task.reference, task.buggy)]
    order = [jobs[number % len(jobs)] for number in range(count)]
    random.Random(0).shuffle(order)
    return order


def _timed(pool: GradingPool, task: Task, source: str) -> tuple[float, Grade]:
    began_s = time.perf_counter()
    grade = pool.grade(task, source)
    return time.perf_counter() - began_s, grade


def _all(pool: GradingPool, jobs: Sequence[tuple[Task, str]]) -> None:
    futures: list[Future[Grade]] = [pool.submit(task, source) for task, source in jobs]
    for future in futures:
        future.result()


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__)
    parser.add_argument("tasks", nargs="*", type=Path, default=[Path("tasks")], help="tasks, or folders of them (default: tasks)")
    parser.add_argument("--grades", type=int, default=20, help="of each task, one at a time (default: 20)")
    parser.add_argument("--mixed", type=int, default=80, help="of some tasks, with 1, 2 and 4 workers, three times (default: 80)")
    parser.add_argument("--most", type=int, default=4, help="tasks of the mixed grades (default: 4, each keeps a grader for each worker)")
    parser.add_argument("--hand-out-us", type=float, help="what one grade takes where the run is (default: as measured here)")
    options = parser.parse_args(arguments)
    tasks = [load_task(folder) for path in options.tasks for folder in find_tasks(path)]
    measure(tasks[0], 1)  # the process that graders come from starts with the first of them
    found = [measure(task, options.grades) for task in tasks]
    print(f"load of this machine now: {os.getloadavg()[0]:.1f} on {_CORES} cores\n")
    print("| category | tasks | ms a grade | grades/s of a core | cold start, s | grader, MiB | bytes a grade |")
    print("|---|---|---|---|---|---|---|")
    categories = sorted({task.category for task in tasks})
    groups = {category: [each for each in found if each.task.category == category] for category in categories}
    for name, group in {**groups, "all": found}.items():
        mean_s = statistics.mean(time_s for each in group for time_s in each.grade_s)
        rest = [statistics.median(getattr(each, field) for each in group) for field in ("start_s", "memory_mb", "wire_bytes")]
        print(f"| {name} | {len(group)} | {mean_s * 1000:.1f} | {1 / mean_s:.1f} | {rest[0]:.2f} | {rest[1]:.0f} | {rest[2]:.0f} |")
    step = max(1, len(found) // options.most)
    mixed = [each.task for each in found[::step][: options.most]]
    print(f"\n{', '.join(task.name for task in mixed)}:\n\n| workers | measured/s | simulated/s |\n|---|---|---|")
    services: list[float] = []
    costs_s: list[float] = []
    rates: dict[int, list[float]] = {workers: [] for workers in MEASURED}
    for _ in range(_ROUNDS):  # side by side: the machine is not as quick at all times
        services += in_turns(mixed, options.mixed // 2)
        for workers in MEASURED:
            rate, cpu_s = throughput(mixed, workers, options.mixed)
            rates[workers].append(rate)
            costs_s.append(cpu_s)
    for workers in MEASURED:
        print(f"| {workers} | {statistics.median(rates[workers]):.1f} | {simulate(services, workers, _CORES, 0.0, 20_000):.1f} |")
    hand_out_s = options.hand_out_us / 1e6 if options.hand_out_us else statistics.median(costs_s)
    for workers in SIMULATED:
        print(f"| {workers}, a core each | - | {simulate(services, workers, workers, hand_out_s, 200 * workers):.0f} |")
    mean_s = statistics.mean(time_s for each in found for time_s in each.grade_s)
    print(f"\none grade takes {hand_out_s * 1e6:.0f} us where the run is: at most {1 / hand_out_s:.0f} grades/s from one process")
    print(f"a million grades: {mean_s * 1e6 / 3600:.1f} core hours")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
