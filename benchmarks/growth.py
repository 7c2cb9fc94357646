"""``python -m benchmarks.growth``: what the grader measures of functions whose growth is known, as a table of confusions."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pytest_codearena.errors import CodeArenaError
from pytest_codearena.grading.client import Grader
from pytest_codearena.printable import Column, table_lines
from pytest_codearena.records import Growth, Measurement
from tests.complexity.functions import SETS
from tests.complexity.known import Known
from tests.speed.timed import task_of_known_growth

_LEAST_RIGHT, _MOST_FALSE = 0.95, 0.02


def main() -> None:
    """Prints known against measured growth, and each that is not right; ends with status 1 if a bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth function only (%(default)s)")
    parser.add_argument("--set", choices=SETS, default="first", help="of tests/complexity (%(default)s)")
    parser.add_argument("--only", default="", metavar="WORD", help="functions whose name or class holds this word")
    options = parser.parse_args()
    chosen = [known for known in SETS[options.set] if options.only in known.name or options.only == known.growth][:: options.every]
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="codearena-growth-") as folder, ThreadPoolExecutor(max(1, cores - 1)) as executor:
        found = list(executor.map(lambda known: _measured(Path(folder), known, options.set), chosen))
    table: Counter[tuple[Growth, Growth]] = Counter()
    for known, measurement in zip(chosen, found, strict=True):
        if measurement is None:
            continue
        table[known.growth, measurement.growth] += 1
        if measurement.growth is not known.growth:
            points = "  ".join(f"{point.size}: {point.candidate_s * 1e6:.1f}" for point in measurement.points)
            word = f"{measurement.growth}, confidence {measurement.confidence:.2f}, n^{measurement.exponent:.2f}"
            print(f"{known.name} is {known.growth}, measured {word}; us by size: {points}")
    print("\n".join(_lines(table)))
    total = sum(table.values())
    right = sum(count for (known, measured), count in table.items() if known is measured) / total
    false = sum(count for (known, measured), count in table.items() if measured not in (known, Growth.UNKNOWN)) / total
    print(f"right: bar at least {_LEAST_RIGHT:.0%}: {right:.1%} of {total}")
    print(f"false: bar {_MOST_FALSE:.0%}: {false:.1%}")
    sys.exit(right < _LEAST_RIGHT or false > _MOST_FALSE)


def _measured(folder: Path, known: Known, among: str) -> Measurement | None:
    """Returns what is measured of the function as candidate; None if it can't be graded, which is said."""
    task = task_of_known_growth(folder, known.name, among)
    grader = Grader(task, seed=1)
    try:
        return grader.run(task.reference, live=False).measurement
    except CodeArenaError as error:
        print(f"{known.name}: not measured: {str(error).splitlines()[-1]}")
        return None
    finally:
        grader.close()


def _lines(table: Counter[tuple[Growth, Growth]]) -> list[str]:
    rows = [growth for growth in Growth if growth is not Growth.UNKNOWN]
    columns = [Column("known", [str(growth) for growth in rows])]
    columns += [Column(str(measured), [str(table[known, measured] or "") for known in rows], right=True) for measured in Growth]
    return table_lines(columns, 128)


if __name__ == "__main__":
    main()
