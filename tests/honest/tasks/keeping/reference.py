"""Objects that share a list with their caller."""

from contextlib import contextmanager


class Journal:
    """Writes into the caller's own list."""

    def __init__(self, lines):
        self._lines = lines

    def write(self, line):
        """Append a line where the caller sees it."""
        self._lines.append(line)


@contextmanager
def recorded(log, name):
    """Append the name before and after."""
    log.append(f"begin {name}")
    yield log
    log.append(f"end {name}")
