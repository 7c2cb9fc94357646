"""Arrays by value, arrays that are shared, and objects of a class that both sides know."""

import numpy as np


def scale(a, k):
    """Return every element times k."""
    return a * k


def bump(a):
    """Add one to every element, in place."""
    a += 1


def mean(a):
    """Return the mean, a scalar of numpy's."""
    return np.mean(a)


def move(p):
    """Move the point itself."""
    p.x += 1
    p.tags.append("moved")
    return p


class Board:
    """Keeps an array that others may write to."""

    def __init__(self, n):
        self.grid = np.zeros((n, n))

    def total(self):
        """Return the sum of all fields."""
        return float(self.grid.sum())
