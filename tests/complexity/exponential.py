"""Functions that try every choice."""

from __future__ import annotations

import random

from pytest_codearena.records import Growth

from .known import EXPONENTIAL, Known, Make, number

FIBONACCI = (12, 14, 16, 18, 20)


def _values(n: int, rng: random.Random) -> tuple[list[int]]:
    return ([rng.randrange(1, 1000) for _ in range(n)],)


def _values_and_target(n: int, rng: random.Random) -> tuple[list[int], int]:
    return [2 * rng.randrange(1, 1000) for _ in range(n)], 1000 * n + 1


def _known(name: str, source: str, make: Make = _values, sizes: tuple[int, ...] = EXPONENTIAL, *, in_c: bool = False) -> Known:
    return Known(name, source, name, Growth.EXPONENTIAL, make, sizes, in_c)


FUNCTIONS = (
    _known("fibonacci", """
def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)
""", number, FIBONACCI),
    _known("stairs", """
def stairs(n: int) -> int:
    return 1 if n <= 1 else stairs(n - 1) + stairs(n - 2)
""", number, FIBONACCI),
    _known("can_reach", """
def can_reach(values, target, i=0):
    if target == 0:
        return True
    if i == len(values):
        return False
    return can_reach(values, target - values[i], i + 1) or can_reach(values, target, i + 1)
""", _values_and_target, (6, 8, 10, 12, 14)),
    _known("subsets", """
def subsets(values):
    if not values:
        return [[]]
    rest = subsets(values[1:])
    return rest + [[values[0]] + subset for subset in rest]
""", in_c=True),
    _known("subset_sums", """
def subset_sums(values):
    sums = [0]
    for value in values:
        sums += [each + value for each in sums]
    return len(sums)
"""),
    _known("hanoi", """
def hanoi(n, source="a", target="c", spare="b"):
    if n == 0:
        return 0
    moves = hanoi(n - 1, source, spare, target)
    return moves + 1 + hanoi(n - 1, spare, target, source)
""", number),
    _known("by_bit_masks", """
def by_bit_masks(values: list[int]) -> int:
    best = 0
    n = len(values)
    for mask in range(1 << n):
        total = 0
        for i in range(n):
            if mask & (1 << i):
                total += values[i]
        if total % 1000 > best:
            best = total % 1000
    return best
""", _values, (6, 8, 10, 12, 14)),
    _known("even_subsets", """
def even_subsets(values):
    count = 0
    for mask in range(2 ** len(values)):
        if bin(mask).count("1") % 2 == 0:
            count += 1
    return count
""", in_c=True),
    _known("bit_strings", """
from itertools import product


def bit_strings(n):
    return sum(1 for bits in product("01", repeat=n) if "11" not in "".join(bits))
""", number, in_c=True),
    _known("heaviest", """
def heaviest(values: list[int]) -> int:
    def best(i: int, left: int) -> int:
        if i == len(values):
            return 0
        without = best(i + 1, left)
        if values[i] > left:
            return without
        return max(without, values[i] + best(i + 1, left - values[i]))

    return best(0, 10**9)
"""),
    _known("all_subsets_collected", """
def all_subsets_collected(values):
    out = []

    def choose(i, chosen):
        if i == len(values):
            out.append(list(chosen))
            return
        choose(i + 1, chosen)
        chosen.append(values[i])
        choose(i + 1, chosen)
        chosen.pop()

    choose(0, [])
    return len(out)
"""),
    _known("from_itertools", """
from itertools import chain, combinations


def from_itertools(values):
    sizes = range(len(values) + 1)
    return sum(1 for subset in chain.from_iterable(combinations(values, size) for size in sizes) if sum(subset) % 7 == 0)
""", in_c=True),
    _known("tribonacci", """
def tribonacci(n):
    if n < 3:
        return 1
    return tribonacci(n - 1) + tribonacci(n - 2) + tribonacci(n - 3)
""", number, (8, 10, 12, 14, 16)),
    _known("doubled_text", """
def doubled_text(n: int) -> int:
    text = "a"
    for _ in range(n):
        text = text + text
    return text.count("a")
""", number, (14, 16, 18, 20, 22), in_c=True),
    _known("signs", """
class Signs:
    def __init__(self, values):
        self.values = values

    def count(self, i, total):
        if i == len(self.values):
            return 1 if total == 0 else 0
        return self.count(i + 1, total + self.values[i]) + self.count(i + 1, total - self.values[i])


def signs(values):
    return Signs(values).count(0, 0)
"""),
)
