"""Measures a candidate's CPU time on the task's workload against the reference's, pair by pair, in identical cells."""

from __future__ import annotations

import math
import random
import statistics
import types
from dataclasses import dataclass
from typing import Any

from ..sandbox.cells import Nursery
from .ledger import WORKLOAD, Ledger
from .link import Link, Stopped
from .shape import Shape

_PAIRS = 5
_CLEAR_RATIO = 4.0
"""Beyond this the efficiency score is 0 whatever further pairs say."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Result of a measurement, in atoms: ratio (inf if it is no fair answer), points (size, candidate, reference), note."""

    ratio: float
    points: list[list[float]]
    note: str


class Meter:
    """Runs candidate and reference side by side on the same inputs."""

    def __init__(
        self, nursery: Nursery, shape: Shape, config: dict[str, Any], workload: types.ModuleType, ledger: Ledger
    ) -> None:
        self._nursery = nursery
        self._shape = shape
        self._config = config
        self._inputs = workload.workload
        self._ledger = ledger

    def measure(self, source: str, seed: int) -> Cost:
        """Returns the cost of ``source``. A wrong answer, an exception or a time-out is an infinite ratio."""
        points: list[list[float]] = []
        links: list[Link] = []
        try:
            for text in (source, self._config["reference"]):
                link = Link(self._nursery.candidate(), self._shape, self._config["timeout_s"])
                links.append(link)
                try:
                    link.load(text, self._config["support"], self._shape.module_name)
                except Exception as error:
                    if text is not source:
                        raise
                    return Cost(float("inf"), points, f"for the workload your code did not load: {type(error).__name__}")
            for number, size in enumerate(self._config["sizes"]):
                last = number == len(self._config["sizes"]) - 1
                self._ledger.stage(WORKLOAD)
                point, fault = self._at(links, size, seed, _PAIRS if last else 1)
                if fault:
                    return Cost(float("inf"), points, fault)
                points.append([size, *point])
                if last:
                    return Cost(point[0] / point[1] if point[1] > 0 else 1.0, points, "")
            raise AssertionError("a workload has at least one size")
        except Stopped as stop:
            return Cost(float("inf"), points, f"on the workload your code {stop.text}")
        finally:
            for link in links:
                link.leave()

    def _at(self, links: list[Link], size: int, seed: int, pairs: int) -> tuple[list[float], str]:
        ratios: list[tuple[float, float, float]] = []
        for pair in range(pairs):
            results: list[Any] = []
            runs: list[float] = []
            wholes: list[float] = []
            for link in links:
                rng = random.Random(f"{seed}/{size}/{pair}")
                try:
                    value, run_s, whole_s = _timed(link, self._config["function"], self._inputs(size, rng))
                except Exception as error:
                    if link is links[1]:
                        raise
                    return [], f"on the workload of size {size} your code raised {type(error).__name__}"
                results.append(value)
                runs.append(run_s)
                wholes.append(whole_s)
            if not _alike(results[0], results[1]):
                return [], f"the answer for the workload of size {size} is wrong"
            self._ledger.stage(WORKLOAD)
            # What surrounds the call costs both the same; what a candidate does beyond that, before or after, is its own.
            cost_s = max(runs[0], wholes[0] - (wholes[1] - runs[1]))
            ratios.append((cost_s / runs[1] if runs[1] else 1.0, cost_s, runs[1]))
            if statistics.median(ratio[0] for ratio in ratios) > (_CLEAR_RATIO if pair else 2 * _CLEAR_RATIO):
                break
        return [statistics.median(row[1] for row in ratios), statistics.median(row[2] for row in ratios)], ""


def _timed(link: Link, function: str, arguments: tuple[Any, ...]) -> tuple[Any, float, float]:
    """Returns the result, the CPU seconds of the call alone, and those with the travel of arguments and result."""
    link.begin(0)
    start_s = link.cell.cpu_s()
    link.call("prepare", [function, *arguments])
    before_s = link.cell.cpu_s()
    link.call("run", [])
    run_s = link.cell.cpu_s() - before_s
    value = link.call("fetch", [])
    return value, run_s, link.cell.cpu_s() - start_s


def _alike(a: Any, b: Any) -> bool:
    """Equal, but for the last digits of floats, which depend on the order of steps."""
    if type(a) is float and type(b) is float:
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(a) and math.isnan(b))
    if type(a) is not type(b):
        return bool(a == b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_alike(a[key], b[key]) for key in a)
    return bool(a == b)
