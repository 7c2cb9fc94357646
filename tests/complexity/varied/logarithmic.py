"""Functions whose time grows like the logarithm."""

from __future__ import annotations

import heapq
import random

from pytest_codearena.records import Growth

from ..known import Known, number, ordered_and_absent
from .written import DEFAULT, WIDE, written

LOG = Growth.LOGARITHMIC
LONG = (10**3, 10**6, 10**9, 10**12, 10**15)


def balanced(n: int, rng: random.Random) -> tuple[object, int]:
    """A balanced search tree of nested tuples with the even numbers below ``2 n``, and an odd number to look for."""

    def built(low: int, high: int) -> object:
        if low >= high:
            return None
        middle = (low + high) // 2
        return built(low, middle), 2 * middle, built(middle + 1, high)

    return built(0, n), 2 * rng.randrange(n) + 1


def heap_and_number(n: int, rng: random.Random) -> tuple[list[int], int]:
    """A heap and a number that belongs at its bottom."""
    heap = [rng.randrange(10 * n) for _ in range(n)]
    heapq.heapify(heap)
    return heap, 100 * n


FUNCTIONS: tuple[Known, ...] = (
    written(
        LOG,
        """
DIGITS = "0123456789abcdef"


def in_base(number, base=7):
    if number == 0:
        return "0"
    found = []
    while number:
        number, rest = divmod(number, base)
        found.append(DIGITS[rest])
    return "".join(reversed(found))
""",
        number,
        LONG,
    ),
    written(
        LOG,
        """
def lower_bound(values, wanted):
    low, high = 0, len(values)
    while low < high:
        middle = low + (high - low) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
""",
        ordered_and_absent,
        DEFAULT,
    ),
    written(
        LOG,
        """
from bisect import bisect_left


def contains(values, wanted):
    place = bisect_left(values, wanted)
    return place != len(values) and values[place] == wanted
""",
        ordered_and_absent,
        WIDE[:3],
        in_c=True,
    ),
    written(
        LOG,
        """
PRIME = 1_000_003


def power_below_prime(exponent, base=5):
    result = 1
    base %= PRIME
    while exponent > 0:
        if exponent & 1:
            result = result * base % PRIME
        base = base * base % PRIME
        exponent >>= 1
    return result
""",
        number,
        LONG,
    ),
    written(
        LOG,
        """
def common_divisor(a, b):
    return a if b == 0 else common_divisor(b, a % b)


def simplest_ratio(width, height):
    divisor = common_divisor(width, height)
    return width // divisor, height // divisor
""",
        lambda n, rng: (n + rng.randrange(n), n * 618 // 1000 + rng.randrange(n)),
        LONG,
    ),
    written(
        LOG,
        """
import heapq


def replace_smallest(heap, value):
    smallest = heapq.heapreplace(heap, value)
    return smallest, heap[0]
""",
        heap_and_number,
        DEFAULT,
        in_c=True,
    ),
    written(
        LOG,
        """
def prefix_total(tree, position):
    total = 0
    while position > 0:
        total += tree[position]
        position &= position - 1
    return total
""",
        lambda n, rng: ([rng.randrange(100) for _ in range(n + 1)], (1 << n.bit_length() - 1) - 1),
        (1000, 4000, 16000, 64000),
    ),
    written(
        LOG,
        """
def find_peak(heights):
    def between(low, high):
        if low == high:
            return low
        middle = (low + high) // 2
        if heights[middle] < heights[middle + 1]:
            return between(middle + 1, high)
        return between(low, middle)

    return between(0, len(heights) - 1)
""",
        lambda n, rng: (list(range(n - n // 3)) + list(range(n // 3, 0, -1)),),
        DEFAULT,
    ),
    written(
        LOG,
        """
def whole_root(number):
    low, high = 0, number + 1
    while high - low > 1:
        middle = (low + high) // 2
        if middle * middle <= number:
            low = middle
        else:
            high = middle
    return low
""",
        number,
        WIDE,
    ),
    written(
        LOG,
        """
def digit_sum(number):
    return sum(map(int, str(number)))


def divisible_by_nine(number):
    return digit_sum(number) % 9 == 0
""",
        number,
        LONG,
        in_c=True,
    ),
    written(
        LOG,
        """
def is_in_tree(tree, wanted):
    while tree is not None:
        left, key, right = tree
        if key == wanted:
            return True
        tree = left if wanted < key else right
    return False
""",
        balanced,
        DEFAULT,
    ),
    written(
        LOG,
        """
from bisect import bisect_left, bisect_right


def how_many_between(prices, lowest, highest):
    return bisect_right(prices, highest, key=float) - bisect_left(prices, lowest, key=float)
""",
        lambda n, rng: ([str(i) for i in range(n)], float(n // 4), float(n // 2 + 1)),
        DEFAULT,
        in_c=True,
    ),
)
