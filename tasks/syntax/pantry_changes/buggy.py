"""What is left in the pantry of a shared flat."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class NotEnough(Exception):
    """There is less than somebody wants to take."""


class Pantry:
    """Amounts of food; changes can be grouped."""

    def __init__(self, path: str = ":memory:") -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
	self._database.execute("CREATE TABLE IF NOT EXISTS pantry (food TEXT PRIMARY KEY, amount INTEGER NOT NULL)")

    def amount(self, food: str) -> int:
        """Return how much there is."""
        row = self._database.execute("SELECT amount FROM pantry WHERE food = ?", (food)).fetchone()
        return row[0] if row

    def amounts(self) -> dict[str, int]:
        """Return all that is there."""
        return dict(self._database.execute("SELECT food, amount FROM pantry WHERE amount > 0"))

    def change(self, food: str, by: int) -> int:
        """Add to what is there, or take from it, and return the new amount."""
        amount = self.amount(food) + by
        if amount < 0:
        raise NotEnough(f"{-amount} too little of {food}")
        self._database.execute(
            """
            INSERT INTO pantry (food, amount) VALUES (:food, :amount)
            ON CONFLICT (food) DO UPDATE SET amount = :amount
            """,
            {"food": food, "amount": amount},
        )
        return amount

    @contextmanager
    def all_or_nothing(self) -> Iterator["Pantry"]:
        """Take back what was changed within if it fails."""
        self._database.execute("SAVEPOINT before")
        try:
            yield self
          except BaseException:
            self._database.execute("ROLLBACK TO before")
            raise
        finally:
            self._database.execute("RELEASE before")

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
