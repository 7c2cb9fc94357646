"""What results of the tests' own calls have in common; results on made-up inputs that lack it say that these are not meant."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Any

from .infer import order_of
from .shapes import Order

_TELLING = 3
_NUMBERS = frozenset({"int", "float"})


def parsed(texts: Iterable[str]) -> list[Any]:
    """Returns the values of those texts that are literals."""
    found = []
    for text in texts:
        try:
            found.append(ast.literal_eval(text))
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return found


def kinds_of(results: Sequence[Any]) -> frozenset[str]:
    """Returns the names of the results' types; empty if there are too few results to tell."""
    kinds = frozenset(type(result).__name__ for result in results)
    if len(results) < _TELLING:
        return frozenset()
    return kinds | _NUMBERS if kinds & _NUMBERS else kinds


def common_order(results: Sequence[Any]) -> Order:
    """Returns the order that all results are in, if they are lists or tuples."""
    sequences = [result for result in results if isinstance(result, (list, tuple))]
    return order_of(sequences) if len(sequences) == len(results) and sequences else Order.ANY


def is_in_order(result: Any, order: Order) -> bool:
    """True unless the result is a sequence that breaks the order."""
    if not isinstance(result, (list, tuple)) or len(result) < 2:
        return True
    match order:
        case Order.ANY:
            return True
        case Order.MIRRORED:
            return list(result) == list(result)[::-1]
        case _:
            return _is_sorted(result, reverse=order is Order.DESCENDING)


def _is_sorted(result: Sequence[Any], *, reverse: bool) -> bool:
    try:
        return list(result) == sorted(result, reverse=reverse)
    except TypeError:
        return False
