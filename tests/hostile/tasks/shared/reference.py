"""Lists, and boxes of them."""

from support import Box


def pack(values):
    """Return a Box of the sorted values."""
    return Box(sorted(values))


def dedupe(values):
    """Return the sorted values, each once."""
    return sorted(set(values))
