"""Functions that halve, or that double until they are there."""

from __future__ import annotations

import random

from pytest_codearena.records import Growth

from .known import NUMBER, SEARCH, Known, Make, number, ordered_and_absent


def _power(n: int, rng: random.Random) -> tuple[int, int]:
    return 3, n


def _two_numbers(n: int, rng: random.Random) -> tuple[int, int]:
    return n, n * 5 // 8 + 1


def _peak(n: int, rng: random.Random) -> tuple[list[int]]:
    top = rng.randrange(1, n - 1)
    return ([n - abs(top - i) for i in range(n)],)


def _rotated(n: int, rng: random.Random) -> tuple[list[int]]:
    cut = rng.randrange(1, n)
    return ([*range(cut, n), *range(cut)],)


def _heap(n: int, rng: random.Random) -> tuple[list[int], int]:
    return list(range(n)), n + 1


def _known(name: str, source: str, make: Make, sizes: tuple[int, ...] = SEARCH, *, in_c: bool = False) -> Known:
    return Known(name, source, name, Growth.LOGARITHMIC, make, sizes, in_c)


FUNCTIONS = (
    _known("find", """
def find(values, wanted):
    low, high = 0, len(values) - 1
    while low <= high:
        mid = (low + high) // 2
        if values[mid] == wanted:
            return mid
        if values[mid] < wanted:
            low = mid + 1
        else:
            high = mid - 1
    return -1
""", ordered_and_absent),
    _known("insertion_point", """
def insertion_point(values: list[int], wanted: int) -> int:
    low = 0
    high = len(values)
    while low < high:
        mid = low + (high - low) // 2
        if values[mid] < wanted:
            low = mid + 1
        else:
            high = mid
    return low
""", ordered_and_absent),
    _known("find_recursively", """
def find_recursively(values, wanted, low=0, high=None):
    if high is None:
        high = len(values)
    if low >= high:
        return -1
    mid = (low + high) // 2
    if values[mid] == wanted:
        return mid
    if values[mid] < wanted:
        return find_recursively(values, wanted, mid + 1, high)
    return find_recursively(values, wanted, low, mid)
""", ordered_and_absent),
    _known("bits", """
def bits(n):
    count = 0
    while n > 0:
        count += n % 2
        n //= 2
    return count
""", number, NUMBER),
    _known("digits", """
def digits(n: int) -> int:
    total = 0
    while n:
        n, digit = divmod(n, 10)
        total += digit
    return total
""", number, NUMBER),
    _known("doublings", """
def doublings(n):
    steps, i = 0, 1
    while i < n:
        i *= 2
        steps += 1
    return steps
""", number, NUMBER),
    _known("power_mod", """
def power_mod(base, exponent):
    result = 1
    while exponent > 0:
        if exponent & 1:
            result = result * base % 1000003
        base = base * base % 1000003
        exponent >>= 1
    return result
""", _power, NUMBER),
    _known("power_mod_recursively", """
def power_mod_recursively(base: int, exponent: int) -> int:
    if exponent == 0:
        return 1
    half = power_mod_recursively(base, exponent // 2)
    square = half * half % 1000003
    return square * base % 1000003 if exponent % 2 else square
""", _power, NUMBER),
    _known("common_divisor", """
def common_divisor(a, b):
    while b:
        a, b = b, a % b
    return a
""", _two_numbers, NUMBER),
    _known("has_bisected", """
import bisect


def has_bisected(values: list[int], wanted: int) -> bool:
    at = bisect.bisect_left(values, wanted)
    return at < len(values) and values[at] == wanted
""", ordered_and_absent, in_c=True),
    _known("count_within", """
from bisect import bisect_left, bisect_right


def count_within(values, limit):
    return bisect_right(values, limit) - bisect_left(values, -limit)
""", ordered_and_absent, in_c=True),
    _known("peak", """
def peak(values):
    low, high = 0, len(values) - 1
    while low < high:
        mid = (low + high) >> 1
        if values[mid] < values[mid + 1]:
            low = mid + 1
        else:
            high = mid
    return values[low]
""", _peak),
    _known("rotation", """
def rotation(values):
    left, right = 0, len(values) - 1
    while values[left] > values[right]:
        middle = (left + right) // 2
        if values[middle] > values[right]:
            left = middle + 1
        else:
            right = middle
    return left
""", _rotated),
    _known("whole_root", """
def whole_root(n: int) -> int:
    low, high = 0, n + 1
    while high - low > 1:
        guess = (low + high) // 2
        if guess * guess <= n:
            low = guess
        else:
            high = guess
    return low
""", number, NUMBER),
    _known("push_and_pop", """
import heapq


def push_and_pop(heap: list[int], value: int) -> int:
    heapq.heappush(heap, value)
    smallest = heapq.heappop(heap)
    return smallest
""", _heap, (1000, 4000, 16000, 64000, 256000), in_c=True),
    _known("replaced", """
from heapq import heapreplace


def replaced(heap, value):
    return heapreplace(heap, value)
""", _heap, (1000, 4000, 16000, 64000, 256000), in_c=True),
    _known("as_digits", """
def as_digits(n):
    if n < 10:
        return [n]
    return as_digits(n // 10) + [n % 10]
""", number, NUMBER),
)
# as_digits copies its digits at every step; of numbers this small that is nothing.
