"""Objects that keep lists: some share them with the caller, some must not."""

from contextlib import contextmanager


class Journal:
    """Writes into the caller's own list."""

    def __init__(self, lines):
        self._lines = lines

    def write(self, line):
        """Append a line where the caller sees it."""
        self._lines.append(line)


class Basket:
    """Keeps items of its own: neither what it is given nor what it gives out is shared."""

    def __init__(self, items=()):
        self._items = list(items)

    def add(self, item):
        """Put an item in."""
        self._items.append(item)

    def items(self):
        """Return the items."""
        return list(self._items)


@contextmanager
def recorded(log, name):
    """Append the name before and after."""
    log.append(f"begin {name}")
    yield log
    log.append(f"end {name}")
