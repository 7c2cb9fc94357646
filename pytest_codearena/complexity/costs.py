"""Costs and sizes as orders of n, each between a lower and an upper bound.

Where the two meet, something can be claimed. Where they don't, the answer is unknown.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ..records import Growth


class Order(NamedTuple):
    """2^(exp n) x n^(halves / 2) x (log n)^logs. Tuples compare as the orders do."""

    exp: int = 0
    halves: int = 0
    logs: int = 0


_CONSTANT = Order()
_ANYTHING = Order(9)  # more than anything that is named

_NAMES = {
    Order(): Growth.CONSTANT,
    Order(logs=1): Growth.LOGARITHMIC,
    Order(halves=2): Growth.LINEAR,
    Order(halves=2, logs=1): Growth.LINEARITHMIC,
    Order(halves=4): Growth.QUADRATIC,
    Order(halves=6): Growth.CUBIC,
}


class Bound(NamedTuple):
    """What a cost or a size is at least and at most."""

    low: Order
    high: Order

    def __mul__(self, other: object) -> Bound:
        """The bound of one thing done once for each of the other."""
        assert isinstance(other, Bound)
        return Bound(_times(self.low, other.low), _times(self.high, other.high))

    def __or__(self, other: Bound) -> Bound:
        """The bound of both, one after the other."""
        return Bound(max(self.low, other.low), max(self.high, other.high))

    @property
    def sure(self) -> bool:
        """True if both bounds are the same and have a meaning."""
        return self.low == self.high != _ANYTHING

    @property
    def grows(self) -> bool:
        """True if it may grow with n."""
        return self.high > _CONSTANT

    def capped(self, other: Bound) -> Bound:
        """The smaller of both."""
        return Bound(min(self.low, other.low), min(self.high, other.high))

    def joined(self, other: Bound) -> Bound:
        """Either of both."""
        return Bound(min(self.low, other.low), max(self.high, other.high))

    def loose(self) -> Bound:
        """Nothing, or as much as this."""
        return Bound(_CONSTANT, self.high)

    def logarithm(self) -> Bound:
        """The logarithm of a size."""
        return Bound(_log(self.low), _log(self.high))

    def root(self) -> Bound:
        """The square root of a size."""
        whole = self.sure and not self.low.exp and not self.low.logs and self.low.halves % 2 == 0
        return sure(halves=self.low.halves // 2) if whole else self.loose()

    def exponential(self) -> Bound:
        """Two to the power of this."""
        if self == ONE:
            return ONE
        return Bound(
            Order(1) if self.low == Order(halves=2) else _CONSTANT, Order(1) if self.high == Order(halves=2) else _ANYTHING
        )

    def growth(self) -> Growth:
        """The name of this growth; unknown where the bounds differ or have no name."""
        if self.low.exp >= 1 and self.high.exp < _ANYTHING.exp:
            return Growth.EXPONENTIAL
        return _NAMES.get(self.low, Growth.UNKNOWN) if self.sure else Growth.UNKNOWN


def sure(*, exp: int = 0, halves: int = 0, logs: int = 0) -> Bound:
    """A bound that is exact."""
    return Bound(Order(exp, halves, logs), Order(exp, halves, logs))


ONE = sure()
LOG = sure(logs=1)
N = sure(halves=2)
EXP = sure(exp=1)
UNSURE = Bound(_CONSTANT, _ANYTHING)


def _times(a: Order, b: Order) -> Order:
    if _ANYTHING in (a, b):
        return _ANYTHING
    product = Order(a.exp + b.exp, a.halves + b.halves, a.logs + b.logs)
    return min(product, _ANYTHING)


def _log(order: Order) -> Order:
    if order == _ANYTHING:
        return _ANYTHING
    if order.exp:
        return Order(halves=2)
    if order.halves:
        return Order(logs=1)
    return Order(logs=1) if order.logs else _CONSTANT


class Symbol(NamedTuple):
    """Some number whose value is not known, but its order is."""

    id: int
    bound: Bound
    walks: bool = False
    """True for an index that walks over everything below its order: on average it differs from the end by as much."""


Form = tuple[tuple[Symbol, Fraction], ...]
"""A sum of symbols with factors; constants are left out, because they have no order."""


def combine(a: Form, b: Form, sign: int = 1) -> Form:
    """``a + sign * b``."""
    terms = dict(a)
    for symbol, factor in b:
        terms[symbol] = terms.get(symbol, Fraction(0)) + sign * factor
    return tuple((symbol, factor) for symbol, factor in terms.items() if factor)


def scale(form: Form, factor: Fraction) -> Form:
    """The form times a number."""
    return tuple((symbol, each * factor) for symbol, each in form if each * factor)


def magnitude(form: Form) -> Bound:
    """The order of a sum; the lower bound only counts what nothing else can take away."""
    if not form:
        return ONE
    high = max(symbol.bound.high for symbol, _ in form)
    fixed = [(symbol, factor) for symbol, factor in form if not symbol.walks and symbol.bound.high == high]
    cancels = any(factor > 0 for _, factor in fixed) and any(factor < 0 for _, factor in fixed)
    loose = any(not symbol.bound.sure and symbol.bound.high == high for symbol, _ in form)
    return Bound(_CONSTANT, high) if cancels or loose else Bound(high, high)
