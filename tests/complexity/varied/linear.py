"""Functions whose time grows like the size."""

from __future__ import annotations

from pytest_codearena.records import Growth

from ..known import Known, ints, number, numbers, ordered, sparse_graph, text
from .written import DEEP, DEFAULT, TEXTS, written

N = Growth.LINEAR

FUNCTIONS: tuple[Known, ...] = (
    written(
        N,
        """
def records(values):
    best = None
    for value in values:
        if best is None or value > best:
            best = value
        yield best


def running_records(values):
    return list(records(values))
""",
        numbers,
    ),
    written(
        N,
        """
def pair_with_sum(values, wanted):
    left, right = 0, len(values) - 1
    while left < right:
        total = values[left] + values[right]
        if total == wanted:
            return left, right
        if total < wanted:
            left += 1
        else:
            right -= 1
    return None
""",
        lambda n, rng: (list(range(0, 2 * n, 2)), 2 * rng.randrange(n) + 1),
    ),
    written(
        N,
        """
class Tokens:
    def __init__(self, text):
        self.text = text
        self.place = 0

    def __iter__(self):
        return self

    def __next__(self):
        while self.place < len(self.text) and self.text[self.place] == " ":
            self.place += 1
        if self.place >= len(self.text):
            raise StopIteration
        start = self.place
        digit = self.text[start].isdigit()
        while self.place < len(self.text) and self.text[self.place] != " " and self.text[self.place].isdigit() == digit:
            self.place += 1
        return ("number" if digit else "word", self.text[start : self.place])


def tokens(text):
    return [token for token in Tokens(text)]
""",
        lambda n, rng: ("".join(rng.choices("ab12 ", k=n)),),
    ),
    written(
        N,
        """
from collections import defaultdict


def by_remainder(values, divisor=10):
    groups = defaultdict(list)
    for value in values:
        groups[value % divisor].append(value)
    return {key: len(group) for key, group in groups.items()}
""",
        numbers,
    ),
    written(
        N,
        """
def vowels(text):
    return sum(text.count(vowel) for vowel in "aeiou")
""",
        text,
        TEXTS,
        in_c=True,
    ),
    written(
        N,
        """
def without_repeats(values):
    return list(dict.fromkeys(values))
""",
        numbers,
        in_c=True,
    ),
    written(
        N,
        """
def rotated(values, by):
    by %= len(values)
    return values[by:] + values[:by]
""",
        lambda n, rng: (ints(n, rng), rng.randrange(n)),
        TEXTS,
        in_c=True,
    ),
    written(
        N,
        """
def turned_around(sentence):
    return " ".join(reversed(sentence.split()))
""",
        lambda n, rng: (" ".join("".join(rng.choices("abcdef", k=5)) for _ in range(n)),),
        in_c=True,
    ),
    written(
        N,
        """
def total_between(values, low, high):
    if high - low == 1:
        return values[low]
    middle = (low + high) // 2
    return total_between(values, low, middle) + total_between(values, middle, high)


def total(values):
    return total_between(values, 0, len(values))
""",
        numbers,
    ),
    written(
        N,
        """
from collections import deque


def distances(graph, start):
    found = {start: 0}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for other in graph[node]:
            if other not in found:
                found[other] = found[node] + 1
                waiting.append(other)
    return found
""",
        sparse_graph,
    ),
    written(
        N,
        """
from functools import reduce


def best_run(values):
    def step(state, value):
        best, run = state
        run = max(value, run + value)
        return max(best, run), run

    return reduce(step, values[1:], (values[0], values[0]))[0]
""",
        numbers,
    ),
    written(
        N,
        """
import re

SECRET = re.compile(r"\\d{2,}")


def masked(text):
    return SECRET.sub(lambda match: "#" * len(match.group()), text)
""",
        lambda n, rng: ("".join(rng.choices("abc123 ", k=n)),),
        in_c=True,
    ),
    written(
        N,
        """
from functools import lru_cache


def ways_up(steps):
    @lru_cache(maxsize=None)
    def ways(left):
        if left < 2:
            return 1
        return (ways(left - 1) + ways(left - 2)) % 1_000_007

    return ways(steps)
""",
        number,
        (50, 100, 200, 300),
    ),
    written(
        N,
        """
def merged(first, second):
    result = []
    i = j = 0
    while i < len(first) and j < len(second):
        if first[i] <= second[j]:
            result.append(first[i])
            i += 1
        else:
            result.append(second[j])
            j += 1
    result.extend(first[i:])
    result.extend(second[j:])
    return result
""",
        lambda n, rng: (sorted(ints(n, rng)), sorted(ints(n, rng))),
    ),
    written(
        N,
        """
def flattened(nested):
    if not isinstance(nested, list):
        return [nested]
    return [leaf for part in nested for leaf in part]


def widest_gap(values):
    gaps = [after - before for before, after in zip(values, values[1:])]
    return max(flattened([gaps[::2], gaps[1::2]]))
""",
        ordered,
        DEFAULT,
    ),
    written(
        N,
        """
def depth(node):
    if node is None:
        return 0
    value, rest = node
    return 1 + depth(rest)


def length_of_chain(size):
    chain = None
    for value in range(size):
        chain = (value, chain)
    return depth(chain)
""",
        number,
        DEEP,
    ),
)
