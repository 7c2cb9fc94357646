"""The inputs of a function: what its arguments have to do with each other, and what is not known."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_codearena.derive.calls import Call
from pytest_codearena.derive.domain import Domain, NotDerivable, domain_of, known_only, positional, smaller
from pytest_codearena.derive.samples import samples
from pytest_codearena.derive.shapes import Choice, Integers
from pytest_codearena.derive.strategies import arguments_source


def function(head: str) -> ast.FunctionDef:
    """The definition of a function with this head."""
    node = ast.parse(f"def {head}: pass").body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


def domain(head: str, *arguments: tuple[Any, ...], from_annotations: bool = False) -> Domain:
    """What is derived from calls with these arguments."""
    return domain_of(function(head), [Call("f", each) for each in arguments], from_annotations=from_annotations)


def drawn(found: Domain, data: st.DataObject) -> tuple[Any, ...]:
    """What the strategy draws, by its source."""
    names: dict[str, Any] = {"st": st, "__name__": "made_up"}  # without a name, Python 3.13 looks for its source in builtins
    exec(arguments_source(found), names)
    arguments: tuple[Any, ...] = data.draw(names[f"{found.function}_arguments"]())
    return arguments


RELATED: dict[str, tuple[tuple[tuple[Any, ...], ...], Any]] = {
    "an index": ((([5, 6, 7], 2), ([5, 6], 0), ([9, 9, 9, 9], 3)), lambda a, b: 0 <= b < len(a)),
    "a count": ((([5, 6, 7], 3), ([5, 6], 0), ([9, 9, 9, 9], 4)), lambda a, b: 0 <= b <= len(a)),
    "an element": ((([5, 6, 7], 5), ([5, 6], 6), ([9, 1], 9)), lambda a, b: b in a),
    "a bound": ((([3, 11, 2], 12), ([], 14), ([3, 2], 6)), lambda a, b: b > max(a, default=0)),
    "a larger number": (((1, 5), (3, 4), (2, 9)), lambda a, b: a < b),
    "no smaller number": (((1, 5), (3, 3), (2, 9)), lambda a, b: a <= b),
    "the same length": ((("01", "11"), ("0", "1"), ("010", "111")), lambda a, b: len(a) == len(b)),
    "one item fewer": (((["+"], [1, 2]), (["+", "*"], [1, 2, 3]), (["-"], [2, 2])), lambda a, b: len(a) + 1 == len(b)),
}


@pytest.mark.parametrize("name", RELATED)
def test_what_arguments_have_to_do_with_each_other_is_kept(name: str) -> None:
    calls, holds = RELATED[name]
    found = domain("f(max, items)", *calls)
    for share in (1.0, 0.3):
        assert all(holds(*arguments) for arguments in samples(smaller(found, share), 200, 1))

    @settings(max_examples=40)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        assert holds(*drawn(found, data))

    draw()


def test_two_calls_make_no_rule() -> None:
    assert domain("f(a, b)", (1, 5), (3, 4)).parameters[1].relation is None


def test_samples_are_the_same_for_the_same_seed_and_share_nothing() -> None:
    found = domain("f(a)", ([1, 2],), ([1, 2],), ([[]],))
    first, again = samples(found, 30, 7), samples(found, 30, 7)
    assert first == again
    assert first != samples(found, 30, 8)
    for (value,) in first:
        value.append("changed")
    assert samples(found, 30, 7) == again


def test_a_default_that_no_test_replaces_is_left_alone() -> None:
    assert [each.name for each in domain("f(a, b=1, c=2)", (1,), (2, 5)).parameters] == ["a", "b"]


def test_annotations_count_where_few_values_were_seen() -> None:
    assert domain("f(a: int)", (1,), (2,), from_annotations=True).parameters[0].shape == Integers(-100, 100)
    assert domain("f(a: int)", (1,), (2,), (5,), from_annotations=True).parameters[0].shape == Integers(1, 5)
    assert domain("f(a: int)", (1,), (2,)).parameters[0].shape == Integers(1, 2)
    assert domain("f(a: int)", from_annotations=True).parameters[0].shape == Integers(-100, 100)


def test_what_was_seen_says_nothing_of_what_an_annotation_allows() -> None:
    """An element of a list was drawn three times; but the list itself is any list, which may be empty."""
    found = domain("f(items: list[int], n: int)", ([3, 1], 3), ([3, 1], 1), ([5, 6], 5), from_annotations=True)
    assert [each.relation for each in found.parameters] == [None, None]
    assert samples(found, 100, 1)


def test_calls_of_a_function_that_takes_anything() -> None:
    assert positional(function("f(*items)"), [Call("f", (1, 2)), Call("f", (1,), (("a", 2),))]) == [(1, 2)]


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("f()", "it takes no arguments"),
        ("f(*items)", "it takes any number of arguments"),
        ("f(a, *, b)", "or some by name only"),
        ("f(a)", "no test calls it with plain arguments"),
        ("f(a: Node)", "no test calls it with plain arguments"),
    ],
)
def test_what_can_not_be_derived_says_why(head: str, reason: str) -> None:
    with pytest.raises(NotDerivable, match=reason):
        domain(head, from_annotations=True)


def test_calls_that_do_not_fit_are_left_out() -> None:
    node = function("f(a, b)")
    calls = [Call("f", (1,)), Call("f", (1, 2, 3)), Call("f", (1,), (("c", 2),)), Call("f", (4,), (("b", 6),))]
    found = domain_of(node, calls, from_annotations=False)
    assert [each.shape for each in found.parameters] == [Integers(4, 4), Integers(6, 6)]
    assert [each.shape for each in known_only(found, calls).parameters] == [Choice((4,)), Choice((6,))]
