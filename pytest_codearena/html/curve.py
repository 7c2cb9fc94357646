"""The times of a workload as a small drawing: where its lines, ticks and words stand. The template draws it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Measurement

WIDTH, HEIGHT = 320, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 34
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Times over sizes, both axes logarithmic, in the units of the drawing."""

    candidate: tuple[tuple[float, float], ...]
    reference: tuple[tuple[float, float], ...]
    sizes: tuple[Tick, ...]
    times: tuple[Tick, ...]
    said: str
    """The same in one sentence, for those who can't see it."""
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM

    @staticmethod
    def path(points: Sequence[tuple[float, float]]) -> str:
        """The points as SVG reads them."""
        return " ".join(f"{x:g},{y:g}" for x, y in points)


def curve_of(measurement: Measurement | None) -> Curve | None:
    """The drawing of what was measured; None if that is less than one time that was taken."""
    points = [point for point in (measurement.points if measurement else ()) if point.size > 0]
    candidate = [(p.size, p.candidate_s) for p in points if 0 < p.candidate_s < math.inf]
    reference = [(p.size, p.reference_s) for p in points if 0 < p.reference_s < math.inf]
    both = candidate + reference
    if not both:
        return None
    x = _Axis([size for size, _ in both], _LEFT + 8, WIDTH - _RIGHT - 8)
    y = _Axis([time for _, time in both], HEIGHT - _BOTTOM - 6, _TOP + 6)
    sizes = sorted({size for size, _ in both})
    shown = sizes if len(sizes) <= 5 else [sizes[0], sizes[len(sizes) // 2], sizes[-1]]
    times = [min(time for _, time in both), max(time for _, time in both)]
    if times[1] < 1.2 * times[0]:
        times = times[1:]
    return Curve(
        tuple((x.at(size), y.at(time)) for size, time in candidate),
        tuple((x.at(size), y.at(time)) for size, time in reference),
        tuple(Tick(x.at(size), f"{size:,}") for size in shown),
        tuple(Tick(y.at(time), seconds(time)) for time in times),
        f"CPU time of one call: candidate {_said(candidate)}; reference {_said(reference)}",
    )


class _Axis:
    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low, self._high = math.log(min(values)), math.log(max(values))
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        """Where the value stands; in the middle if there is only one."""
        share = (math.log(value) - self._low) / (self._high - self._low) if self._high > self._low else 0.5
        return round(self._start + share * (self._end - self._start), 1)


def seconds(value: float) -> str:
    """A time with two digits and its unit: ``4.3 ms``."""
    if value == math.inf:
        return "did not finish"
    scale, unit = next(((s, u) for s, u in _UNITS if value >= s), _UNITS[-1])
    amount = value / scale
    return f"{amount:.0f} {unit}" if amount >= 9.95 else f"{amount:.1f} {unit}"


def _said(points: Sequence[tuple[int, float]]) -> str:
    return ", ".join(f"{seconds(time)} at {size:,}" for size, time in points) or "not timed"
