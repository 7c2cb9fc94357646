import candidate
import pytest
from candidate import Account, Booking, Money, Overdrawn


def test_total():
    assert candidate.total([Money(2), Money(5)]) == 7
    assert abs(candidate.total([Money(3)]) - 3) < 1e-9


def test_label():
    assert candidate.label(1250, "EUR") == "12.50 EUR"
    assert candidate.label(5, "USD").endswith("USD")


def test_money():
    assert (Money(2) + Money(3)).cents == 5
    assert Money(2) + Money(3) == Money(5)
    assert Money(2) != Money(3)


def test_account():
    account = Account(10)
    account.deposit(5)
    account.withdraw(15)
    assert account.cents == 0
    assert account.history() == [5, -15]
    assert len(account) == 2
    assert 5 in account
    assert 6 not in account


def test_overdrawn():
    with pytest.raises(Overdrawn, match="3 cents") as caught:
        Account(2).withdraw(5)
    assert caught.value.missing == 3


def test_booking():
    with Booking(Account(7)) as account:
        account.deposit(3)
        assert account.cents == 10


def test_failed_booking():
    account = Account(7)
    with pytest.raises(Overdrawn), Booking(account):
        account.deposit(3)
        account.withdraw(11)
    assert account.cents == 7
