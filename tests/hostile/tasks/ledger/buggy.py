"""Money in accounts."""


def total(amounts):
    return 0


def label(cents, currency):
    return ""
