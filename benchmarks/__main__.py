"""``python -m benchmarks``: one run that measures everything but the soak, and prints it."""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from statistics import median

from pytest_codearena.printable import Column, table_lines

from .bars import Bar, bars
from .micro import CALL, micro
from .rounds import measure, spread
from .scenarios import OURS, WAYS, Scenario, scenarios, verify
from .throughput import WORKERS, Rates, throughput
from .ways import WrongVerdict

_WIDTH = 128
_MAX_SEED = 2**32

Times = dict[tuple[str, str], list[float]]
"""Seconds by scenario and way."""


def main() -> None:
    """Prints the tables and the bars; with ``--json`` the raw numbers are in that file after this."""
    options = _options()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="codearena-benchmarks-") as name:
        folder = Path(name).resolve()
        with scenarios(folder / "scenarios", draw.randrange(_MAX_SEED)) as rows:
            for row in rows:
                verify(row)
            times = _measure(rows, options.rounds, draw)
        small = micro(options.rounds, folder / "micro", draw)
        rates = throughput(options.seconds, folder / "throughput", draw.randrange(_MAX_SEED))
    machine = _machine()
    found = list(bars(times, small, rates))
    parts = (
        [", ".join(f"{name} {value}" for name, value in machine.items())],
        [f"{options.rounds} rounds; medians, in brackets the quartiles; x: how many times ours"],
        _scenario_table(rows, times),
        _small_table(small),
        _rate_table(rates),
        [f"{bar.name}: {bar}" for bar in found],
    )
    print("\n\n".join("\n".join(lines) for lines in parts))
    if options.json is not None:
        options.json.write_text(_as_json(machine, options, times, small, rates, found), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What a grade costs, beside other ways to judge.")
    parser.add_argument("--rounds", type=int, default=40, metavar="N", help="how often each thing is measured (%(default)s)")
    parser.add_argument("--seconds", type=float, default=5.0, metavar="S", help="of throughput, for each number in its table (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of inputs and orders that are drawn (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the raw numbers there")
    options = parser.parse_args()
    if options.rounds < 1 or options.seconds <= 0:
        parser.error("--rounds and --seconds: expected more than 0")
    return options


def _measure(rows: Sequence[Scenario], rounds: int, draw: random.Random) -> Times:
    """Every way of every scenario, once in each round. Raises WrongVerdict if one of them errs meanwhile."""
    seeds = [draw.randrange(_MAX_SEED) for _ in range(rounds)]

    def timed(row: Scenario, way: str) -> Callable[[int], None]:
        judge = row.ways[way]

        def run(number: int) -> None:
            if judge(row.source, seeds[number]) is not row.right:
                raise WrongVerdict(f"({row.letter}) {way} erred in round {number + 1}")

        return run

    return measure(rounds, {(row.letter, way): timed(row, way) for row in rows for way in row.ways}, draw)


def _scenario_table(rows: Sequence[Scenario], times: Times) -> list[str]:
    lines = [(row, way, times[row.letter, way]) for row in rows for way in WAYS if way in row.ways]
    ratios = [median(samples) / median(times[row.letter, OURS]) for row, _, samples in lines]
    columns = [
        Column("scenario", [f"({row.letter}) {row.title}" if way == OURS else "" for row, way, _ in lines]),
        Column("way", [way for _, way, _ in lines]),
        Column("ms", [_spread_text(samples, 1e3) for _, _, samples in lines], right=True),
        Column("x", [f"{ratio:.2f}" for ratio in ratios], right=True),
    ]
    return table_lines(columns, _WIDTH)


def _small_table(small: Mapping[str, Sequence[float]]) -> list[str]:
    units = {name: ("us", 1e6) if name == CALL else ("ms", 1e3) for name in small}
    cells = [_spread_text(samples, units[name][1]) for name, samples in small.items()]
    names = [f"{name}, {units[name][0]}" for name in small]
    return table_lines([Column("through the proxies", names), Column("ours", cells, right=True)], _WIDTH)


def _rate_table(rates: Rates) -> list[str]:
    columns = [Column("grades per second", list(rates))]
    for workers in WORKERS:
        cells = [_spread_text(found[workers], 1) for found in rates.values()]
        columns.append(Column(f"{workers} worker{'s' if workers > 1 else ''}", cells, right=True))
    ratios = [f"{median(found[WORKERS[-1]]) / median(found[WORKERS[0]]):.2f}" for found in rates.values()]
    return table_lines([*columns, Column("x", ratios, right=True)], _WIDTH)


def _spread_text(samples: Sequence[float], factor: float) -> str:
    middle, low, high = (figure * factor for figure in spread(samples))
    return f"{middle:.2f} [{low:.2f} {high:.2f}]"


def _machine() -> dict[str, str]:
    packages = {name: version(name) for name in ("pytest", "hypothesis", "msgpack")}
    cores = f"{len(os.sched_getaffinity(0))} of {os.cpu_count()}"
    return {"cores": cores, "Linux": platform.release(), "Python": platform.python_version(), **packages}


def _as_json(
    machine: Mapping[str, str],
    options: argparse.Namespace,
    times: Times,
    small: Mapping[str, Sequence[float]],
    rates: Rates,
    found: Sequence[Bar],
) -> str:
    scenarios_s: dict[str, dict[str, list[float]]] = {}
    for (letter, way), samples in times.items():
        scenarios_s.setdefault(letter, {})[way] = samples
    content = {
        "machine": machine,
        "rounds": options.rounds,
        "seed": options.seed,
        "scenarios_s": scenarios_s,
        "proxies_s": small,
        "grades_per_s": rates,
        "bars": [asdict(bar) | {"met": bar.met} for bar in found],
    }
    return json.dumps(content, indent=1) + "\n"


if __name__ == "__main__":
    main()
