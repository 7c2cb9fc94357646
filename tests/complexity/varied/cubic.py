"""Functions whose time grows like the cube of the size."""

from __future__ import annotations

import random

from pytest_codearena.records import Growth

from ..known import Known, ints, number, numbers, square, two_squares
from .written import THREE_LOOPS, written

N3 = Growth.CUBIC
IN_C = (20, 40, 80, 160)


def weights(n: int, rng: random.Random) -> tuple[list[list[float]]]:
    """Lengths of the edges between ``n`` nodes."""
    return ([[0.0 if a == b else rng.uniform(1, 100) for a in range(n)] for b in range(n)],)


FUNCTIONS: tuple[Known, ...] = (
    written(
        N3,
        """
def product(a, b):
    size = len(a)
    result = [[0] * size for _ in range(size)]
    for i in range(size):
        for j in range(size):
            total = 0
            for k in range(size):
                total += a[i][k] * b[k][j]
            result[i][j] = total
    return result
""",
        two_squares,
        THREE_LOOPS,
    ),
    written(
        N3,
        """
def shortest_ways(lengths):
    best = [row[:] for row in lengths]
    nodes = range(len(best))
    for middle in nodes:
        for start in nodes:
            through = best[start][middle]
            for end in nodes:
                if through + best[middle][end] < best[start][end]:
                    best[start][end] = through + best[middle][end]
    return best
""",
        weights,
        THREE_LOOPS,
    ),
    written(
        N3,
        """
def squared(matrix):
    columns = list(zip(*matrix))
    return [[sum(map(int.__mul__, row, column)) for column in columns] for row in matrix]
""",
        square,
        (15, 30, 60, 90),
        in_c=True,
    ),
    written(
        N3,
        """
from itertools import combinations


def triples_below(values, limit):
    return sum(1 for triple in combinations(values, 3) if sum(triple) < limit)
""",
        lambda n, rng: (ints(n, rng), 0),
        THREE_LOOPS,
        in_c=True,
    ),
    written(
        N3,
        """
def best_sum(values):
    best = values[0]
    for start in range(len(values)):
        for end in range(start + 1, len(values) + 1):
            best = max(best, sum(values[start:end]))
    return best
""",
        numbers,
        (50, 100, 200, 300),
        in_c=True,
    ),
    written(
        N3,
        """
def cheapest_order(sizes):
    count = len(sizes) - 1
    cost = [[0] * count for _ in range(count)]
    for length in range(2, count + 1):
        for first in range(count - length + 1):
            last = first + length - 1
            cost[first][last] = min(
                cost[first][cut] + cost[cut + 1][last] + sizes[first] * sizes[cut + 1] * sizes[last + 1]
                for cut in range(first, last)
            )
    return cost[0][-1]
""",
        lambda n, rng: ([rng.randrange(1, 50) for _ in range(n + 1)],),
        THREE_LOOPS,
    ),
    written(
        N3,
        """
def sums_within(values):
    return [(a, b) for a in values for b in values if a + b in values]
""",
        lambda n, rng: ([2 * each + 1 for each in rng.sample(range(10 * n), n)],),
        IN_C,
        in_c=True,
    ),
    written(
        N3,
        """
from functools import cache


def most_coins(balloons):
    line = [1, *balloons, 1]

    @cache
    def most(low, high):
        return max(
            (line[low] * line[last] * line[high] + most(low, last) + most(last, high) for last in range(low + 1, high)),
            default=0,
        )

    return most(0, len(line) - 1)
""",
        lambda n, rng: ([rng.randrange(1, 10) for _ in range(n)],),
        THREE_LOOPS,
    ),
    written(
        N3,
        """
class Graph:
    def __init__(self, matrix):
        self.matrix = matrix

    def __len__(self):
        return len(self.matrix)

    def linked(self, a, b):
        return self.matrix[a][b] > 4

    def triangles(self):
        for a in range(len(self)):
            for b in range(a):
                for c in range(b):
                    if self.linked(a, b) and self.linked(b, c) and self.linked(a, c):
                        yield a, b, c


def count_triangles(matrix):
    return len(list(Graph(matrix).triangles()))
""",
        square,
        THREE_LOOPS,
    ),
    written(
        N3,
        """
def determinant(rows):
    rows = [list(map(float, row)) for row in rows]
    result = 1.0
    for step in range(len(rows)):
        pivot = max(range(step, len(rows)), key=lambda row: abs(rows[row][step]))
        if rows[pivot][step] == 0.0:
            return 0.0
        if pivot != step:
            rows[step], rows[pivot] = rows[pivot], rows[step]
            result = -result
        result *= rows[step][step]
        for below in range(step + 1, len(rows)):
            factor = rows[below][step] / rows[step][step]
            for column in range(step, len(rows)):
                rows[below][column] -= factor * rows[step][column]
    return result
""",
        weights,
        THREE_LOOPS,
    ),
    written(
        N3,
        """
def right_triangles(limit):
    count = 0
    a = 1
    while a <= limit:
        b = a
        while b <= limit:
            c = b
            while c <= limit:
                if a * a + b * b == c * c:
                    count += 1
                c += 1
            b += 1
        a += 1
    return count
""",
        number,
        THREE_LOOPS,
    ),
    written(
        N3,
        """
def longest_level_run(heights):
    best = 0
    for start in range(len(heights)):
        for end in range(start + 1, len(heights) + 1):
            part = heights[start:end]
            if max(part) - min(part) <= 1:
                best = max(best, len(part))
    return best
""",
        numbers,
        IN_C,
        in_c=True,
    ),
)
