"""Objects whose lists, dicts, sets and deques are shared with whoever gave or asked for them."""

import functools
from collections import Counter, defaultdict, deque
from contextlib import contextmanager

CONFIG = {"limit": 3, "names": ["a"]}


class Stack:
    """A stack whose list is public."""

    def __init__(self, data=None):
        self.data = data if data is not None else []

    def push(self, item):
        """Add on top; return the stack."""
        self.data.append(item)
        return self

    def pop(self):
        """Take from the top."""
        return self.data.pop()

    def __len__(self):
        return len(self.data)

    def copy(self):
        """Return a stack of the same items."""
        return Stack(list(self.data))


class Grid:
    """Rows of cells."""

    def __init__(self, rows):
        self._rows = rows

    @property
    def rows(self):
        """The rows themselves."""
        return self._rows

    def flip(self):
        """Reverse each row in place."""
        for row in self._rows:
            row.reverse()

    def total(self):
        """Return the sum of all cells."""
        return sum(map(sum, self._rows))


class Registry:
    """Things by kind."""

    def __init__(self):
        self.by_kind = defaultdict(list)
        self.counts = Counter()
        self.tags = set()
        self.recent = deque(maxlen=3)

    def register(self, kind, thing):
        """Keep the thing under its kind."""
        self.by_kind[kind].append(thing)
        self.counts[kind] += 1
        self.tags.add(kind)
        self.recent.append(thing)

    def of(self, kind):
        """Return the list of that kind."""
        return self.by_kind[kind]

    def most_common(self):
        """Return the kind that occurs most often."""
        return self.counts.most_common(1)[0][0]


@functools.lru_cache(maxsize=None)
def divisors(n):
    """Return the list of divisors; the same list for the same number."""
    return [d for d in range(1, n + 1) if n % d == 0]


def collect(item, into=None):
    """Append to a list and return it; to a new one if there is none."""
    into = [] if into is None else into
    into.append(item)
    return into


def both(left, right):
    """Append 1 to the left and 2 to the right."""
    left.append(1)
    right.append(2)
    return left, right


def within_limit(n):
    """Tell whether n is at most what is configured."""
    return n <= CONFIG["limit"]


def drop_small(values, limit):
    """Remove what is below the limit from the list."""
    for value in list(values):
        if value < limit:
            values.remove(value)


@contextmanager
def borrowed(pool):
    """Take an item out of the pool for a while."""
    item = pool.pop()
    try:
        yield item
    finally:
        pool.append(item)


def batches(items, size):
    """Yield lists of so many items."""
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
