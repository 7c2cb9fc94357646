"""Functions that grow not at all, like the logarithm, or like the size."""

from __future__ import annotations

import random
from collections import OrderedDict

from pytest_codearena.records import Growth

from ..known import Known, ints, number, numbers, ordered, text
from ..varied.written import DEFAULT, TEXTS, WIDE, written

ONE, LOG, N = Growth.CONSTANT, Growth.LOGARITHMIC, Growth.LINEAR
LONG = (10**3, 10**6, 10**9, 10**12, 10**15)


def heap_of(n: int, rng: random.Random) -> tuple[list[int]]:
    """A sorted list, which is a heap."""
    return (sorted(ints(n, rng)),)


FUNCTIONS: tuple[Known, ...] = (
    written(
        ONE,
        """
def touch(cache, key):
    value = cache.pop(key)
    cache[key] = value
    oldest = next(iter(cache))
    return value, oldest, len(cache)
""",
        lambda n, rng: (OrderedDict((i, i * i) for i in range(n)), n // 2),
        in_c=True,
    ),
    written(
        ONE,
        """
from datetime import date, timedelta


def due_date(days):
    due = date(2000, 1, 1) + timedelta(days=days)
    while due.weekday() >= 5:
        due += timedelta(days=1)
    return due.isoformat()
""",
        number,
        DEFAULT,
        in_c=True,
    ),
    written(
        ONE,
        """
def bucket(key, buckets=64):
    key ^= key >> 7
    key = key * 2654435761 & 0xFFFFFFFF
    return (key >> 16) % buckets


def spread(number):
    return [bucket(number + offset) for offset in range(12)]
""",
        number,
        WIDE,
    ),
    written(
        ONE,
        """
class Quadrant:
    def __init__(self, points):
        self.points = points

    def corner(self, index):
        x, y = self.points[index]
        return ("north" if y >= 0 else "south") + ("east" if x >= 0 else "west")


def corners(points):
    quadrant = Quadrant(points)
    return {quadrant.corner(index) for index in (0, 1, -1, len(points) // 2)}
""",
        lambda n, rng: ([(rng.randrange(-9, 9), rng.randrange(-9, 9)) for _ in range(n)],),
    ),
    written(
        ONE,
        """
def version_of(text):
    first_line = text[:80].partition("\\n")[0]
    fields = first_line.split(";", 3)
    return tuple(int(part) for part in fields[0].split("."))
""",
        lambda n, rng: ("3.11.7;final;0\n" + "x" * n,),
        in_c=True,
    ),
    written(
        ONE,
        """
def settle(values):
    state = values[0]
    for _ in range(50):
        state = (state * 1103515245 + 12345) % 2147483648
    values[-1] = state
    return state
""",
        numbers,
    ),
    written(
        LOG,
        """
def gallop(values, wanted):
    bound = 1
    while bound < len(values) and values[bound] < wanted:
        bound *= 2
    low, high = bound // 2, min(bound, len(values) - 1)
    while low <= high:
        middle = (low + high) >> 1
        if values[middle] == wanted:
            return middle
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1
""",
        lambda n, rng: (list(range(0, 2 * n, 2)), 2 * n - 3),
        DEFAULT,
    ),
    written(
        LOG,
        """
import heapq


def next_two(heap):
    return heapq.heappop(heap), heapq.heappop(heap)
""",
        heap_of,
        (1000, 4000, 16000, 64000),
        in_c=True,
    ),
    written(
        LOG,
        """
def times(a, b):
    if b == 0:
        return 0
    half = times(a, b // 2)
    return half + half + (a if b % 2 else 0)


def area(side):
    return times(3, side)
""",
        number,
        LONG,
    ),
    written(
        LOG,
        """
def survivor(people):
    position, step, first = 1, 1, True
    while people > 1:
        if first or people % 2:
            position += step
        step *= 2
        people //= 2
        first = not first
    return position
""",
        number,
        WIDE,
    ),
    written(
        LOG,
        """
def signature(message_number):
    return pow(7, message_number, 1_000_000_007)
""",
        number,
        (10**3, 10**5, 10**7, 10**9),
        in_c=True,
    ),
    written(
        LOG,
        """
class Segments:
    def __init__(self, sums, size):
        self.sums = sums
        self.size = size

    def between(self, low, high):
        total = 0
        low += self.size
        high += self.size
        while low < high:
            if low & 1:
                total += self.sums[low]
                low += 1
            if high & 1:
                high -= 1
                total += self.sums[high]
            low >>= 1
            high >>= 1
        return total


def total_of_inner(sums):
    size = len(sums) // 2
    return Segments(sums, size).between(1, size - 1)
""",
        lambda n, rng: ([rng.randrange(9) for _ in range(2 * n)],),
        DEFAULT,
    ),
    written(
        N,
        """
from itertools import groupby


def shortened(text):
    return "".join(f"{letter}{sum(1 for _ in run)}" for letter, run in groupby(text))
""",
        lambda n, rng: ("".join(rng.choices("ab", k=n)),),
        in_c=True,
    ),
    written(
        N,
        """
CLOSING = {")": "(", "]": "[", "}": "{"}


def is_balanced(text):
    open_ones = []
    for letter in text:
        if letter in CLOSING.values():
            open_ones.append(letter)
        elif letter in CLOSING:
            if not open_ones or open_ones.pop() != CLOSING[letter]:
                return False
    return not open_ones
""",
        lambda n, rng: ("([])" * (n // 8) + "(" * (n // 4) + ")" * (n // 4),),
    ),
    written(
        N,
        """
def elected(votes):
    leader, lead = None, 0
    for vote in votes:
        if lead == 0:
            leader = vote
        lead += 1 if vote == leader else -1
    return leader if 2 * sum(vote == leader for vote in votes) > len(votes) else None
""",
        lambda n, rng: ([rng.randrange(3) for _ in range(n)],),
    ),
    written(
        N,
        """
class Link:
    def __init__(self, value, rest=None):
        self.value = value
        self.rest = rest


def turned(values):
    head = None
    for value in values:
        head = Link(value, head)
    found = []
    while head is not None:
        found.append(head.value)
        head = head.rest
    return found
""",
        numbers,
    ),
    written(
        N,
        """
ROT13 = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")


def secret(text):
    return text.translate(ROT13)[::-1].replace("n", "N")
""",
        text,
        TEXTS,
        in_c=True,
    ),
    written(
        N,
        """
def missing(first, second):
    return sorted(set(range(10)) & {value % 10 for value in set(first) - set(second)})
""",
        lambda n, rng: (ints(n, rng), ints(n, rng)),
        in_c=True,
    ),
    written(
        N,
        """
from itertools import accumulate


def deepest_loss(values):
    sums = list(accumulate(values))
    peaks = accumulate(sums, max)
    return max(peak - total for peak, total in zip(peaks, sums))
""",
        ordered,
        in_c=True,
    ),
)
