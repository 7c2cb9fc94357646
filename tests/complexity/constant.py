"""Functions whose time does not depend on the size of their input."""

from __future__ import annotations

import random

from pytest_codearena.records import Growth

from .known import LINEAR, Known, Make, numbers, numbers_and_absent, ordered


def _table(n: int, rng: random.Random) -> tuple[dict[int, int], int]:
    return {key: rng.randrange(100) for key in range(n)}, rng.randrange(n)


def _members(n: int, rng: random.Random) -> tuple[set[int], int]:
    return set(range(n)), n + 1


def _ends(n: int, rng: random.Random) -> tuple[list[int], int]:
    return list(range(n)), rng.randrange(n)


def _known(name: str, source: str, make: Make = numbers, *, in_c: bool = False) -> Known:
    return Known(name, source, name, Growth.CONSTANT, make, LINEAR, in_c)


FUNCTIONS = (
    _known("ends", """
def ends(values):
    return values[0], values[-1]
"""),
    _known("middle", """
def middle(values: list[int]) -> int:
    return values[len(values) // 2]
"""),
    _known("lookup", """
def lookup(prices: dict[int, int], key: int) -> int:
    if key in prices:
        return prices[key]
    return 0
""", _table, in_c=True),
    _known("is_member", """
def is_member(members: set[int], who: int) -> bool:
    return who in members
""", _members, in_c=True),
    _known("first_three", """
def first_three(values):
    total = 0
    for i in range(3):
        total += values[i]
    return total
"""),
    _known("sum_of_ten", """
def sum_of_ten(values):
    return sum(values[:10])
""", in_c=True),
    _known("last_five_sorted", """
def last_five_sorted(values):
    return sorted(values[-5:])
""", in_c=True),
    _known("weekday_name", """
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def weekday_name(values):
    day = DAYS[values[0] % 7]
    for position, name in enumerate(DAYS):
        if name == day:
            return position
    return -1
"""),
    _known("vowel_start", """
def vowel_start(values):
    return "abcdefghij"[values[0] % 10] in "aeiou"
""", in_c=True),
    _known("sum_to", """
def sum_to(values):
    n = len(values)
    return n * (n + 1) // 2
"""),
    _known("median_of_three", """
def median_of_three(values: list[int]) -> int:
    first, second, third = values[0], values[len(values) // 2], values[-1]
    return sorted([first, second, third])[1]
""", in_c=True),
    _known("pushed_and_popped", """
def pushed_and_popped(values: list[int]) -> int:
    values.append(7)
    return values.pop()
"""),
    _known("corner_sum", """
def corner_sum(values):
    return sum(values[i] for i in (0, 1, -2, -1))
"""),
    _known("around", """
def around(values, at):
    window = values[at - 2 : at + 3]
    return max(window) - min(window) if window else 0
""", _ends, in_c=True),
    _known("swap_ends", """
class Row:
    def __init__(self, cells):
        self.cells = cells

    def swap(self):
        self.cells[0], self.cells[-1] = self.cells[-1], self.cells[0]
        return self.cells[0]


def swap_ends(cells):
    return Row(cells).swap()
"""),
    _known("bounded_search", """
def bounded_search(values, wanted):
    position = 0
    while position < 20 and values[position] != wanted:
        position += 1
    return position
""", numbers_and_absent),
    _known("is_in_order", """
def is_in_order(values):
    def step(i):
        return values[i] <= values[i + 1]

    return all(step(i) for i in range(4))
""", ordered),
)
