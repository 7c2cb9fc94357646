"""Sets of values: they hold what was observed, and two ways to draw from them draw nothing else."""

from __future__ import annotations

import ast
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pytest_codearena.derive.annotations import annotated_shape
from pytest_codearena.derive.infer import shape_of
from pytest_codearena.derive.literals import evaluate, literal
from pytest_codearena.derive.samples import sample
from pytest_codearena.derive.shapes import Choice, Decimals, Either, Integers, Items, Order, Row, Shape, Shuffled, shrunk
from pytest_codearena.derive.strategies import source

from .membership import alike, holds, plain

quick = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)


def strategy(shape: Shape) -> st.SearchStrategy[Any]:
    """What the source of the strategy evaluates to."""
    made: st.SearchStrategy[Any] = eval(source(shape), {"st": st})
    return made


@given(plain)
def test_a_literal_evaluates_to_its_value(value: Any) -> None:
    again = evaluate(ast.parse(literal(value), mode="eval").body, {})
    assert again == value
    assert repr(again) == repr(value) or isinstance(value, (set, frozenset)) or "{" in repr(value)


@given(alike)
@example(["-0"])
@example(["-0", "1.5"])
@example(["() "])
@example([" ()", "()()"])
def test_a_shape_holds_what_was_observed(values: list[Any]) -> None:
    shape = shape_of(values)
    assert all(holds(shape, value) for value in values), shape


@given(alike, st.integers())
def test_a_sample_lies_in_its_shape(values: list[Any], seed: int) -> None:
    shape = shape_of(values)
    random = Random(seed)
    for _ in range(5):
        assert holds(shape, sample(shape, random))


@quick
@given(alike, st.data())
def test_what_the_strategy_draws_lies_in_the_shape(values: list[Any], data: st.DataObject) -> None:
    shape = shape_of(values)
    assert holds(shape, data.draw(strategy(shape)))


@given(alike, st.floats(0, 1), st.integers())
def test_a_shrunk_shape_lies_within(values: list[Any], share: float, seed: int) -> None:
    shape = shape_of(values)
    assert holds(shape, sample(shrunk(shape, share), Random(seed)))


texts_of_annotations = st.recursive(
    st.sampled_from(["int", "float", "bool", "str", "None", "Literal[1, 'a']"]),
    lambda inner: st.one_of(
        inner.map("list[{}]".format),
        inner.map("typing.Sequence[{}]".format),
        inner.map("Optional[{}]".format),
        st.tuples(inner, inner).map(lambda pair: f"tuple[{pair[0]}, {pair[1]}]"),
        inner.map("tuple[{}, ...]".format),
        st.tuples(inner, inner).map(" | ".join),
        st.sampled_from(["set[int]", "frozenset[str]", "set[tuple[int, bool]]"]),
    ),
    max_leaves=4,
)


@quick
@given(texts_of_annotations, st.data())
def test_an_annotation_stands_for_a_set_that_can_be_drawn_from(annotation: str, data: st.DataObject) -> None:
    shape = annotated_shape(ast.parse(annotation, mode="eval").body)
    assert shape is not None
    assert holds(shape, sample(shape, Random(data.draw(st.integers()))))
    assert holds(shape, data.draw(strategy(shape)))
    assert annotated_shape(ast.Constant(annotation)) == shape, "the same in quotes"


@pytest.mark.parametrize("annotation", ["Any", "Node", "list", "list[Node]", "Callable[[int], int]", "set[list[int]]", "'not ('"])
def test_an_annotation_that_names_no_plain_data_stands_for_nothing(annotation: str) -> None:
    assert annotated_shape(ast.parse(annotation, mode="eval").body) is None


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        ([3, 8, 5], Integers(3, 8)),
        ([0.5, 2.25], Decimals(50, 225, 2)),
        ([True], Choice((False, True))),
        ([[1, 2, 6], [3, 4, 5, 5]], Items("list", Integers(1, 6), 3, 4, Order.ASCENDING)),
        ([[3, 1, 2], [5, 4, 1, 2]], Items("list", Integers(1, 5), 3, 4, unique=True)),
        ([[1, 2, 1], [4, 4, 4]], Items("list", Integers(1, 4), 3, 3, Order.MIRRORED)),
        ([[1, 0, 2], [2, 2], [1, 0, 0, 2]], Items("list", Integers(0, 2), 2, 4, leading=True)),
        ([(1, 5), (2, 3)], Row("tuple", (Integers(1, 2), Integers(3, 5)), Order.ASCENDING)),
        ([[3, "+", 4]], Row("list", (Integers(3, 4), Choice(("+",)), Integers(3, 4)))),
        ([{"a": 1, "b": 2}], Shuffled({"a": 1, "b": 2})),
        ([[[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]], Either((Shuffled([[1, 2], [3, 4]]), Shuffled([[1, 2, 3], [4, 5, 6], [7, 8, 9]])))),
    ],
)
def test_what_values_have_in_common_is_kept(values: list[Any], shape: Shape) -> None:
    assert shape_of(values) == shape


@pytest.mark.parametrize(
    ("values", "like", "unlike"),
    [
        (["10", "14.5", "-15.5"], ["3", "-1.2"], ["1.2.3", "-", "100", "03"]),
        (["03-11-2000", "15-01-2012"], ["15-11-2000"], ["03-11", "99-11-2000"]),
        (["5 apples and 6 oranges", "0 apples and 1 oranges"], ["3 apples and 2 oranges"], ["apples 3 and 2 oranges"]),
        (["(())", "()()", "()"], ["(())()"], ["((", ")("]),
        (["to be", "or not to be"], ["be be"], ["to", "tobe"]),
        (["abc", "cab"], ["bca", "aaa"], ["ab", "abd"]),
        (["mean", "mode", "mean", "mode"], ["mode"], ["meanmode", "xyz"]),
    ],
)
def test_texts_of_one_form(values: list[str], like: list[str], unlike: list[str]) -> None:
    shape = shape_of(values)
    assert all(holds(shape, text) for text in (*values, *like)), shape
    assert not any(holds(shape, text) for text in unlike), shape
