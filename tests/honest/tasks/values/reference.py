"""Functions of richer values."""

from collections import Counter, OrderedDict, defaultdict, deque
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def vat(net, percent):
    """Return the tax on a Decimal amount, to the cent, half up."""
    return (net * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def workdays(first, last):
    """Return the days from Monday to Friday between two dates, both included."""
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def share(parts):
    """Return each part's share of the whole as a Fraction."""
    whole = sum(parts)
    return [Fraction(part, whole) for part in parts]


def transpose(matrix):
    """Swap rows and columns of a square matrix in place; returns None."""
    for i in range(len(matrix)):
        for j in range(i):
            matrix[i][j], matrix[j][i] = matrix[j][i], matrix[i][j]


def checksum(data):
    """Return the two bytes of the sum of all bytes, big end first."""
    return (sum(data) & 0xFFFF).to_bytes(2, "big")


def group(pairs):
    """Return key -> set of values."""
    groups = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return dict(groups)


def rotate(items, steps):
    """Turn a deque in place to the right and return the same deque."""
    items.rotate(steps)
    return items


def variance(values):
    """Return the population variance as a float."""
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / len(values)


def merge(left, right):
    """Update the dict `left` with `right`, adding up where both have a key; returns None."""
    for key, value in right.items():
        left[key] = left.get(key, 0) + value
