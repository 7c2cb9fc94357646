"""What measured time grows like with the size of the input: the class, or that the measurement does not tell.

Each class is a curve t = a + b f(n), for the steeper ones with a term of lower order beside it, none of them negative.
Curves are fitted to the times on a relative scale and weighed against each other, and against growths that have no
class of their own. A class is named only if it explains the times well and the others clearly worse.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..records import Growth

MIN_SIZES = 4
MIN_CONFIDENCE = 0.8
_MISFIT = 0.025
"""Real code strays from its curve by about this much, however well it is measured."""
_LONE_NOISE = 0.06
"""Standard deviation of a time that was measured once."""
_MAX_STRAY = 0.25
"""Relative distance of times and curve beyond which it explains nothing."""
_POLISHES = 4
_RARE = 4.0
_SORTING = 12.0
_CUBIC_STEPS = 1.5
"""Exponent that the lines which are run through have at least if the time grows like n^3."""
_STEPS_STRAY, _STEPS_MARGIN = 0.25, 0.2
"""Part by which counted steps may stray, as inputs are drawn, and exponent that is given to them beside: what chooses three of n
items takes n (n - 1) (n - 2) steps, which grow faster than n^3 at first."""
_SINGULAR = 1e-12
_BASES = tuple(1.4 + 0.1 * step for step in range(27))
_MAX_EXPONENT = 600.0
_LEADING_SHARE = {1: 0.08, 2: 0.5, 3: 0.5}
"""Part of the time at the largest size that the leading term must have added since the smallest one, by number of terms."""
_CONSTANT_SHARE = 0.12
"""Standard deviation, in times of the smallest size, of the constant part of code that grows by a power."""


@dataclass(frozen=True, slots=True)
class GrowthFit:
    """What was found out about growth."""

    growth: Growth
    """``unknown`` if no class is clearly the best explanation."""
    exponent: float
    """Slope of log time over log size, by least squares; 0.0 if there are not two sizes."""
    confidence: float
    """Weight of the best class among all that was tried, in [0, 1]; 0.0 if there are too few sizes, or no class explains the times."""
    points: tuple[tuple[int, float], ...]
    """Size and seconds of one call."""


@dataclass(frozen=True, slots=True)
class _Curve:
    """One explanation: a constant and these terms."""

    growth: Growth
    terms: tuple[Callable[[float], float], ...]
    """The leading one last."""
    handicap: float = 0.0
    """What it must explain better than the others to be as likely, in squared standard deviations."""
    power: float = math.inf
    """The time grows at most by this power of the size, a logarithm like a root; inf if it grows faster than any power."""
    level: bool = False
    """True if its constant part may be of any size."""
    slopes: tuple[float, float] = (-math.inf, math.inf)
    """Between these lies the exponent at the larger sizes; at the last ones it is not below the first of these, as it only rises."""


@dataclass(frozen=True, slots=True)
class _Times:
    """Times by size, and their relative standard deviations."""

    sizes: list[float]
    times: list[float]
    errors: list[float]

    @property
    def upper_slope(self) -> float:
        """The exponent at the larger half of the sizes."""
        return self._slope_from(len(self.sizes) // 2)

    @property
    def last_slope(self) -> float:
        """The exponent at the three largest sizes."""
        return self._slope_from(len(self.sizes) - 3)

    def _slope_from(self, first: int) -> float:
        return _slope([math.log(size) for size in self.sizes[first:]], [math.log(time) for time in self.times[first:]])


def fit(
    rounds: Sequence[Mapping[int, float]],
    steps: Mapping[int, float] | None = None,
    *,
    hides_logarithms: bool = True,
    sorts: bool = False,
) -> GrowthFit:
    """Returns what the times grow like. A machine that was slower in one round than in another does not matter.

    Args:
        rounds: in each round seconds of one call by size, all positive.
        steps: lines of Python that a call runs through, by size. Caches bend times as much as a logarithm does; where
            that is all that is in question, these counts decide.
        hides_logarithms: False if time can't grow by a logarithm unless the steps do.
        sorts: True if it sorts somewhere, which takes little more than linear time.
    """
    samples: dict[int, list[tuple[int, float]]] = {}
    for number, times in enumerate(rounds):
        for size, seconds in times.items():
            samples.setdefault(size, []).append((number, math.log(seconds)))
    sizes = sorted(samples)
    if not sizes:
        return GrowthFit(Growth.UNKNOWN, 0.0, 0.0, ())
    levels, noise = _polished([samples[size] for size in sizes], len(rounds))
    found = _Times(
        [float(size) for size in sizes],
        [math.exp(level) for level in levels],
        [math.hypot(_MISFIT, noise * 1.25 / math.sqrt(len(samples[size]))) for size in sizes],
    )
    points = tuple(zip(sizes, found.times, strict=True))
    exponent = _slope([math.log(max(size, 1)) for size in sizes], levels)
    if len(sizes) < MIN_SIZES:
        return GrowthFit(Growth.UNKNOWN, exponent, 0.0, points)
    steps = steps or {}
    growth, confidence = _judged(found, _excluded(steps, hides_logarithms), _least_power(steps), sorts)
    return GrowthFit(growth, exponent, confidence, points)


def _polished(rows: Sequence[Sequence[tuple[int, float]]], rounds: int) -> tuple[list[float], float]:
    """Returns the level of each row, freed of what all rows of a round have in common, and the spread that is left."""
    shifts = [0.0] * rounds
    levels = [statistics.median(value for _, value in row) for row in rows]
    if max(len(row) for row in rows) == 1:
        return levels, _LONE_NOISE
    for _ in range(_POLISHES):
        rest: list[list[float]] = [[] for _ in shifts]
        for row, level in zip(rows, levels, strict=True):
            for number, value in row:
                rest[number].append(value - level)
        shifts = [statistics.median(values) if values else 0.0 for values in rest]
        levels = [statistics.median(value - shifts[number] for number, value in row) for row in rows]
    left = [value - shifts[number] - level for row, level in zip(rows, levels, strict=True) for number, value in row]
    return levels, 1.4826 * statistics.median(map(abs, left))


def _slope(xs: Sequence[float], ys: Sequence[float]) -> float:
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread if spread else 0.0


def _excluded(steps: Mapping[int, float], hides_logarithms: bool) -> frozenset[Growth]:
    """Returns the classes that the steps rule out: among those that differ by a logarithm, and n^3, as one line hides at most n."""
    if len(steps) < 2 or min(steps.values()) <= 0:
        return frozenset()
    small, large = min(steps), max(steps)
    slope = math.log(steps[large] / steps[small]) / math.log(large / small)
    bend = math.log(_log(large) / _log(small)) / math.log(large / small)
    found: set[Growth] = set()
    for plain, with_log, power in ((Growth.CONSTANT, Growth.LOGARITHMIC, 0), (Growth.LINEAR, Growth.LINEARITHMIC, 1)):
        if slope > power + bend / 2:
            found.add(plain)
        elif not hides_logarithms:
            found.add(with_log)
    if slope < _CUBIC_STEPS:
        found.add(Growth.CUBIC)
    return frozenset(found)


def _least_power(steps: Mapping[int, float]) -> float:
    """Returns the power of the size that the time grows by at least: steps cost time, and terms of lower order only hide it."""
    if len(steps) < 2 or min(steps.values()) <= 0:
        return 0.0
    octaves = math.log2(max(steps) / min(steps))
    return math.log2(steps[max(steps)] / steps[min(steps)]) / octaves - _STEPS_STRAY / octaves - _STEPS_MARGIN


def _judged(found: _Times, excluded: frozenset[Growth], least_power: float, sorts: bool) -> tuple[Growth, float]:
    """Returns the class whose curves weigh most, if it may be named, and its share of the weight."""
    scores: dict[Growth, float] = {}
    strays: dict[Growth, float] = {}
    count = len(found.sizes)
    for curve in _curves(found.sizes[-1]):
        if curve.growth in excluded or curve.power < least_power:
            continue
        stray = _stray(curve, found) / count
        score = count * math.log1p(stray) + curve.handicap + 2 * len(curve.terms)
        if sorts and curve.growth is Growth.LINEAR:
            score += _SORTING
        if score < scores.get(curve.growth, math.inf):
            scores[curve.growth], strays[curve.growth] = score, stray
    least = min(scores.values(), default=math.inf)
    if least == math.inf:
        return Growth.UNKNOWN, 0.0
    weights = {growth: math.exp((least - score) / 2) for growth, score in scores.items()}
    best = max(weights, key=lambda growth: weights[growth])
    confidence = weights[best] / sum(weights.values())
    if best is Growth.UNKNOWN or math.sqrt(strays[best]) * statistics.median(found.errors) > _MAX_STRAY:
        return Growth.UNKNOWN, 0.0
    return (best if confidence >= MIN_CONFIDENCE else Growth.UNKNOWN), confidence


def _curves(largest: float) -> Iterable[_Curve]:
    yield _Curve(Growth.CONSTANT, (), power=0, level=True, slopes=(-0.4, 0.4))
    yield _Curve(Growth.LOGARITHMIC, (_log,), power=0.5, level=True, slopes=(-0.2, 0.6))
    yield _Curve(Growth.LINEAR, (_power(1),), power=1, slopes=(0.6, 1.5))
    yield _Curve(Growth.LINEARITHMIC, (lambda n: n * _log(n),), power=1.5, slopes=(0.9, 1.6))
    yield _Curve(Growth.QUADRATIC, (_power(1), _power(2)), power=2, slopes=(1.6, 2.5))
    yield _Curve(Growth.CUBIC, (_power(1), _power(2), _power(3)), power=3, slopes=(2.3, 3.5))
    for power in (0.5, 1.5, 2.5, 4):
        yield _Curve(Growth.UNKNOWN, (_power(power),), _RARE, power=power)
    for base in _BASES:
        if largest * math.log(base) < _MAX_EXPONENT:
            yield _Curve(Growth.EXPONENTIAL, (_exponential(base),), level=True)


def _log(n: float) -> float:
    return math.log2(max(n, 2.0))


def _power(exponent: float) -> Callable[[float], float]:
    return lambda n: n**exponent


def _exponential(base: float) -> Callable[[float], float]:
    return lambda n: base**n


def _stray(curve: _Curve, found: _Times) -> float:
    """Returns the squared residuals of the closest such curve, in standard deviations; inf if it is not of that class."""
    least_slope, most_slope = curve.slopes
    if not least_slope <= found.upper_slope <= most_slope or found.last_slope < least_slope:
        return math.inf
    least, largest = found.times[0], found.times[-1]
    functions = [_power(0), *curve.terms]
    scale = [function(found.sizes[-1]) for function in functions]
    rows = [
        [function(n) / unit / (error * time) for function, unit in zip(functions, scale, strict=True)]
        for n, time, error in zip(found.sizes, found.times, found.errors, strict=True)
    ]
    goals = [1 / error for error in found.errors]
    if not curve.level:  # the constant part is expected to be small
        rows.append([1 / (_CONSTANT_SHARE * least), *([0.0] * len(curve.terms))])
        goals.append(0.0)
    factors, stray = _least_squares(rows, goals)
    added = factors[-1] * (1 - functions[-1](found.sizes[0]) / scale[-1])
    if curve.terms and added < _LEADING_SHARE[len(curve.terms)] * largest:
        return math.inf
    return stray


def _least_squares(rows: list[list[float]], goals: list[float]) -> tuple[list[float], float]:
    """Returns the factors, none negative, for which ``rows`` come closest to ``goals``, and the squared distance."""
    width = len(rows[0])
    best = ([0.0] * width, sum(goal * goal for goal in goals))
    for count in range(1, width + 1):
        for chosen in combinations(range(width), count):
            some = _solved([[row[i] for i in chosen] for row in rows], goals)
            if some is None or min(some) < 0:
                continue
            factors = [0.0] * width
            for i, factor in zip(chosen, some, strict=True):
                factors[i] = factor
            reached = [sum(f * r for f, r in zip(factors, row, strict=True)) for row in rows]
            distance = sum((value - goal) ** 2 for value, goal in zip(reached, goals, strict=True))
            if distance < best[1]:
                best = (factors, distance)
    return best


def _solved(rows: list[list[float]], goals: list[float]) -> list[float] | None:
    """Returns the solution of the normal equations by elimination; None if there is not just one."""
    width = len(rows[0])
    table = [
        [sum(row[i] * row[j] for row in rows) for j in range(width)]
        + [sum(row[i] * goal for row, goal in zip(rows, goals, strict=True))]
        for i in range(width)
    ]
    for i in range(width):
        if table[i][i] <= _SINGULAR * max(table[j][j] for j in range(width)):
            return None
        table[i] = [value / table[i][i] for value in table[i]]
        for j in range(width):
            if j != i:
                table[j] = [a - table[j][i] * b for a, b in zip(table[j], table[i], strict=True)]
    return [row[-1] for row in table]
