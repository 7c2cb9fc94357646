class BankError(Exception):
    pass


class InsufficientFunds(BankError):
    pass


class Account:
    pass


class Savings(Account):
    pass


def transfer(source, target, amount):
    pass


def richest(accounts):
    return None
