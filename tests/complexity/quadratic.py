"""Functions that, for each element, look at all of them; a third do so in calls of C."""

from __future__ import annotations

import random

from pytest_codearena.records import Growth

from .known import (
    QUADRATIC,
    QUADRATIC_IN_C,
    Known,
    Make,
    number,
    numbers,
    numbers_and_absent,
    ordered,
    shuffled,
    square,
    text,
    two_lists,
    words,
)

SMALL = (20, 40, 80, 160, 320)


def _reversed(n: int, rng: random.Random) -> tuple[list[int]]:
    return (list(range(n, 0, -1)),)


def _two_texts(n: int, rng: random.Random) -> tuple[str, str]:
    return text(n, rng)[0], text(n, rng)[0]


def _known(name: str, source: str, make: Make = numbers, sizes: tuple[int, ...] = QUADRATIC) -> Known:
    return Known(name, source, name, Growth.QUADRATIC, make, sizes)


def _in_c(name: str, source: str, make: Make = numbers, sizes: tuple[int, ...] = QUADRATIC_IN_C) -> Known:
    return Known(name, source, name, Growth.QUADRATIC, make, sizes, in_c=True)


FUNCTIONS = (
    _known("pair_by_trying", """
def pair_by_trying(values, target):
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            if values[i] + values[j] == target:
                return i, j
    return None
""", numbers_and_absent),
    _known("bubble_sorted", """
def bubble_sorted(values: list[int]) -> list[int]:
    values = list(values)
    n = len(values)
    for i in range(n):
        for j in range(n - i - 1):
            if values[j] > values[j + 1]:
                values[j], values[j + 1] = values[j + 1], values[j]
    return values
"""),
    _known("insertion_sorted", """
def insertion_sorted(values):
    out = list(values)
    for i in range(1, len(out)):
        key = out[i]
        j = i - 1
        while j >= 0 and out[j] > key:
            out[j + 1] = out[j]
            j -= 1
        out[j + 1] = key
    return out
""", _reversed),
    _known("has_equal_pair", """
def has_equal_pair(values):
    return any(a == b for i, a in enumerate(values) for b in values[:i])
""", shuffled),
    _known("best_stretch_of_all", """
def best_stretch_of_all(values):
    best = values[0]
    for start in range(len(values)):
        total = 0
        for end in range(start, len(values)):
            total += values[end]
            if total > best:
                best = total
    return best
"""),
    _known("common_subsequence", """
def common_subsequence(a: str, b: str) -> int:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table[-1][-1]
""", _two_texts, SMALL),
    _known("rising_by_trying", """
def rising_by_trying(values):
    best = [1] * len(values)
    for i, value in enumerate(values):
        for j in range(i):
            if values[j] < value:
                best[i] = max(best[i], best[j] + 1)
    return max(best)
"""),
    _known("transposed", """
def transposed(matrix):
    n = len(matrix)
    return [[matrix[row][column] for row in range(n)] for column in range(n)]
""", square),
    _known("selection_sorted", """
def smallest_from(values, start):
    at = start
    for i in range(start + 1, len(values)):
        if values[i] < values[at]:
            at = i
    return at


def selection_sorted(values):
    for start in range(len(values)):
        at = smallest_from(values, start)
        values[start], values[at] = values[at], values[start]
    return values
"""),
    _known("grid_walks", """
def grid_walks(n):
    row = [1] * n
    for _ in range(n - 1):
        for i in range(1, n):
            row[i] = (row[i] + row[i - 1]) % 1000003
    return row[-1]
""", number, SMALL),
    _known("all_differences", """
from itertools import combinations


def all_differences(values):
    return min(abs(a - b) for a, b in combinations(values, 2))
"""),
    _known("table_of_products", """
def table_of_products(a, b):
    return {(x, y): x * y for x in a for y in b}
""", two_lists, SMALL),
    _known("counted_by_two_whiles", """
def counted_by_two_whiles(n):
    steps = 0
    i = 0
    while i < n:
        j = 0
        while j < n:
            steps += 1
            j += 1
        i += 1
    return steps
""", number),
    _in_c("unique_by_list", """
def unique_by_list(values):
    seen = []
    for value in values:
        if value not in seen:
            seen.append(value)
    return seen
""", shuffled, (125, 250, 500, 1000, 2000)),
    _in_c("pushed_in_front", """
def pushed_in_front(values):
    out = []
    for value in values:
        out.insert(0, value)
    return out
""", numbers, (1000, 2000, 4000, 8000, 16000)),
    _in_c("emptied_from_front", """
def emptied_from_front(values: list[int]) -> int:
    queue = list(values)
    total = 0
    while queue:
        total += queue.pop(0)
    return total
""", numbers, (1000, 2000, 4000, 8000, 16000)),
    _in_c("prefix_sums", """
def prefix_sums(values: list[int]) -> list[int]:
    return [sum(values[: i + 1]) for i in range(len(values))]
""", numbers, (125, 250, 500, 1000, 2000)),
    _in_c("counts_of_all", """
def counts_of_all(values: list[int]) -> dict[int, int]:
    return {value: values.count(value) for value in values}
""", numbers, (125, 250, 500, 1000, 2000)),
    _in_c("ranks", """
def ranks(values):
    ordered = sorted(values)
    return [ordered.index(value) for value in values]
""", shuffled, (125, 250, 500, 1000, 2000)),
    _in_c("taken_smallest_first", """
def taken_smallest_first(values):
    left = list(values)
    out = []
    while left:
        smallest = min(left)
        left.remove(smallest)
        out.append(smallest)
    return out
""", numbers, (100, 200, 400, 800, 1600)),
    _in_c("common_members", """
def common_members(a: list[int], b: list[int]) -> list[int]:
    return [value for value in a if value in b]
""", two_lists, (125, 250, 500, 1000, 2000)),
    _in_c("built_in_front", """
def built_in_front(words: list[str]) -> str:
    out = ""
    for word in words:
        out = word + out
    return out
""", words, (4000, 8000, 16000, 24000, 32000)),
    _in_c("suffixes", """
def suffixes(text: str) -> list[str]:
    return [text[i:] for i in range(len(text))]
""", text, (250, 500, 1000, 2000, 4000)),
    _in_c("sliced_total", """
def sliced_total(values):
    if not values:
        return 0
    return values[0] + sliced_total(values[1:])
""", numbers, (50, 100, 200, 400, 800)),
    _in_c("grown_tuple", """
def grown_tuple(values):
    out = ()
    for value in values:
        out = out + (value,)
    return out
""", numbers, (125, 250, 500, 1000, 2000)),
    _in_c("best_from_here", """
def best_from_here(values: list[int]) -> list[int]:
    return [max(values[i:]) for i in range(len(values))]
""", ordered, (125, 250, 500, 1000, 2000)),
    _in_c("kept_sorted", """
import bisect


def kept_sorted(values):
    out = []
    for value in values:
        bisect.insort(out, value)
    return out
""", _reversed, (2000, 4000, 8000, 16000, 32000)),
)
# Of insort at small sizes the halving costs more than the moving: kept_sorted needs large ones to show.
# sliced_total copies little: at a depth that Python allows its copies may not show.
