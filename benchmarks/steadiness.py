"""``python -m benchmarks.steadiness``: grades the same candidates again and again, idle and with every core kept busy."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytest_codearena import Task, load_task
from pytest_codearena.grading.client import Grader
from pytest_codearena.grading.reward import efficiency_score
from pytest_codearena.printable import Column, table_lines

_FOLDER = Path(__file__).parent.parent / "tasks" / "optimization"
_TASKS = ("route_climb", "solar_stretch")
"""Their functions take a list, and perhaps pairs of places in it: what ``_candidates`` makes of them fits that."""
_BUSY = "while True: sum([number * number for number in range(5000)])"
_MOST_SPREAD = 0.02


def main() -> None:
    """Prints mean and standard deviation of the efficiency score; ends with status 1 if a bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.steadiness", description=__doc__)
    parser.add_argument("--gradings", type=int, default=20, metavar="N", help="of each candidate in each state (%(default)s)")
    count: int = parser.parse_args().gradings
    if count < 2:
        parser.error("--gradings: expected at least 2")
    rows: list[list[str]] = []
    met = True
    for task in [load_task(_FOLDER / name) for name in _TASKS]:
        for name, source in _candidates(task).items():
            idle, added_s = _scores(task, source, count)
            with _busy():
                busy, _ = _scores(task, source, count)
            figures = [statistics.stdev(idle), statistics.stdev(busy), abs(statistics.fmean(idle) - statistics.fmean(busy))]
            met = met and max(figures) <= _MOST_SPREAD
            means = [f"{statistics.fmean(scores):.3f}" for scores in (idle, busy)]
            rows.append([task.name, name, *means, *(f"{figure:.4f}" for figure in figures), f"{added_s:.2f}"])
    heads = ["task", "candidate", "mean idle", "mean busy", "sd idle", "sd busy", "difference", "added s"]
    cells = [list(each) for each in zip(*rows, strict=True)]
    columns = [Column(head, each, right=head not in heads[:2]) for head, each in zip(heads, cells, strict=True)]
    print("\n".join(table_lines(columns, 128)))
    print(f"bar {_MOST_SPREAD} for sd and difference: {'met' if met else 'NOT met'}")
    sys.exit(not met)


def _candidates(task: Task) -> dict[str, str]:
    """Candidates that cost as much as the reference, half as much again, and twice as much."""
    assert task.efficiency is not None
    name = task.efficiency.function
    plain = task.reference.replace(f"def {name}(", f"def once_{name}(")
    twice = f"\n\ndef {name}(*arguments):\n    once_{name}(*arguments)\n    return once_{name}(*arguments)\n"
    half = (
        f"\n\ndef {name}(first, *rest):\n    n = len(first) // 2\n"
        "    few = [[(a % n, b % n) for a, b in each[:n]] for each in rest]\n"
        f"    once_{name}(first[:n], *few)\n    return once_{name}(first, *rest)\n"
    )
    return {"reference": task.reference, "half more": plain + half, "twice": plain + twice}


def _scores(task: Task, source: str, count: int) -> tuple[list[float], float]:
    """Returns the scores of that many gradings, and the seconds of wall time that measuring added to one of them."""
    scores, added = [], []
    grader = Grader(task, seed=1)
    try:
        for _ in range(count):
            started = time.perf_counter()
            execution = grader.run(source, live=False)
            timed = time.perf_counter() - started
            grader.run(source, live=False, timed=False)
            added.append(2 * timed - (time.perf_counter() - started))
            assert execution.measurement is not None, execution.checks
            scores.append(efficiency_score(execution.measurement.ratio))
    finally:
        grader.close()
    return scores, statistics.median(added)


@contextmanager
def _busy() -> Iterator[None]:
    """Every core that we may use has a process of its own to run meanwhile."""
    cores = os.sched_getaffinity(0)
    processes = [subprocess.Popen([sys.executable, "-c", f"import os; os.sched_setaffinity(0, {{{core}}})\n{_BUSY}"]) for core in cores]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
