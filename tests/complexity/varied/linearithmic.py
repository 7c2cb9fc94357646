"""Functions whose time grows like the size times its logarithm."""

from __future__ import annotations

from pytest_codearena.records import Growth

from ..known import Known, ints, number, numbers, shuffled, two_lists
from .written import DEFAULT, written

NLOGN = Growth.LINEARITHMIC

FUNCTIONS: tuple[Known, ...] = (
    written(
        NLOGN,
        """
def ranks(values):
    place = {value: rank for rank, value in enumerate(sorted(set(values)))}
    return [place[value] for value in values]
""",
        numbers,
        in_c=True,
    ),
    written(
        NLOGN,
        """
def merge(left, right):
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]


def in_order(values):
    if len(values) <= 1:
        return values[:]
    middle = len(values) // 2
    return merge(in_order(values[:middle]), in_order(values[middle:]))
""",
        numbers,
    ),
    written(
        NLOGN,
        """
import heapq


def by_heap(values):
    heap = []
    for value in values:
        heapq.heappush(heap, value)
    return [heapq.heappop(heap) for _ in range(len(heap))]
""",
        numbers,
        in_c=True,
    ),
    written(
        NLOGN,
        """
def joined_intervals(intervals):
    joined = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined
""",
        lambda n, rng: ([(start, start + rng.randrange(20)) for start in ints(n, rng)],),
        in_c=True,
    ),
    written(
        NLOGN,
        """
from bisect import bisect_left


def longest_rise(values):
    tails = []
    for value in values:
        place = bisect_left(tails, value)
        if place == len(tails):
            tails.append(value)
        else:
            tails[place] = value
    return len(tails)
""",
        lambda n, rng: ([i + rng.randrange(-20, 20) for i in range(n)],),
        in_c=True,
    ),
    written(
        NLOGN,
        """
def smallest_gap(values):
    ordered = sorted(values)
    return min(b - a for a, b in zip(ordered, ordered[1:]))
""",
        numbers,
        in_c=True,
    ),
    written(
        NLOGN,
        """
class Tree:
    def __init__(self, size):
        self.sums = [0] * (size + 1)

    def add(self, place):
        place += 1
        while place < len(self.sums):
            self.sums[place] += 1
            place += place & -place

    def below(self, place):
        found = 0
        while place > 0:
            found += self.sums[place]
            place -= place & -place
        return found


def inversions(values):
    tree = Tree(len(values))
    count = 0
    for seen, value in enumerate(values):
        count += seen - tree.below(value)
        tree.add(value)
    return count
""",
        shuffled,
    ),
    written(
        NLOGN,
        """
def total_of_halvings(limit):
    steps = 0
    for number in range(1, limit + 1):
        while number > 1:
            number //= 2
            steps += 1
    return steps
""",
        number,
    ),
    written(
        NLOGN,
        """
def best_span(values, low, high):
    if high - low == 1:
        return values[low]
    middle = (low + high) // 2
    left = right = float("-inf")
    total = 0
    for i in range(middle - 1, low - 1, -1):
        total += values[i]
        left = max(left, total)
    total = 0
    for i in range(middle, high):
        total += values[i]
        right = max(right, total)
    return max(left + right, best_span(values, low, middle), best_span(values, middle, high))


def best_slice(values):
    return best_span(values, 0, len(values))
""",
        numbers,
    ),
    written(
        NLOGN,
        """
def in_both(first, second):
    first.sort()
    second.sort()
    i = j = 0
    both = []
    while i < len(first) and j < len(second):
        if first[i] == second[j]:
            both.append(first[i])
            i += 1
            j += 1
        elif first[i] < second[j]:
            i += 1
        else:
            j += 1
    return both
""",
        two_lists,
        in_c=True,
    ),
    written(
        NLOGN,
        """
def divisor_counts(limit):
    counts = [0] * (limit + 1)
    for divisor in range(1, limit + 1):
        for multiple in range(divisor, limit + 1, divisor):
            counts[multiple] += 1
    return counts
""",
        number,
    ),
    written(
        NLOGN,
        """
from heapq import heapify, heappop, heappush


def cost_of_joining(lengths):
    heap = list(lengths)
    heapify(heap)
    cost = 0
    while len(heap) > 1:
        joined = heappop(heap) + heappop(heap)
        cost += joined
        heappush(heap, joined)
    return cost
""",
        lambda n, rng: ([rng.randrange(1, 1000) for _ in range(n)],),
        DEFAULT,
        in_c=True,
    ),
)
