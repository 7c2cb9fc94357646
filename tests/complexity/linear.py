"""Functions that look at each part of their input a fixed number of times."""

from __future__ import annotations

import random

from pytest_codearena.records import Growth

from .known import (
    LINEAR,
    Known,
    Make,
    number,
    numbers,
    numbers_and_absent,
    ordered,
    ordered_and_absent,
    shuffled,
    sparse_graph,
    text,
    two_lists,
    words,
)

SHALLOW = (50, 100, 200, 400, 800)
"""Sizes for functions that call themselves once for each element: Python allows a depth of about 1000."""


def _window(n: int, rng: random.Random) -> tuple[list[int], int]:
    return [rng.randrange(100) for _ in range(n)], 50 * n // 4


def _brackets(n: int, rng: random.Random) -> tuple[str]:
    return ("(" * (n // 2) + ")" * (n // 2),)


def _sorted_pair(n: int, rng: random.Random) -> tuple[list[int], list[int]]:
    return list(range(0, 2 * n, 2)), list(range(1, 2 * n, 2))


def _known(name: str, source: str, make: Make = numbers, sizes: tuple[int, ...] = LINEAR, *, in_c: bool = False) -> Known:
    return Known(name, source, name, Growth.LINEAR, make, sizes, in_c)


FUNCTIONS = (
    _known("largest", """
def largest(values):
    best = values[0]
    for value in values:
        if value > best:
            best = value
    return best
"""),
    _known("best_run", """
def best_run(values: list[int]) -> int:
    best = ending_here = values[0]
    for value in values[1:]:
        ending_here = max(value, ending_here + value)
        best = max(best, ending_here)
    return best
"""),
    _known("pair_with_sum", """
def pair_with_sum(values, target):
    seen = {}
    for i, value in enumerate(values):
        if target - value in seen:
            return seen[target - value], i
        seen[value] = i
    return None
""", numbers_and_absent),
    _known("has_duplicate", """
def has_duplicate(values):
    return len(set(values)) != len(values)
""", shuffled, in_c=True),
    _known("total", """
def total(values: list[int]) -> int:
    return sum(values)
""", in_c=True),
    _known("position", """
def position(values: list[int], wanted: int) -> int:
    return values.index(wanted) if wanted in values else -1
""", numbers_and_absent, in_c=True),
    _known("spread", """
def spread(values):
    return max(values) - min(values)
""", in_c=True),
    _known("backwards", """
def backwards(text: str) -> str:
    return text[::-1]
""", text, (20000, 40000, 80000, 160000, 320000), in_c=True),
    _known("commonest", """
from collections import Counter


def commonest(text):
    counts = Counter(text)
    return max(counts, key=counts.get)
""", text, in_c=True),
    _known("joined", """
def joined(words):
    return "-".join(word.upper() for word in words)
""", words),
    _known("pair_from_both_ends", """
def pair_from_both_ends(values, target):
    left, right = 0, len(values) - 1
    while left < right:
        both = values[left] + values[right]
        if both == target:
            return left, right
        if both < target:
            left += 1
        else:
            right -= 1
    return None
""", ordered_and_absent),
    _known("shortest_window", """
def shortest_window(values, target):
    best = len(values) + 1
    start = total = 0
    for end in range(len(values)):
        total += values[end]
        while total >= target:
            best = min(best, end - start + 1)
            total -= values[start]
            start += 1
    return best
""", _window),
    _known("longest_without_repeat", """
def longest_without_repeat(text: str) -> int:
    last: dict[str, int] = {}
    start = best = 0
    for i, letter in enumerate(text):
        if letter in last and last[letter] >= start:
            start = last[letter] + 1
        last[letter] = i
        best = max(best, i - start + 1)
    return best
""", text),
    _known("next_greater", """
def next_greater(values):
    answer = [-1] * len(values)
    stack = []
    for i, value in enumerate(values):
        while stack and values[stack[-1]] < value:
            answer[stack.pop()] = value
        stack.append(i)
    return answer
"""),
    _known("balanced", """
def balanced(text):
    depth = 0
    for letter in text:
        depth += 1 if letter == "(" else -1
        if depth < 0:
            return False
    return depth == 0
""", _brackets),
    _known("merged", """
def merged(a, b):
    out = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            out.append(a[i])
            i += 1
        else:
            out.append(b[j])
            j += 1
    return out + a[i:] + b[j:]
""", _sorted_pair),
    _known("fibonacci_mod", """
def fibonacci_mod(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, (a + b) % 1000003
    return a
""", number),
    _known("steps_with_memo", """
from functools import lru_cache


def steps_with_memo(n):
    @lru_cache(maxsize=None)
    def ways(k):
        if k < 2:
            return 1
        return (ways(k - 1) + ways(k - 2)) % 1000003

    return ways(n)
""", number, (30, 60, 120, 200, 300)),
    _known("recursive_total", """
def recursive_total(values, i=0):
    if i == len(values):
        return 0
    return values[i] + recursive_total(values, i + 1)
""", numbers, SHALLOW),
    _known("running_totals", """
from itertools import accumulate


def running_totals(values: list[int]) -> list[int]:
    return list(accumulate(values))
""", in_c=True),
    _known("reached", """
from collections import deque


def reached(graph, start):
    seen = {start}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in graph[node]:
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return len(seen)
""", sparse_graph),
    _known("unique_in_order", """
def unique_in_order(values):
    seen = set()
    return [value for value in values if not (value in seen or seen.add(value))]
"""),
    _known("zipped_product", """
def zipped_product(a: list[int], b: list[int]) -> int:
    return sum(x * y for x, y in zip(a, b))
""", two_lists),
    _known("same_letters", """
def same_letters(text):
    counts = [0] * 26
    for letter in text:
        counts[ord(letter) - 97] += 1
    return counts == counts[::-1]
""", text),
    _known("average_of_squares", """
class Stats:
    def __init__(self, values):
        self.values = values

    def squares(self):
        return [value * value for value in self.values]

    def average(self):
        return sum(self.squares()) / len(self.values)


def average_of_squares(values):
    return Stats(values).average()
"""),
    _known("climbs_in_pairs", """
def climbs_in_pairs(values: list[int]) -> bool:
    return all(a <= b for a, b in zip(values, values[1:]))
""", ordered),
    _known("removed_in_place", """
def removed_in_place(values):
    keep = 0
    for i in range(len(values)):
        if values[i] % 3:
            values[keep] = values[i]
            keep += 1
    del values[keep:]
    return keep
"""),
)
