"""``python -m benchmarks.soak``: many grades in a row; says whether anything grows, and ends with status 1 if so."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

from pytest_codearena import GradingPool
from pytest_codearena.printable import Column, table_lines

from .mix import Submission, draw, submissions
from .processes import Holdings, adopt_orphans, come_to_rest, holdings

TENTHS = 10
REST_S = 0.3
"""A sample is taken once the processes were the same for so long: the last candidate is being buried, and the next one made."""
PATIENCE_S = 20.0
"""For graders that were closed: their parent looks once a second who of them has ended."""
SLACK_MB = 2.0
"""Resident memory may differ by so much."""

_NAMES = {
    "own_mb": "memory of ours, MiB",
    "all_mb": "memory of all, MiB",
    "own_descriptors": "descriptors of ours",
    "other_descriptors": "of graders",
    "processes": "processes",
    "files": "temporary files",
}


@dataclass(slots=True)
class Soak:
    """What was seen."""

    samples: list[tuple[int, Holdings]]
    """Number of grades before it, and what was held then."""
    verdicts: Counter[str]
    wrong: list[str]
    """Verdicts that should have been others."""
    seconds: float


def soak(mixed: Sequence[Submission], every: Sequence[Submission], samples: int, temporary: Path) -> Soak:
    """Grades each of ``every`` to get warm, then ``mixed`` in a row, and looks about ``samples`` times meanwhile."""
    seen = Soak([], Counter(), [], 0.0)
    step = max(1, len(mixed) // samples)
    with GradingPool(seed=1, live_search=False, shrink=False) as pool:
        for submission in every:
            _grade(pool, submission, seen)
        seen.verdicts.clear()
        started = time.monotonic()
        for number, submission in enumerate(mixed):
            if number % step == 0:
                _sample(seen, number, pool, every, temporary)
            _grade(pool, submission, seen)
        _sample(seen, len(mixed), pool, every, temporary)
        seen.seconds = time.monotonic() - started
    return seen


def _grade(pool: GradingPool, submission: Submission, seen: Soak) -> None:
    verdict = pool.grade(submission.task, submission.source).verdict
    seen.verdicts[verdict] += 1
    if verdict is not submission.verdict:
        seen.wrong.append(f"{submission.task.name}: {verdict} instead of {submission.verdict}")


def _sample(seen: Soak, number: int, pool: GradingPool, every: Sequence[Submission], temporary: Path) -> None:
    """Adds what is held now, after a fix for each task: what a candidate leaves is cleared away before the next one."""
    for task in {each.task.name: each.task for each in every}.values():
        pool.grade(task, task.reference)
    come_to_rest(os.getpid(), REST_S, PATIENCE_S)
    seen.samples.append((number, holdings(temporary)))


def tenths(samples: Sequence[tuple[int, Holdings]], total: int) -> list[dict[str, float]]:
    """Returns the medians of what was held in each tenth of the grades; the first one is when memory settles."""
    found = []
    for tenth in range(TENTHS):
        low, high = tenth * total / TENTHS, (tenth + 1) * total / TENTHS
        inside = [holding for number, holding in samples if low <= number < high or number == total == high]
        found.append({field.name: median(getattr(each, field.name) for each in inside) for field in fields(Holdings)})
    return found


def grows(name: str, early: float, late: float) -> bool:
    """Whether something is more than it was: memory by more than its slack, all else at all."""
    return late > early + (SLACK_MB if name.endswith("_mb") else 0)


def main() -> int:
    """Prints the table and what grows; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Many grades in a row: does anything grow?")
    parser.add_argument("--grades", type=int, default=10_000, metavar="N", help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the order of candidates (%(default)s)")
    parser.add_argument("--samples", type=int, default=100, metavar="N", help="how often to look, about (%(default)s)")
    options = parser.parse_args()
    if min(options.grades, options.samples) < TENTHS:
        parser.error(f"--grades and --samples: expected at least {TENTHS}")
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="codearena-soak-") as name:
        folder = Path(name).resolve()
        every = submissions(folder / "tasks")
        temporary = folder / "temporary"
        temporary.mkdir()
        os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
        seen = soak(draw(every, options.grades, options.seed), every, options.samples, temporary)
        left = _left(temporary)
    return _report(seen, options.grades, left)


def _left(temporary: Path) -> list[str]:
    """What is there although all is closed, but for the one process that makes graders: it lives until the program ends."""
    deadline = time.monotonic() + PATIENCE_S
    while (processes := holdings(temporary).processes - 2) and time.monotonic() < deadline:
        time.sleep(0.05)
    files = sorted(entry.name for entry in temporary.iterdir())
    return files + ([f"{processes} processes"] if processes else [])


def _report(seen: Soak, total: int, left: Sequence[str]) -> int:
    parts = tenths(seen.samples, total)
    spans = [f"{tenth * total // TENTHS} to {(tenth + 1) * total // TENTHS}" for tenth in range(TENTHS)]
    columns = [Column("grades", spans)]
    for name, heading in _NAMES.items():
        form = ".1f" if name.endswith("_mb") else "g"
        columns.append(Column(heading, [format(part[name], form) for part in parts], right=True))
    print(f"{total} grades in {seen.seconds:.0f} s; medians of {len(seen.samples)} samples\n")
    print("\n".join(table_lines(columns, 160)), end="\n\n")
    print("verdicts: " + ", ".join(f"{count} {verdict}" for verdict, count in seen.verdicts.most_common()))
    print(f"wrong verdicts: {len(seen.wrong)}" + "".join(f"\n  {each}" for each in seen.wrong[:20]))
    print(f"left behind when all was closed: {', '.join(left[-5:]) or 'nothing'}" + (" …" if len(left) > 5 else ""))
    growing = []
    for name, heading in _NAMES.items():
        early, late = parts[1][name], parts[-1][name]
        if grows(name, early, late):
            growing.append(f"{heading}: {early:g} in the second tenth, {late:g} in the last")
    print("grows: " + ("nothing" if not growing else "".join(f"\n  {each}" for each in growing)))
    return 1 if growing or seen.wrong or left else 0


if __name__ == "__main__":
    sys.exit(main())
