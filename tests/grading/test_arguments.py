"""How the arguments of timed calls travel: as bytes of the interpreter's own where they are plain, and the same afterwards."""

from __future__ import annotations

import marshal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.grading.arguments import Arguments

ATOMS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False)
)
KEYS = st.integers() | st.text()
PLAIN = st.recursive(
    ATOMS,
    lambda values: (
        st.lists(values) | st.lists(values).map(tuple) | st.dictionaries(KEYS, values) | st.sets(KEYS) | st.frozensets(KEYS)
    ),
    max_leaves=20,
)


def _kinds(value: Any) -> Any:
    """The classes of a value and of all in it, in order."""
    if isinstance(value, dict):
        return [dict, *((_kinds(key), _kinds(each)) for key, each in value.items())]
    if isinstance(value, list | tuple):
        return [type(value), *map(_kinds, value)]
    return type(value)


@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=3))
def test_plain_values_arrive_as_they_were(calls: list[tuple[Any, ...]]) -> None:
    packed = Arguments(calls).packed
    assert packed is not None
    arrived = marshal.loads(packed)
    assert arrived == calls
    assert _kinds(arrived) == _kinds(calls)


class Own(list[int]):
    """No value of the language itself."""


def _deep() -> list[Any]:
    value: list[Any] = []
    for _ in range(5000):
        value = [value]
    return value


SHARED: list[int] = []
CYCLE: list[Any] = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    "value",
    [
        Own(),
        [Own()],
        {1: Own()},
        len,
        SHARED.append,
        [SHARED, (SHARED,)],
        {1: CYCLE},
        _deep(),
        range(3),
        bytearray(b"x"),
        True.__class__,
    ],
    ids=["own class", "in a list", "in a dict", "function", "method", "twice", "cycle", "deep", "range", "bytearray", "class"],
)
def test_others_travel_as_all_values_do(value: Any) -> None:
    assert Arguments([(value,)]).packed is None


def test_one_that_two_calls_share_is_not_doubled() -> None:
    assert Arguments([(SHARED,), (SHARED,)]).packed is None
    assert Arguments([("same",), ("same",)]).packed is not None
