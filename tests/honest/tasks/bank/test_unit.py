import unittest

import candidate
import pytest
from candidate import Account, BankError, InsufficientFunds, Savings


@pytest.fixture
def ada():
    return Account("Ada", 10)


def test_money_moves(ada):
    assert ada.deposit(5).withdraw(3).balance == 12
    assert ada.log == [("in", 5), ("out", 3)]
    assert len(ada) == 2
    assert ada[0] == ("in", 5)
    assert ada[-1] == ("out", 3)
    assert list(ada) == ada.log
    assert ("in", 5) in ada
    assert ("in", 6) not in ada


def test_too_much(ada):
    with pytest.raises(InsufficientFunds, match="11 needed") as caught:
        ada.withdraw(11)
    assert caught.value.balance == 10
    assert caught.value.needed == 11
    assert isinstance(caught.value, BankError)
    assert ada.balance == 10


def test_property(ada):
    ada.balance = 3
    assert ada.balance == 3
    with pytest.raises(ValueError):
        ada.balance = -1


def test_texts(ada):
    assert repr(ada) == "Account('Ada', 10)"
    assert str(ada) == "Ada: 10"
    assert f"{ada}" == "Ada: 10"


def test_equality(ada):
    assert ada == Account("Ada", 10)
    assert ada != Account("Ada", 11)
    assert ada != "Ada"
    assert hash(ada) == hash(Account("Ada", 10))
    assert len({ada, Account("Ada", 10)}) == 1


def test_order_and_truth(ada):
    poor = Account("Bob")
    assert poor < ada
    assert not poor
    assert ada
    assert sorted([ada, poor]) == [poor, ada]


def test_relatives():
    savings = Savings("Eve", 100)
    assert Account.parse("Eve:100") == Account("Eve", 100)
    assert isinstance(savings, Savings)
    assert isinstance(savings, Account)
    assert not isinstance(Account("x"), Savings)
    assert savings.add_interest() == 102
    assert Savings.interest == 2
    assert Account.interest == 0
    assert Account.is_owner("x")
    assert not Account.is_owner(" ")


def test_transfer(ada):
    bob = Account("Bob")
    candidate.transfer(ada, bob, 4)
    assert (ada.balance, bob.balance) == (6, 4)
    with pytest.raises(BankError) as caught:
        candidate.transfer(ada, bob, 40)
    assert type(caught.value) is BankError
    assert isinstance(caught.value.__cause__, InsufficientFunds)
    assert caught.value.__cause__.needed == 40


def test_richest(ada):
    bob = Account("Bob", 99)
    assert candidate.richest([ada, bob]) is bob
    assert candidate.richest([]) is None


class TestOldStyle(unittest.TestCase):
    def setUp(self):
        self.account = Account("Ada", 1)

    def test_deposit(self):
        self.account.deposit(2)
        self.assertEqual(self.account.balance, 3)
        self.assertIn(("in", 2), self.account)

    def test_refused(self):
        with self.assertRaises(ValueError):
            self.account.deposit(0)
