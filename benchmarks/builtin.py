"""``python -m benchmarks.builtin``: how many tasks the offline agent solves, hidden tests included, and what that costs.

Rules were written while one half of each set was looked at, and not the other: the half of a task is told by its name's hash.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_codearena import Candidate, Episode, GradingPool, Observation, Task, load_task, solve
from pytest_codearena.agents.builtin import Builtin
from pytest_codearena.episode import grading_by
from pytest_codearena.importers import find_importers
from pytest_codearena.importers.convert import import_entries
from pytest_codearena.printable import Column, table_lines
from pytest_codearena.trying import VISIBLE_LIMIT_S, Trial, VisibleRun

_SEED = 1


@dataclass(frozen=True, slots=True)
class Solved:
    """One task's episode."""

    task: Task
    episode: Episode
    cpu_s: float
    """What the agent used: its own time, and that of the runs that it asked for."""

    @property
    def is_solved(self) -> bool:
        """True if an attempt was resolved."""
        return self.episode.outcome == "solved"


class _Meter:
    """The agent, and what it uses."""

    def __init__(self, cpu_s: float) -> None:
        self.name = "builtin"
        self.used_s = 0.0
        self._agent = Builtin(cpu_s=cpu_s)
        self._trial: Trial

    def use(self, trial: Trial) -> None:
        self._trial = trial
        self._agent.use(self)

    def propose(self, observation: Observation) -> Candidate:
        from_s = time.thread_time()
        try:
            return self._agent.propose(observation)
        finally:
            self.used_s += time.thread_time() - from_s

    def run(self, source: str, *, lines: bool = False, limit_s: float = VISIBLE_LIMIT_S) -> VisibleRun:
        run = self._trial.run(source, lines=lines, limit_s=limit_s)
        self.used_s += run.cpu_s
        return run

    def answers(self, source: str, function: str, calls: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
        return self._trial.answers(source, function, calls)


def half_of(name: str) -> str:
    """Returns ``development`` or ``held back``: by the hash of a task's name."""
    return "development" if int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0 else "held back"


@contextmanager
def _tasks(collection: str, source: Path) -> Iterator[list[Task]]:
    with tempfile.TemporaryDirectory(prefix="codearena-builtin-") as folder:
        if collection != "tasks" and source.is_dir() and any(source.glob("*/task.toml")):
            home = source
        elif collection != "tasks":
            home = Path(folder) / collection
            import_entries(find_importers()[collection], source, home)
        else:
            home = source
        yield [load_task(path.parent) for path in sorted(home.rglob("task.toml"))]


def _solve(task: Task, cpu_s: float, attempts: int) -> Solved:
    meter = _Meter(cpu_s)
    with GradingPool([task], seed=_SEED) as pool:
        episode = solve(task, meter, attempts=attempts, grading=grading_by(pool, _SEED), trying=pool.trying)
    return Solved(task, episode, meter.used_s)


def _told(found: Solved) -> str:
    verdicts = " ".join(str(attempt.grade.verdict) for attempt in found.episode.attempts)
    last = found.episode.attempts[-1]
    return f"{found.task.name:32} {found.episode.outcome:9} {found.cpu_s:5.1f} s  {verdicts}  [{last.note}]"


def _is_at_once(found: Solved) -> bool:
    return found.is_solved and len(found.episode.attempts) == 1


def _lines(title: str, found: Sequence[Solved]) -> list[str]:
    """One table: categories, then halves, then all."""
    groups = {
        name: [each for each in found if each.task.category == name] for name in sorted({each.task.category for each in found})
    }
    groups = groups if len(groups) > 1 else {}
    groups |= {name: [each for each in found if half_of(each.task.name) == name] for name in ("development", "held back")}
    groups = {name: members for name, members in {**groups, "all": list(found)}.items() if members}
    columns = [
        Column(title, list(groups)),
        Column(
            "solved", [f"{sum(each.is_solved for each in members)}/{len(members)}" for members in groups.values()], right=True
        ),
        Column("at once", [str(sum(map(_is_at_once, members))) for members in groups.values()], right=True),
        Column(
            "CPU s median",
            [f"{statistics.median(each.cpu_s for each in members):.1f}" for members in groups.values()],
            right=True,
        ),
        Column("max", [f"{max(each.cpu_s for each in members):.1f}" for members in groups.values()], right=True),
    ]
    return table_lines(columns, 120)


def main() -> None:
    """Prints what became of the development half task by task, and of all tasks in sums."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.builtin", description=__doc__)
    parser.add_argument("collection", choices=("tasks", "quixbugs", "humanevalfix"))
    parser.add_argument(
        "source", nargs="?", type=Path, default=Path("tasks"), help="what the importer reads, or folders that it wrote"
    )
    parser.add_argument("--half", choices=("development", "held back"), help="only these")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--attempts", type=int, default=5)
    parser.add_argument("--cpu-s", type=float, default=10.0, help="for one task (%(default)s)")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    with _tasks(given.collection, given.source) as tasks:
        chosen = [
            task for task in tasks if given.half in (None, half_of(task.name)) and (not given.only or task.name in given.only)
        ]
        found = []
        with ThreadPoolExecutor(given.workers) as executor:
            for each in executor.map(lambda task: _solve(task, given.cpu_s, given.attempts), chosen):
                found.append(each)
                shown = half_of(each.task.name) == "development"
                solved = sum(one.is_solved for one in found if half_of(one.task.name) == "held back")
                print(_told(each) if shown else f"({solved} of those held back so far)", flush=True)
        print("\n".join(_lines(given.collection, found)))


if __name__ == "__main__":
    main()
