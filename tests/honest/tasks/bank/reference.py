"""Accounts: classes with relatives, properties, operators and exceptions of their own."""


class BankError(Exception):
    """Something is wrong with money."""


class InsufficientFunds(BankError):
    """There is not enough money."""

    def __init__(self, balance, needed):
        super().__init__(f"{needed} needed, {balance} there")
        self.balance = balance
        self.needed = needed


class Account:
    """Money of somebody."""

    interest = 0

    def __init__(self, owner, balance=0):
        self.owner = owner
        self._balance = balance
        self.log = []

    @property
    def balance(self):
        """What is there."""
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise ValueError("a balance is never negative")
        self._balance = value

    @classmethod
    def parse(cls, text):
        """Make an account from "Ada:10"."""
        owner, _, balance = text.partition(":")
        return cls(owner, int(balance or 0))

    @staticmethod
    def is_owner(name):
        """Tell whether somebody of this name may own an account."""
        return name.strip() != ""

    def deposit(self, amount):
        """Put money in. Raises ValueError unless it is positive."""
        if amount <= 0:
            raise ValueError(f"can't deposit {amount}")
        self._balance += amount
        self.log.append(("in", amount))
        return self

    def withdraw(self, amount):
        """Take money out. Raises InsufficientFunds."""
        if amount > self._balance:
            raise InsufficientFunds(self._balance, amount)
        self._balance -= amount
        self.log.append(("out", amount))
        return self

    def __eq__(self, other):
        return isinstance(other, Account) and (self.owner, self._balance) == (other.owner, other._balance)

    def __hash__(self):
        return hash((self.owner, self._balance))

    def __lt__(self, other):
        return self._balance < other._balance

    def __bool__(self):
        return self._balance > 0

    def __len__(self):
        return len(self.log)

    def __getitem__(self, index):
        return self.log[index]

    def __iter__(self):
        return iter(self.log)

    def __contains__(self, entry):
        return entry in self.log

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {self._balance})"

    def __str__(self):
        return f"{self.owner}: {self._balance}"


class Savings(Account):
    """An account that grows."""

    interest = 2

    def add_interest(self):
        """Add interest in percent, rounded down."""
        self._balance += self._balance * self.interest // 100
        return self._balance


def transfer(source, target, amount):
    """Move money. Raises BankError from the reason if it can't be done; nothing is moved then."""
    try:
        source.withdraw(amount)
    except InsufficientFunds as error:
        raise BankError("transfer failed") from error
    target.deposit(amount)


def richest(accounts):
    """Return the account with most money, the first of several, or None."""
    best = None
    for account in accounts:
        if best is None or best < account:
            best = account
    return best
