"""Functions whose time grows like a power of the size's own."""

from __future__ import annotations

from pytest_codearena.records import Growth

from ..known import Known, number
from .written import TINY, written

EXP = Growth.EXPONENTIAL

FUNCTIONS: tuple[Known, ...] = (
    written(
        EXP,
        """
def rabbits(months):
    if months < 2:
        return 1
    return rabbits(months - 1) + rabbits(months - 2)
""",
        number,
        (8, 11, 14, 17, 20),
    ),
    written(
        EXP,
        """
def best_load(weights, limit):
    best = 0
    for mask in range(1 << len(weights)):
        load = 0
        for place, weight in enumerate(weights):
            if mask >> place & 1:
                load += weight
        if best < load <= limit:
            best = load
    return best
""",
        lambda n, rng: ([rng.randrange(1, 100) for _ in range(n)], 25 * n),
        (4, 6, 8, 10, 12),
    ),
    written(
        EXP,
        """
from itertools import product


def true_rows(clauses):
    names = sorted({abs(literal) for clause in clauses for literal in clause})
    count = 0
    for row in product((False, True), repeat=len(names)):
        chosen = dict(zip(names, row))
        count += all(any(chosen[abs(each)] == (each > 0) for each in clause) for clause in clauses[:3])
    return count
""",
        lambda n, rng: ([(i, -i % n - 1, i) for i in range(1, n + 1)],),
        (4, 6, 8, 10, 12),
        in_c=True,
    ),
    written(
        EXP,
        """
def all_subsets(items):
    subsets = [[]]
    for item in items:
        subsets += [subset + [item] for subset in subsets]
    return len(subsets)
""",
        lambda n, rng: (list(range(n)),),
        TINY,
        in_c=True,
    ),
    written(
        EXP,
        """
def reachable(values, goal):
    if goal == 0:
        return True
    if not values:
        return False
    first, rest = values[0], values[1:]
    return reachable(rest, goal - first) or reachable(rest, goal)
""",
        lambda n, rng: ([2 * rng.randrange(1, 50) for _ in range(n)], 100 * n + 1),
        TINY,
    ),
    written(
        EXP,
        """
def fairest_split(weights):
    total = sum(weights)
    best = total

    def choose(place, taken):
        nonlocal best
        if place == len(weights):
            best = min(best, abs(total - 2 * taken))
            return
        choose(place + 1, taken + weights[place])
        choose(place + 1, taken)

    choose(0, 0)
    return best
""",
        lambda n, rng: ([rng.randrange(1, 1000) for _ in range(n)],),
        TINY,
    ),
    written(
        EXP,
        """
import re


def looks_like_list(text):
    return re.fullmatch(r"(?:\\w+,?)+;", text) is not None
""",
        lambda n, rng: ("a" * n,),
        (8, 10, 12, 14, 16),
        in_c=True,
    ),
    written(
        EXP,
        """
def ways_to_reach(values, goal):
    def ways(place, total):
        if place == len(values):
            return int(total == goal)
        return sum(ways(place + 1, total + sign * values[place]) for sign in (1, -1))

    return ways(0, 0)
""",
        lambda n, rng: ([rng.randrange(1, 10) for _ in range(n)], 3),
        (4, 6, 8, 10, 12),
    ),
    written(
        EXP,
        """
from itertools import chain, combinations


def heaviest_even(values):
    subsets = chain.from_iterable(combinations(values, count) for count in range(len(values) + 1))
    return max(total for total in map(sum, subsets) if total % 2 == 0)
""",
        lambda n, rng: ([rng.randrange(1, 100) for _ in range(n)],),
        TINY,
        in_c=True,
    ),
    written(
        EXP,
        """
def brackets(pairs, opened=0, text=""):
    if pairs == 0 and opened == 0:
        yield text
    if pairs > 0:
        yield from brackets(pairs - 1, opened + 1, text + "(")
    if opened > 0:
        yield from brackets(pairs, opened - 1, text + ")")


def count_brackets(pairs):
    return sum(1 for _ in brackets(pairs))
""",
        number,
        (3, 4, 5, 6, 7),
    ),
    written(
        EXP,
        """
class Splitter:
    def __init__(self, words):
        self.words = words

    def can(self, text):
        return not text or any(text.startswith(word) and self.can(text[len(word) :]) for word in self.words)


def can_split(text):
    return Splitter(["a", "aa"]).can(text)
""",
        lambda n, rng: ("a" * n + "b",),
        (8, 11, 14, 17),
    ),
    written(
        EXP,
        """
def quietest(path):
    if not path:
        return 0
    with_first = path[0] + quietest(path[2:])
    without = quietest(path[1:])
    return max(with_first, without)
""",
        lambda n, rng: ([rng.randrange(100) for _ in range(n)],),
        (8, 11, 14, 17),
    ),
    written(
        EXP,
        """
def gray_codes(bits):
    if bits == 0:
        return [""]
    shorter = gray_codes(bits - 1)
    return ["0" + code for code in shorter] + ["1" + code for code in reversed(shorter)]
""",
        number,
        TINY,
        in_c=True,
    ),
)
