"""Functions that grow like n log n, or faster."""

from __future__ import annotations

from pytest_codearena.records import Growth

from ..known import Known, ints, number, numbers, ordered, square, two_lists
from ..varied.written import DEEP, DEFAULT, LOOPS, TEXTS, THREE_LOOPS, TINY, written

NLOGN, N2, N3, EXP = Growth.LINEARITHMIC, Growth.QUADRATIC, Growth.CUBIC, Growth.EXPONENTIAL

FUNCTIONS: tuple[Known, ...] = (
    written(
        NLOGN,
        """
def busiest(visits):
    changes = []
    for start, end in visits:
        changes.append((start, 1))
        changes.append((end, -1))
    inside = most = 0
    for _, change in sorted(changes):
        inside += change
        most = max(most, inside)
    return most
""",
        lambda n, rng: ([(start, start + rng.randrange(1, 99)) for start in ints(n, rng)],),
        in_c=True,
    ),
    written(
        NLOGN,
        """
import heapq


def running_medians(values):
    low, high, found = [], [], []
    for value in values:
        heapq.heappush(high, -heapq.heappushpop(low, -value))
        if len(high) > len(low):
            heapq.heappush(low, -heapq.heappop(high))
        found.append(-low[0])
    return found
""",
        numbers,
        in_c=True,
    ),
    written(
        NLOGN,
        """
def balanced(values):
    if not values:
        return None
    middle = len(values) // 2
    return balanced(values[:middle]), values[middle], balanced(values[middle + 1 :])


def height(tree):
    return 0 if tree is None else 1 + max(height(tree[0]), height(tree[2]))


def tree_height(values):
    return height(balanced(sorted(values)))
""",
        numbers,
    ),
    written(
        NLOGN,
        """
class Sums:
    def __init__(self, values):
        self.size = len(values)
        self.tree = [0] * self.size + list(values)
        for node in range(self.size - 1, 0, -1):
            self.tree[node] = self.tree[2 * node] + self.tree[2 * node + 1]

    def change(self, place, value):
        node = place + self.size
        self.tree[node] = value
        while node > 1:
            node //= 2
            self.tree[node] = self.tree[2 * node] + self.tree[2 * node + 1]


def after_changes(values):
    sums = Sums(values)
    for place, value in enumerate(values):
        sums.change(place, -value)
    return sums.tree[1]
""",
        numbers,
    ),
    written(
        NLOGN,
        """
def joined_cheaply(count, edges):
    parent = list(range(count))

    def root(node):
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    cost = 0
    for weight, a, b in sorted(edges):
        a, b = root(a), root(b)
        if a != b:
            parent[a] = b
            cost += weight
    return cost
""",
        lambda n, rng: (n, [(rng.randrange(10 * n), rng.randrange(n), rng.randrange(n)) for _ in range(2 * n)]),
        in_c=True,
    ),
    written(
        NLOGN,
        """
from bisect import bisect_right


def how_many_below(values, limits):
    ordered = sorted(values)
    return [bisect_right(ordered, limit) for limit in limits]
""",
        two_lists,
        in_c=True,
    ),
    written(
        N2,
        """
def inserted(values):
    values = values[:]
    for end in range(1, len(values)):
        value, place = values[end], end
        while place and values[place - 1] > value:
            values[place] = values[place - 1]
            place -= 1
        values[place] = value
    return values
""",
        lambda n, rng: (list(range(n, 0, -1)),),
        LOOPS,
    ),
    written(
        N2,
        """
def edits(a, b):
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        corner, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            corner, row[j] = row[j], min(corner + (letter != other), row[j] + 1, row[j - 1] + 1)
    return row[-1]
""",
        lambda n, rng: ("".join(rng.choices("acgt", k=n)), "".join(rng.choices("acgt", k=n))),
        LOOPS,
    ),
    written(
        N2,
        """
def served(queue):
    order = []
    while queue:
        order.append(queue.pop(0))
    return order
""",
        numbers,
        TEXTS,
        in_c=True,
    ),
    written(
        N2,
        """
def unknown_words(words, dictionary):
    return [word for word in words if word not in dictionary]
""",
        lambda n, rng: ([f"w{i}" for i in range(n)], [f"v{i}" for i in range(n)]),
        in_c=True,
    ),
    written(
        N2,
        """
def without_commas(text):
    while "," in text:
        text = text.replace(",", " ", 1)
    return text
""",
        lambda n, rng: ("ab," * n,),
        TEXTS[:3],
        in_c=True,
    ),
    written(
        N2,
        """
def pascal(rows):
    triangle = [[1]]
    for _ in range(rows):
        last = triangle[-1]
        triangle.append([1, *((a + b) % 1009 for a, b in zip(last, last[1:])), 1])
    return triangle[-1]
""",
        number,
        LOOPS,
    ),
    written(
        N2,
        """
def highest_so_far(values):
    return [max(values[: end + 1]) for end in range(len(values))]
""",
        ordered,
        (250, 500, 1000, 2000),
        in_c=True,
    ),
    written(
        N3,
        """
def summed(a, b, c):
    return sum(1 for x in a for y in b for z in c if x + y == z)
""",
        lambda n, rng: (ints(n, rng), ints(n, rng), ints(n, rng)),
        THREE_LOOPS,
    ),
    written(
        N3,
        """
def times(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def cubed(matrix):
    return times(times(matrix, matrix), matrix)
""",
        square,
        THREE_LOOPS,
    ),
    written(
        N3,
        """
def reachable(matrix):
    size = len(matrix)
    reach = [{j for j in range(size) if matrix[i][j] > 7} for i in range(size)]
    for middle in range(size):
        for start in range(size):
            if middle in reach[start]:
                reach[start] = reach[start] | reach[middle]
    return sum(map(len, reach))
""",
        square,
        (20, 40, 80, 160),
        in_c=True,
    ),
    written(
        N3,
        """
def count_within(values, limit):
    found = 0
    for start in range(len(values)):
        for end in range(start, len(values)):
            total = 0
            for place in range(start, end + 1):
                total += values[place]
            if total <= limit:
                found += 1
    return found
""",
        lambda n, rng: (ints(n, rng), 0),
        THREE_LOOPS,
    ),
    written(
        N3,
        """
def often_enough(values):
    return sum(values.count(a * b) > 0 for a in values for b in values)
""",
        numbers,
        (20, 40, 80, 160),
        in_c=True,
    ),
    written(
        N3,
        """
def best_game(stones):
    total = [0]
    for stone in stones:
        total.append(total[-1] + stone)
    memo = {}

    def cheapest(low, high):
        if high - low < 2:
            return 0
        if (low, high) not in memo:
            memo[low, high] = total[high] - total[low] + min(
                cheapest(low, cut) + cheapest(cut, high) for cut in range(low + 1, high)
            )
        return memo[low, high]

    return cheapest(0, len(stones))
""",
        lambda n, rng: ([rng.randrange(1, 50) for _ in range(n)],),
        THREE_LOOPS,
    ),
    written(
        EXP,
        """
def ways(row, column):
    if row == 0 or column == 0:
        return 1
    return ways(row - 1, column) + ways(row, column - 1)


def ways_through(size):
    return ways(size, size)
""",
        number,
        (4, 5, 6, 7, 8),
    ),
    written(
        EXP,
        """
def ruler(depth):
    if depth == 0:
        return "."
    half = ruler(depth - 1)
    return half + "|" * depth + half


def ticks(depth):
    return sum(1 for mark in ruler(depth) if mark == "|")
""",
        number,
        TINY,
    ),
    written(
        EXP,
        """
def moves(discs, start="a", end="c", spare="b"):
    if discs:
        yield from moves(discs - 1, start, spare, end)
        yield start, end
        yield from moves(discs - 1, spare, end, start)


def all_moves(discs):
    return len(list(moves(discs)))
""",
        number,
        (5, 7, 9, 11, 13),
    ),
    written(
        EXP,
        """
from itertools import product


def orders(prices, budget):
    return sum(1 for choice in product((0, 1), repeat=len(prices)) if sum(map(int.__mul__, choice, prices)) <= budget)
""",
        lambda n, rng: ([rng.randrange(1, 50) for _ in range(n)], 20 * n),
        TINY,
        in_c=True,
    ),
    written(
        EXP,
        """
class Knapsack:
    def __init__(self, things):
        self.things = things

    def best(self, place, room):
        if place < 0:
            return 0
        weight, worth = self.things[place]
        skipped = self.best(place - 1, room)
        if weight > room:
            return skipped
        return max(skipped, worth + self.best(place - 1, room - weight))


def best_worth(things):
    return Knapsack(things).best(len(things) - 1, 10**6)
""",
        lambda n, rng: ([(rng.randrange(1, 9), rng.randrange(1, 99)) for _ in range(n)],),
        TINY,
    ),
    written(
        EXP,
        """
def all_sums(values):
    sums = [0]
    for value in values:
        sums = sums + [total + value for total in sums]
    return max(sums)
""",
        lambda n, rng: ([rng.randrange(99) for _ in range(n)],),
        (8, 10, 12, 14, 16),
        in_c=True,
    ),
    written(
        EXP,
        """
def even(n):
    return True if n == 0 else odd(n - 1) and even_again(n - 1)


def even_again(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return True if n == 0 else even(n - 1) and even_again(n - 1)


def both(n):
    return even(n), odd(n)
""",
        number,
        (8, 11, 14, 17),
    ),
    written(
        N2,
        """
def growing(words):
    seen = ()
    for word in words:
        seen = (*seen, word)
    return seen
""",
        lambda n, rng: (list(range(n)),),
        DEFAULT,
        in_c=True,
    ),
    written(
        N2,
        """
def fold(values):
    if len(values) < 2:
        return values
    return fold([a + b for a, b in zip(values, values[1:])])
""",
        lambda n, rng: ([rng.randrange(2) for _ in range(n)],),
        DEEP[:3],
    ),
)
