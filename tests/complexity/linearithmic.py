"""Functions that sort, search in order once for each element, or divide and merge."""

from __future__ import annotations

import random

from pytest_codearena.records import Growth

from .known import Known, Make, numbers, numbers_and_absent, text, two_lists

SIZES = (1000, 2000, 4000, 8000, 16000)


def _intervals(n: int, rng: random.Random) -> tuple[list[tuple[int, int]]]:
    starts = [rng.randrange(10 * n) for _ in range(n)]
    return ([(start, start + rng.randrange(1, 20)) for start in starts],)


def _number(n: int, rng: random.Random) -> tuple[int]:
    return (n,)


def _ordered_and_wanted(n: int, rng: random.Random) -> tuple[list[int], list[int]]:
    return list(range(0, 2 * n, 2)), [rng.randrange(2 * n) for _ in range(n)]


def _known(name: str, source: str, make: Make = numbers, *, in_c: bool = False) -> Known:
    return Known(name, source, name, Growth.LINEARITHMIC, make, SIZES, in_c)


FUNCTIONS = (
    _known("in_order", """
def in_order(values: list[int]) -> list[int]:
    return sorted(values)
""", in_c=True),
    _known("sorted_in_place", """
def sorted_in_place(values):
    values.sort(reverse=True)
    return values[0]
""", in_c=True),
    _known("smallest_gap", """
def smallest_gap(values):
    ordered = sorted(values)
    return min(b - a for a, b in zip(ordered, ordered[1:]))
""", in_c=True),
    _known("merge_sorted", """
def merge_sorted(values):
    if len(values) <= 1:
        return values
    mid = len(values) // 2
    left = merge_sorted(values[:mid])
    right = merge_sorted(values[mid:])
    out = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            out.append(left[i])
            i += 1
        else:
            out.append(right[j])
            j += 1
    out.extend(left[i:])
    out.extend(right[j:])
    return out
"""),
    _known("merge_with_helper", """
def merge(a: list[int], b: list[int]) -> list[int]:
    out: list[int] = []
    i = 0
    for value in b:
        while i < len(a) and a[i] <= value:
            out.append(a[i])
            i += 1
        out.append(value)
    return out + a[i:]


def merge_with_helper(values: list[int]) -> list[int]:
    if len(values) < 2:
        return values
    middle = len(values) // 2
    return merge(merge_with_helper(values[:middle]), merge_with_helper(values[middle:]))
"""),
    _known("heap_sorted", """
import heapq


def heap_sorted(values):
    heap = list(values)
    heapq.heapify(heap)
    return [heapq.heappop(heap) for _ in range(len(heap))]
""", in_c=True),
    _known("heap_pushed", """
from heapq import heappop, heappush


def heap_pushed(values):
    heap = []
    for value in values:
        heappush(heap, -value)
    out = []
    while heap:
        out.append(-heappop(heap))
    return out
""", in_c=True),
    _known("merged_intervals", """
def merged_intervals(intervals):
    merged = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged
""", _intervals),
    _known("found_in_order", """
from bisect import bisect_left


def found_in_order(values: list[int], wanted: list[int]) -> int:
    found = 0
    for each in wanted:
        at = bisect_left(values, each)
        if at < len(values) and values[at] == each:
            found += 1
    return found
""", _ordered_and_wanted, in_c=True),
    _known("found_by_halving", """
def search(values, wanted):
    low, high = 0, len(values)
    while low < high:
        mid = (low + high) // 2
        if values[mid] < wanted:
            low = mid + 1
        else:
            high = mid
    return low < len(values) and values[low] == wanted


def found_by_halving(values, wanted):
    return sum(1 for each in wanted if search(values, each))
""", _ordered_and_wanted),
    _known("pair_after_sorting", """
def pair_after_sorting(values, target):
    values = sorted(values)
    left, right = 0, len(values) - 1
    while left < right:
        both = values[left] + values[right]
        if both == target:
            return values[left], values[right]
        if both < target:
            left += 1
        else:
            right -= 1
    return None
""", numbers_and_absent),
    _known("best_run_divided", """
def best_run_divided(values, low=0, high=None):
    if high is None:
        high = len(values)
    if high - low == 1:
        return values[low]
    mid = (low + high) // 2
    best_left = total = values[mid - 1]
    for i in range(mid - 2, low - 1, -1):
        total += values[i]
        best_left = max(best_left, total)
    best_right = total = values[mid]
    for i in range(mid + 1, high):
        total += values[i]
        best_right = max(best_right, total)
    return max(best_left + best_right, best_run_divided(values, low, mid), best_run_divided(values, mid, high))
"""),
    _known("doubling_steps", """
def doubling_steps(n):
    steps = 0
    for _ in range(n):
        step = 1
        while step < n:
            step *= 2
            steps += 1
    return steps
""", _number),
    _known("harmonic_marks", """
def harmonic_marks(n: int) -> int:
    steps = 0
    for _ in range(n):
        k = n
        while k > 1:
            k //= 3
            steps += 1
    return steps
""", _number),
    _known("duplicate_neighbours", """
def duplicate_neighbours(values):
    copy = list(values)
    copy.sort()
    for i in range(1, len(copy)):
        if copy[i] == copy[i - 1]:
            return True
    return False
""", lambda n, rng: (rng.sample(range(n), n),), in_c=True),
    _known("is_permutation", """
def is_permutation(a, b):
    return sorted(a) == sorted(b)
""", lambda n, rng: ((a := rng.sample(range(n), n)), a[::-1][5:] + a[:5]), in_c=True),
    _known("longest_rising", """
import bisect


def longest_rising(values):
    tails = []
    for value in values:
        at = bisect.bisect_left(tails, value)
        if at == len(tails):
            tails.append(value)
        else:
            tails[at] = value
    return len(tails)
""", lambda n, rng: ([i + rng.randrange(3) for i in range(n)],), in_c=True),
    _known("letters_in_order", """
def letters_in_order(text):
    letters = list(text)
    letters.sort()
    return "".join(letters)
""", lambda n, rng: text(8 * n, rng), in_c=True),
    _known("closest_pair", """
def closest_pair(a: list[int], b: list[int]) -> int:
    a, b = sorted(a), sorted(b)
    i = j = 0
    best = abs(a[0] - b[0])
    while i < len(a) and j < len(b):
        best = min(best, abs(a[i] - b[j]))
        if a[i] < b[j]:
            i += 1
        else:
            j += 1
    return best
""", two_lists),
)
