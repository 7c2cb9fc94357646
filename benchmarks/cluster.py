"""The same grades by the local pool and by a Ray cluster of two nodes on this machine, side by side; then with losses; then for long.

``python -m benchmarks.cluster`` needs the extra ``ray``. It ends with status 1 if a bar is not met.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # else Ray listens on all interfaces; read when it is imported
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

from pytest_codearena import Grade, GradingPool, Task, Verdict, load_task

from . import subject
from .processes import holdings_of

WORKERS = 2
OVERHEAD_BAR = 0.15
GROWTH_BAR = 0.03
"""Share by which resident memory may differ between the third and the last quarter of the soak."""
NODE: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 100 * 2**20}
_AHEAD = 8


def start_cluster() -> Any:
    """Returns two nodes of one processor each, on the loopback interface; the second is ``second``."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={**NODE, "include_dashboard": False})
    cluster.second = cluster.add_node(**NODE)
    return cluster


def pool_of(tasks: Sequence[Task], backend: str, idle: int = 8) -> GradingPool:
    """Returns a pool as training uses it, with recorded inputs that are the same everywhere."""
    return GradingPool(tasks, WORKERS, backend=backend, seed=0, live_search=False, shrink=False, max_idle_graders=idle)


def rate(pool: GradingPool, task: Task, count: int) -> float:
    """Returns grades per second of ``count`` right candidates, all submitted at once."""
    started = time.perf_counter()
    futures = [pool.submit(task, f"{task.reference}\n# {number}\n") for number in range(count)]
    assert all(future.result().verdict is Verdict.RESOLVED for future in futures)
    return count / (time.perf_counter() - started)


def overhead(task: Task, address: str, count: int, rounds: int) -> float:
    """Prints both rates, measured in turns, and returns the share that the cluster takes longer for the same grades."""
    with pool_of([task], "local") as local, pool_of([task], f"ray:{address}") as there:
        for pool in (local, there):
            rate(pool, task, 4 * WORKERS)
        rates = [(rate(local, task, count), rate(there, task, count)) for _ in range(rounds)]
    ratio = statistics.median(here / away for here, away in rates) - 1
    here, away = (statistics.median(each) for each in zip(*rates, strict=True))
    print(f"{WORKERS} workers, {rounds} x {count} grades in turns: local {here:.1f}/s, Ray {away:.1f}/s, overhead {ratio:.1%}")
    return ratio


def losses(tasks: Sequence[Task], cluster: Any, count: int) -> bool:
    """Kills an actor after a third of the grades and removes a node after half of them; returns whether all came once, and right."""
    import ray

    jobs = [(task, source) for task in tasks for source in (task.reference, task.buggy)]
    drawn = random.Random(0).choices(jobs, k=count)
    with pool_of(tasks, "local") as local:
        expected = {job[1]: local.grade(*job).verdict for job in jobs}
    came: Counter[int] = Counter()
    with pool_of(tasks, f"ray:{cluster.address}") as pool:
        futures: list[Future[Grade]] = []
        for number, (task, source) in enumerate(drawn):
            futures.append(pool.submit(task, source))
            futures[-1].add_done_callback(lambda _, number=number: came.update([number]))  # type: ignore[misc]
        _wait(came, count // 3)
        executor: Any = pool._backend
        ray.kill(executor._places[0].actor)
        _wait(came, count // 2)
        cluster.remove_node(cluster.second, allow_graceful=False)
        verdicts = [future.result().verdict for future in futures]
    wrong = sum(verdict is not expected[source] for verdict, (_, source) in zip(verdicts, drawn, strict=True))
    once = came == Counter(range(count))
    print(f"{count} grades, an actor killed and a node removed on the way: each delivered once: {once}; wrong verdicts: {wrong}")
    return once and not wrong


def soak(address: str, folder: Path, kinds: int, count: int) -> float:
    """Prints the memory of all processes on the way, and returns the share by which it grew over the second half."""
    tasks = [subject.write_task(folder / f"task_{number}", properties=True) for number in range(kinds)]
    samples: list[float] = []
    numbers = [number % kinds for number in range(count)]  # every task again and again
    with pool_of(tasks, f"ray:{address}", idle=kinds) as pool:
        waiting: list[Future[Grade]] = []
        for number, kind in enumerate(numbers):
            waiting.append(pool.submit(tasks[kind], tasks[kind].reference))
            if len(waiting) >= _AHEAD:
                assert waiting.pop(0).result().verdict is Verdict.RESOLVED
            if number % max(1, count // 20) == 0:
                samples.append(holdings_of(os.getpid(), folder).all_mb)
        assert all(each.result().verdict is Verdict.RESOLVED for each in waiting)
    print(f"{count} grades of {kinds} tasks, resident MiB: {', '.join(f'{each:.0f}' for each in samples)}")
    quarter = len(samples) // 4
    return statistics.mean(samples[-quarter:]) / statistics.mean(samples[2 * quarter : 3 * quarter]) - 1


def _wait(came: Counter[int], count: int) -> None:
    while came.total() < count:
        time.sleep(0.02)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what was measured; returns 1 if a bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--tasks", type=Path, default=Path("tasks/logic"), help="folder of tasks to grade (default: tasks/logic)")
    parser.add_argument("--grades", type=int, default=2000, help="with losses (default: 2000)")
    parser.add_argument("--each", type=int, default=200, help="grades of a turn (default: 200)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each back end (default: 5)")
    parser.add_argument("--soak", type=int, default=5000, help="grades of the soak (default: 5000; 0 leaves it out)")
    parser.add_argument("--kinds", type=int, default=200, help="tasks of the soak (default: 200)")
    options = parser.parse_args(arguments)
    tasks = [load_task(folder) for folder in sorted(options.tasks.iterdir())][:2]
    cluster = start_cluster()
    met = []
    try:
        met.append(overhead(tasks[0], cluster.address, options.each, options.rounds) <= OVERHEAD_BAR)
        if options.soak:
            with TemporaryDirectory() as folder:
                met.append(soak(cluster.address, Path(folder), options.kinds, options.soak) <= GROWTH_BAR)
        met.append(losses(tasks, cluster, options.grades))
    finally:
        cluster.shutdown()
    print("bars met" if all(met) else "NOT all bars met")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
