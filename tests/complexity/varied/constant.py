"""Functions whose time does not grow."""

from __future__ import annotations

from collections import deque

from pytest_codearena.records import Growth

from ..known import Known, number, numbers, ordered
from .written import DEFAULT, WIDE, written

ONE = Growth.CONSTANT

FUNCTIONS: tuple[Known, ...] = (
    written(
        ONE,
        """
def span_of_sorted(values):
    if not values:
        raise ValueError("nothing to span")
    first, last = values[0], values[-1]
    middle = values[len(values) // 2]
    return last - first, middle - first, last - middle
""",
        ordered,
    ),
    written(
        ONE,
        """
def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def length_of_february(year):
    return 29 if is_leap(year) else 28
""",
        number,
        WIDE,
    ),
    written(
        ONE,
        """
class Ring:
    def __init__(self, capacity):
        self.slots = [None] * capacity
        self.start = 0
        self.count = 0

    def push(self, item):
        end = (self.start + self.count) % len(self.slots)
        self.slots[end] = item
        if self.count == len(self.slots):
            self.start = (self.start + 1) % len(self.slots)
        else:
            self.count += 1

    def items(self):
        return [self.slots[(self.start + i) % len(self.slots)] for i in range(self.count)]


def last_readings(values):
    ring = Ring(8)
    for value in values[:40]:
        ring.push(value)
    return ring.items()
""",
        numbers,
    ),
    written(
        ONE,
        """
def stones_in_pyramid(layers):
    squares = layers * (layers + 1) * (2 * layers + 1) // 6
    triangle = layers * (layers + 1) // 2
    return squares - triangle
""",
        number,
        DEFAULT,
    ),
    written(
        ONE,
        """
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday(day_number):
    shifted = day_number + 68569
    century = 4 * shifted // 146097
    shifted -= (146097 * century + 3) // 4
    year = 4000 * (shifted + 1) // 1461001
    shifted = shifted - 1461 * year // 4 + 31
    month = 80 * shifted // 2447
    day = shifted - 2447 * month // 80
    return NAMES[day_number % 7], year, month, day
""",
        number,
        DEFAULT,
    ),
    written(
        ONE,
        """
def setting(settings, name):
    value = settings.get(name)
    if value is None:
        value = settings.setdefault("default", 0)
    return value
""",
        lambda n, rng: ({f"key{i}": i for i in range(n)}, f"key{rng.randrange(n)}"),
        in_c=True,
    ),
    written(
        ONE,
        """
import struct
import zlib


def read_header(data):
    magic, version, flags, length = struct.unpack(">4sHHI", data[:12])
    return magic, version, flags, length, zlib.crc32(data[12:76])
""",
        lambda n, rng: (b"HEAD" + bytes(rng.randrange(256) for _ in range(n)),),
        in_c=True,
    ),
    written(
        ONE,
        """
def swap_ends(queue):
    first, last = queue.popleft(), queue.pop()
    queue.append(first)
    queue.appendleft(last)
    return queue[0], queue[-1], len(queue)
""",
        lambda n, rng: (deque(range(n)),),
        in_c=True,
    ),
    written(
        ONE,
        """
def counter(start):
    count = start

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


def hundred_steps(start):
    step = counter(start)
    return [step(2) for _ in range(100)]
""",
        number,
        WIDE,
    ),
    written(
        ONE,
        """
def preview(values):
    head = sorted(values[:16], reverse=True)
    tail = sorted(values[-16:])
    return head + tail, sum(head), max(tail)
""",
        numbers,
        in_c=True,
    ),
    written(
        ONE,
        """
from itertools import islice


def evens(values):
    for value in values:
        if value % 2 == 0:
            yield value


def first_evens(values):
    return list(islice(evens(values[:40]), 5))
""",
        lambda n, rng: ([3, 4] * (n // 2),),
    ),
    written(
        ONE,
        """
import re

LINE = re.compile(r"(\\w+) (\\S+) HTTP/(\\d)\\.(\\d)")


def request_line(text):
    match = LINE.match(text, 0, 200)
    if match is None:
        return None
    method, path, major, minor = match.groups()
    return method.upper(), path, int(major), int(minor)
""",
        lambda n, rng: ("GET /index.html HTTP/1.1\r\n" + "x" * n,),
        in_c=True,
    ),
)
