"""Functions of three nested walks over their input; a third do the innermost in calls of C."""

from __future__ import annotations

import random

from pytest_codearena.records import Growth

from .known import CUBIC, CUBIC_IN_C, Known, Make, number, numbers, shuffled, square, text, two_squares


def _distances(n: int, rng: random.Random) -> tuple[list[list[int]]]:
    return ([[rng.randrange(1, 100) for _ in range(n)] for _ in range(n)],)


def _dimensions(n: int, rng: random.Random) -> tuple[list[int]]:
    return ([rng.randrange(1, 20) for _ in range(n)],)


def _three_lists(n: int, rng: random.Random) -> tuple[list[int], list[int], list[int]]:
    return (
        [rng.randrange(10 * n) for _ in range(n)],
        [rng.randrange(10 * n) for _ in range(n)],
        [rng.randrange(10 * n) for _ in range(n)],
    )


def _equal(n: int, rng: random.Random) -> tuple[list[int]]:
    return ([7] * n,)


def _known(name: str, source: str, make: Make = numbers, sizes: tuple[int, ...] = CUBIC) -> Known:
    return Known(name, source, name, Growth.CUBIC, make, sizes)


def _in_c(name: str, source: str, make: Make = numbers, sizes: tuple[int, ...] = CUBIC_IN_C) -> Known:
    return Known(name, source, name, Growth.CUBIC, make, sizes, in_c=True)


FUNCTIONS = (
    _known("triples_of_zero", """
def triples_of_zero(values):
    found = 0
    n = len(values)
    for i in range(n):
        for j in range(i + 1, n):
            for k in range(j + 1, n):
                if values[i] + values[j] + values[k] == 0:
                    found += 1
    return found
"""),
    _known("multiplied", """
def multiplied(a: list[list[int]], b: list[list[int]]) -> list[list[int]]:
    n = len(a)
    out = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                out[i][j] += a[i][k] * b[k][j]
    return out
""", two_squares),
    _known("multiplied_in_one", """
def multiplied_in_one(a, b):
    n = len(a)
    return [[sum(a[i][k] * b[k][j] for k in range(n)) for j in range(n)] for i in range(n)]
""", two_squares),
    _known("shortest_paths", """
def shortest_paths(distance):
    n = len(distance)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                through = distance[i][k] + distance[k][j]
                if through < distance[i][j]:
                    distance[i][j] = through
    return distance
""", _distances),
    _known("best_of_all_stretches", """
def best_of_all_stretches(values):
    best = values[0]
    for first in range(len(values)):
        for last in range(first, len(values)):
            total = 0
            for i in range(first, last + 1):
                total += values[i]
            best = max(best, total)
    return best
"""),
    _known("cheapest_chain", """
def cheapest_chain(sizes: list[int]) -> int:
    n = len(sizes)
    cost = [[0] * n for _ in range(n)]
    for length in range(2, n):
        for i in range(n - length):
            j = i + length
            cost[i][j] = min(cost[i][k] + cost[k][j] + sizes[i] * sizes[k] * sizes[j] for k in range(i + 1, j))
    return cost[0][-1]
""", _dimensions),
    _known("zero_triples", """
def zero_triples(a, b, c):
    return sum(1 for x in a for y in b for z in c if x + y == z)
""", _three_lists),
    _known("three_whiles", """
def three_whiles(n):
    steps = i = 0
    while i < n:
        j = 0
        while j < n:
            k = 0
            while k < n:
                steps += 1
                k += 1
            j += 1
        i += 1
    return steps
""", number),
    _known("triples_from_itertools", """
from itertools import combinations


def triples_from_itertools(values):
    return sum(1 for a, b, c in combinations(values, 3) if a + b + c == 0)
"""),
    _known("reached_from_all", """
def close(links, n):
    for k in range(n):
        for i in range(n):
            if links[i][k]:
                for j in range(n):
                    if links[k][j]:
                        links[i][j] = 1
    return links


def reached_from_all(links):
    return close(links, len(links))
""", square),
    _in_c("best_sum_of_slices", """
def best_sum_of_slices(values):
    n = len(values)
    return max(sum(values[i:j]) for i in range(n) for j in range(i + 1, n + 1))
"""),
    _in_c("mirrored_parts", """
def mirrored_parts(values: list[int]) -> int:
    count = 0
    for i in range(len(values)):
        for j in range(i, len(values)):
            part = values[i : j + 1]
            if part == part[::-1]:
                count += 1
    return count
""", _equal),
    _in_c("pairs_completed", """
def pairs_completed(values: list[int]) -> int:
    found = 0
    for i in range(len(values)):
        for j in range(i):
            if -(values[i] + values[j]) in values:
                found += 1
    return found
""", shuffled, (15, 30, 60, 120, 160)),
    _in_c("smallest_of_slices", """
def smallest_of_slices(values: list[int]) -> int:
    total = 0
    for i in range(len(values)):
        for j in range(i + 1, len(values) + 1):
            total += min(values[i:j])
    return total
"""),
    _in_c("pairs_by_count", """
def pairs_by_count(values: list[int]) -> int:
    return sum(values.count(a + b) for a in values for b in values)
""", numbers, (12, 24, 48, 96, 144)),
    _in_c("distinct_parts", """
def distinct_parts(text: str) -> int:
    best = 0
    for i in range(len(text)):
        for j in range(i, len(text)):
            part = text[i : j + 1]
            if len(set(part)) == 10:
                best = max(best, len(part))
    return best
""", text),
    _in_c("row_products", """
def row_products(matrix):
    n = len(matrix)
    columns = [[row[i] for row in matrix] for i in range(n)]
    out = []
    for i in range(n):
        out.append([sum(map(int.__mul__, matrix[i], columns[j])) for j in range(n)])
    return out
""", square, (8, 16, 32, 64, 80)),
)
