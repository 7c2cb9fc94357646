"""Money in accounts: classes, an exception, a context manager, and functions beside them."""

from dataclasses import dataclass
from enum import Enum


class Currency(str, Enum):
    """What a price can be in."""

    EUR = "EUR"
    USD = "USD"


class Overdrawn(Exception):
    """There is not enough money."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} cents are missing")
        self.missing = missing


@dataclass
class Money:
    """An amount."""

    cents: int

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)


class Account:
    """Money that comes and goes."""

    def __init__(self, cents: int = 0) -> None:
        self._cents = cents
        self._moves: list[int] = []

    @property
    def cents(self) -> int:
        """The balance."""
        return self._cents

    def deposit(self, cents: int) -> None:
        """Adds money."""
        self._cents += cents
        self._moves.append(cents)

    def withdraw(self, cents: int) -> None:
        """Takes money. Raises Overdrawn if there is not enough."""
        if cents > self._cents:
            raise Overdrawn(cents - self._cents)
        self._cents -= cents
        self._moves.append(-cents)

    def history(self) -> list[int]:
        """Returns all moves."""
        return list(self._moves)

    def __len__(self) -> int:
        return len(self._moves)

    def __contains__(self, cents: int) -> bool:
        return cents in self._moves


class Booking:
    """Takes all moves back if its block fails."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def __enter__(self) -> Account:
        self._before = self._account._cents, self._account.history()
        return self._account

    def __exit__(self, kind, error, trace) -> bool:
        if kind is not None:
            self._account._cents, self._account._moves = self._before
        return False


def total(amounts: list[Money]) -> int:
    """Return the sum in cents."""
    return sum(amount.cents for amount in amounts)


def label(cents: int, currency: str) -> str:
    """Return e.g. 12.50 EUR."""
    return f"{cents // 100}.{cents % 100:02} {Currency(currency).value}"
