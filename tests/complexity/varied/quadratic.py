"""Functions whose time grows like the square of the size."""

from __future__ import annotations

from pytest_codearena.records import Growth

from ..known import Known, ints, numbers, ordered, shuffled, square, text
from .written import DEEP, DEFAULT, LOOPS, TEXTS, written

N2 = Growth.QUADRATIC

FUNCTIONS: tuple[Known, ...] = (
    written(
        N2,
        """
def left_over(values, taken):
    rest = values.copy()
    for value in taken:
        rest.remove(value)
    return rest
""",
        lambda n, rng: (list(range(n)), list(range(n - 1, n // 2, -1))),
        in_c=True,
    ),
    written(
        N2,
        """
def newest_first(events):
    timeline = []
    for event in events:
        timeline.insert(0, event)
    return timeline
""",
        numbers,
        TEXTS,
        in_c=True,
    ),
    written(
        N2,
        """
def prefix_sums(values):
    return [sum(values[: end + 1]) for end in range(len(values))]
""",
        numbers,
        in_c=True,
    ),
    written(
        N2,
        """
def mirrored(text):
    result = ""
    for letter in text:
        result = letter + result
    return result
""",
        text,
        (8000, 16000, 32000, 64000),
        in_c=True,
    ),
    written(
        N2,
        """
def bubbled(values):
    values = list(values)
    for end in range(len(values) - 1, 0, -1):
        for i in range(end):
            if values[i] > values[i + 1]:
                values[i], values[i + 1] = values[i + 1], values[i]
    return values
""",
        numbers,
        LOOPS,
    ),
    written(
        N2,
        """
def common_length(first, second):
    before = [0] * (len(second) + 1)
    for a in first:
        row = [0]
        for j, b in enumerate(second):
            row.append(before[j] + 1 if a == b else max(before[j + 1], row[j]))
        before = row
    return before[-1]
""",
        lambda n, rng: ("".join(rng.choices("acgt", k=n)), "".join(rng.choices("acgt", k=n))),
        LOOPS,
    ),
    written(
        N2,
        """
def next_generation(grid):
    height, width = len(grid), len(grid[0])

    def neighbours(y, x):
        return sum(
            grid[(y + dy) % height][(x + dx) % width] for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx
        )

    return [[int(neighbours(y, x) in (2, 3)) for x in range(width)] for y in range(height)]
""",
        lambda n, rng: ([[rng.randrange(2) for _ in range(n)] for _ in range(n)],),
        (8, 16, 32, 64),
    ),
    written(
        N2,
        """
def closest_pair(values):
    pairs = ((abs(a - b), a, b) for i, a in enumerate(values) for b in values[i + 1 :])
    return min(pairs)
""",
        numbers,
        DEEP,
    ),
    written(
        N2,
        """
def packets(data):
    found = []
    while data:
        length = data[0] % 4 + 1
        found.append(data[1:length])
        data = data[length:]
    return len(found)
""",
        lambda n, rng: (bytes(rng.randrange(256) for _ in range(n)),),
        (8000, 16000, 32000, 64000, 128000),
        in_c=True,
    ),
    written(
        N2,
        """
def smaller_after(values, place):
    count = 0
    for other in values[place + 1 :]:
        if other < values[place]:
            count += 1
    return count


def disorder(values):
    return sum(smaller_after(values, place) for place in range(len(values)))
""",
        shuffled,
        LOOPS,
    ),
    written(
        N2,
        """
def most_frequent(values):
    return max(values, key=values.count)
""",
        numbers,
        (250, 500, 1000, 2000),
        in_c=True,
    ),
    written(
        N2,
        """
class Stock:
    def __init__(self):
        self.rows = []

    def find(self, name):
        for row in self.rows:
            if row["name"] == name:
                return row
        return None

    def add(self, name, amount):
        row = self.find(name)
        if row is None:
            self.rows.append({"name": name, "amount": amount})
        else:
            row["amount"] += amount


def totals(deliveries):
    stock = Stock()
    for name, amount in deliveries:
        stock.add(name, amount)
    return [(row["name"], row["amount"]) for row in stock.rows]
""",
        lambda n, rng: ([(f"item{i}", rng.randrange(10)) for i in range(n)],),
        LOOPS,
    ),
    written(
        N2,
        """
def by_selection(values):
    rest = list(values)
    result = []
    while rest:
        smallest = min(rest)
        rest.remove(smallest)
        result.append(smallest)
    return result
""",
        numbers,
        (250, 500, 1000, 2000),
        in_c=True,
    ),
    written(
        N2,
        """
def edges_of_complement(count, edges):
    present = set(edges)
    missing = []
    for a in range(count):
        for b in range(a):
            if (b, a) not in present:
                missing.append((b, a))
    return len(missing)
""",
        lambda n, rng: (n, [(i, i + 1) for i in range(n - 1)]),
        LOOPS,
    ),
    written(
        N2,
        """
def trace_of_square(matrix):
    columns = list(zip(*matrix))
    return sum(sum(a * b for a, b in zip(row, column)) for row, column in zip(matrix, columns))
""",
        square,
        (25, 50, 100, 200),
    ),
    written(
        N2,
        """
def places(names, wanted):
    return [names.index(name) for name in wanted]
""",
        lambda n, rng: (list(range(n)), rng.sample(range(n), n)),
        DEFAULT,
        in_c=True,
    ),
    written(
        N2,
        """
def mean_of_rest(values):
    result = []
    for place in range(len(values)):
        rest = values[:place] + values[place + 1 :]
        result.append(sum(rest) / len(rest))
    return result
""",
        lambda n, rng: (ints(n, rng),),
        (250, 500, 1000, 2000),
        in_c=True,
    ),
    written(
        N2,
        """
def backwards(values):
    if not values:
        return []
    return backwards(values[1:]) + [values[0]]
""",
        ordered,
        DEEP,
        in_c=True,
    ),
)
