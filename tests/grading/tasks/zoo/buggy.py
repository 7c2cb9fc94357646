"""The correct module."""

import asyncio
import contextlib
import functools
import os
import subprocess
import sys
from collections import OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field

from support import Colour, Node, Pair, Point

LIMIT = 7
REGISTRY = {}
Spot = namedtuple("Spot", "x y")


class ShopError(Exception):
    """Base of the module's errors."""


class OutOfStock(ShopError):
    def __init__(self, item, wanted=1):
        super().__init__(f"no {item} left")
        self.item = item
        self.wanted = wanted


class Quiet(OutOfStock, KeyError):
    pass


class Stack:
    """A stack."""

    made = 0
    kind = "stack"

    def __init__(self, items=()):
        self._items = list(items)
        Stack.made += 1

    def push(self, item):
        self._items.append(item)
        return self

    def pop(self):
        if not self._items:
            raise IndexError("pop from an empty stack")
        return self._items.pop()

    @property
    def top(self):
        return self._items[-1] if self._items else None

    @top.setter
    def top(self, value):
        self._items[-1] = value

    @classmethod
    def of(cls, *items):
        return cls(items)

    @staticmethod
    def describe(n: int = 3, *, loud: bool = False) -> str:
        return ("STACK" if loud else "stack") + str(n)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __contains__(self, item):
        return item in self._items

    def __getitem__(self, index):
        return self._items[index]

    def __eq__(self, other):
        return isinstance(other, Stack) and self._items == other._items

    def __hash__(self):
        return hash(tuple(self._items))

    def __add__(self, other):
        return Stack(self._items + other._items)

    def __lt__(self, other):
        return len(self) < len(other)

    def __repr__(self):
        return f"Stack({self._items!r})"

    def __bool__(self):
        return bool(self._items)

    def __call__(self, factor):
        return [item * factor for item in self._items]

    def hello(self):
        return "hello from " + self.name()

    def name(self):
        return "Stack"


class SortedStack(Stack):
    def push(self, item):
        super().push(item)
        self._items.sort(reverse=True)
        return self


@functools.total_ordering
class Money:
    def __init__(self, cents):
        self.cents = cents

    def __eq__(self, other):
        if isinstance(other, int):
            return self.cents == other
        return self.cents == other.cents

    def __lt__(self, other):
        return self.cents < (other if isinstance(other, int) else other.cents)

    def __radd__(self, other):
        return Money(self.cents + other)

    def __mul__(self, n):
        return Money(self.cents * n)

    def __float__(self):
        return self.cents / 100

    def __str__(self):
        return f"{self.cents / 100:.2f}"

    def __format__(self, form):
        return format(self.cents / 100, form or ".2f")


@dataclass
class Order:
    name: str
    lines: list = field(default_factory=list)


class Timer:
    def __enter__(self):
        self.on = True
        return self

    def __exit__(self, kind, error, trace):
        self.on = False
        return kind is ValueError


@contextlib.contextmanager
def opened(log):
    log.append("open")
    try:
        yield len(log)
    finally:
        log.append("close")


def same(value):
    return value


def twice(value):
    return [value, value]


def loop():
    items = [1]
    items.append(items)
    return items


def is_shared(pair):
    return pair[0] is pair[1]


def sort_in_place(items):
    items.sort(reverse=True)


def grow(tree, key):
    tree.setdefault(key, []).append(len(tree))
    return tree


def fill(buffer, queue, seen, point):
    buffer += b"!"
    queue.appendleft(0)
    seen.add(9)
    point.x += 1


def numbers(start=0):
    while True:
        yield start
        start += 1


def echo():
    received = None
    while True:
        received = yield received


def apply(function, *values):
    return [function(value) for value in values]


def call_back(function, n):
    return function(n) if n else 0


def swallow(function):
    try:
        function()
    except ValueError as error:
        return f"caught {error}"
    return "nothing"


def retry(function):
    @functools.wraps(function)
    def again(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except OSError:
            return function(*args, **kwargs)

    return again


def make_adder(n):
    def add(m):
        return n + m

    return add


def buy(item, stock):
    if stock.get(item, 0) < 1:
        raise OutOfStock(item, wanted=2)
    stock[item] -= 1
    return stock[item]


def chained():
    try:
        {}["key"]
    except KeyError as error:
        raise ShopError("no key") from error


def fail(kind):
    raise {"value": ValueError("bad", 3), "unicode": None, "exit": SystemExit(3), "quiet": Quiet("x")}[kind] or UnicodeDecodeError(
        "utf-8", b"\xff", 0, 1, "bad"
    )


def private_error():
    class Odd(ValueError):
        pass

    raise Odd("odd")


def where():
    return os.getcwd(), os.environ.get("SHOP"), sys.argv


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def read(path):
    with open(path) as file:
        return file.read()


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def say(text):
    print(text)
    print("err", file=sys.stderr)


def head(file):
    return file.readline().strip(), [line.strip() for line in file]


async def fetch(n=1):
    await asyncio.sleep(0)
    return n * 2


async def fetch_all(function):
    return await asyncio.gather(*(function(n) for n in range(3)))


@functools.lru_cache
def cached(n):
    return n * 10


def keywords(a, /, b, *rest, c=3, **more):
    return a, b, rest, c, more


def keys(mapping):
    return mapping.keys()


def colour_of(point):
    return Colour.RED if point.x else Colour.BLUE


def chain(values):
    node = None
    for value in reversed(values):
        node = Node(value, node)
    return node


def bump(node):
    while node:
        node.value += 1
        node = node.following


def swap(pair):
    return Pair(pair.right, pair.left)


def containers():
    return defaultdict(list, {"a": [1]}), OrderedDict([("b", 1), ("a", 2)]), deque([1, 2], maxlen=3)


def helper():
    return "real"


def uses_helper():
    return helper()


def use_stack(stack):
    return stack.hello()


def spot():
    return Spot(1, 2)


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def called(values):
    return [callable(value) for value in values]
