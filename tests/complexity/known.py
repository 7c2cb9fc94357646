"""What is written down of a function whose growth is known, and the inputs that such functions share."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from pytest_codearena.records import Growth

Make = Callable[[int, random.Random], tuple[object, ...]]

LINEAR = (2000, 4000, 8000, 16000, 32000)
QUADRATIC = (40, 80, 160, 320, 640)
QUADRATIC_IN_C = (250, 500, 1000, 2000, 4000)
CUBIC = (6, 12, 24, 48, 72)
CUBIC_IN_C = (15, 30, 60, 120, 180)
EXPONENTIAL = (8, 10, 12, 14, 16)
SEARCH = (250, 2000, 16000, 64000, 256000)
NUMBER = (10**3, 10**6, 10**9, 10**12, 10**15)


@dataclass(frozen=True)
class Known:
    """A function, what its time grows like on the inputs that ``make`` builds, and sizes at which that shows."""

    name: str
    source: str
    function: str
    growth: Growth
    make: Make
    sizes: tuple[int, ...]
    in_c: bool = False
    """True if what grows is hidden in calls of C: no loop of the source shows it."""


def ints(n: int, rng: random.Random) -> list[int]:
    """``n`` random whole numbers, few of them equal."""
    return [rng.randrange(-10 * n, 10 * n) for _ in range(n)]


def numbers(n: int, rng: random.Random) -> tuple[list[int]]:
    """A list of random whole numbers."""
    return (ints(n, rng),)


def two_lists(n: int, rng: random.Random) -> tuple[list[int], list[int]]:
    """Two lists of random whole numbers."""
    return ints(n, rng), ints(n, rng)


def shuffled(n: int, rng: random.Random) -> tuple[list[int]]:
    """The numbers below ``n``, each once, in any order."""
    return (rng.sample(range(n), n),)


def ordered(n: int, rng: random.Random) -> tuple[list[int]]:
    """A sorted list without equal elements."""
    return (list(range(0, 2 * n, 2)),)


def ordered_and_absent(n: int, rng: random.Random) -> tuple[list[int], int]:
    """A sorted list and a number that is not in it."""
    return list(range(0, 2 * n, 2)), 2 * rng.randrange(n) + 1


def numbers_and_absent(n: int, rng: random.Random) -> tuple[list[int], int]:
    """A list of random whole numbers and one that no two of them reach."""
    return ints(n, rng), 100 * n


def text(n: int, rng: random.Random) -> tuple[str]:
    """``n`` random letters."""
    return ("".join(rng.choices("abcdefghij", k=n)),)


def words(n: int, rng: random.Random) -> tuple[list[str]]:
    """``n`` words of six letters."""
    return (["".join(rng.choices("abcdefghij", k=6)) for _ in range(n)],)


def number(n: int, rng: random.Random) -> tuple[int]:
    """The size itself."""
    return (n,)


def square(n: int, rng: random.Random) -> tuple[list[list[int]]]:
    """A matrix of ``n`` rows and columns."""
    return ([[rng.randrange(10) for _ in range(n)] for _ in range(n)],)


def two_squares(n: int, rng: random.Random) -> tuple[list[list[int]], list[list[int]]]:
    """Two matrices of ``n`` rows and columns."""
    return (*square(n, rng), *square(n, rng))


def sparse_graph(n: int, rng: random.Random) -> tuple[dict[int, list[int]], int]:
    """A connected graph of ``n`` nodes with about two neighbours each, and a start."""
    graph: dict[int, list[int]] = {node: [] for node in range(n)}
    for node in range(1, n):
        other = rng.randrange(max(0, node - 20), node)
        graph[node].append(other)
        graph[other].append(node)
    return graph, 0
