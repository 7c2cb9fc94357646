"""Shelves that keep the caller's list, queues that are emptied, versions with an equality of their own."""

from contextlib import contextmanager

from support import Box, Refused


class Version:
    """Numbers with dots between them."""

    def __init__(self, text):
        self.numbers = [int(part) for part in text.split(".")]

    def __eq__(self, other):
        return isinstance(other, Version) and self.numbers == other.numbers

    def __hash__(self):
        return hash(tuple(self.numbers))

    def __lt__(self, other):
        return self.numbers < other.numbers


class Shelf:
    """Keeps the list that it is given."""

    def __init__(self, items):
        self._items = items

    def add(self, item):
        """Append to the list that was given."""
        self._items.append(item)

    def total(self):
        """Return the sum."""
        return sum(self._items)

    def items(self):
        """Return the list itself."""
        return self._items


def drain(queue):
    """Take the items out of the list, from the left."""
    while queue:
        yield queue.pop(0)


@contextmanager
def logged(log):
    """Append to the log when the block begins."""
    log.append("begin")
    yield log


def dedupe(values):
    """Return the sorted values, each once."""
    return sorted(set(values))


def numbers(text):
    """Return the numbers of a version."""
    return Version(text).numbers


def boxed(values):
    """Return a box of the sorted values."""
    return Box(sorted(values))


def check(code):
    """Raise Refused with this code unless it is 0."""
    if code:
        raise Refused(code)
    return True


def weight(thing):
    """Return the weight of all its parts."""
    return sum(thing.parts) + thing.own


def each(function, values):
    """Return function(value) of each value."""
    return [function(value) for value in values]


def attempt_all(functions):
    """Call all; raise the failures as one group."""
    failures = []
    for function in functions:
        try:
            function()
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("failures", failures)
