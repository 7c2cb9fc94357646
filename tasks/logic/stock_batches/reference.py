"""The stock of a warehouse."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class OutOfStock(Exception):
    """There is less of an article than should be taken."""


class Stock:
    """Counts of articles, and the moves that led to them."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._moves: list[tuple[str, int]] = []

    def add(self, article: str, number: int) -> None:
        """Put some of an article on the shelves."""
        if number < 1:
            raise ValueError(f"can't add {number}")
        self._move(article, number)

    def take(self, article: str, number: int) -> None:
        """Take some of an article from the shelves."""
        if number < 1:
            raise ValueError(f"can't take {number}")
        if number > self._counts[article]:
            raise OutOfStock(f"only {self._counts[article]} of {article}")
        self._move(article, -number)

    def count(self, article: str) -> int:
        """Return how many of an article there are."""
        return self._counts[article]

    def articles(self) -> list[str]:
        """Return the articles of which there are some."""
        return sorted(+self._counts)

    def moves(self) -> list[tuple[str, int]]:
        """Return all moves that were made and not undone."""
        return list(self._moves)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Undo what is done meanwhile if it ends by an exception."""
        begin = len(self._moves)
        try:
            yield
        except BaseException:
            for article, change in self._moves[begin:]:
                self._counts[article] -= change
            del self._moves[begin:]
            raise

    def _move(self, article: str, change: int) -> None:
        self._counts[article] += change
        self._moves.append((article, change))
