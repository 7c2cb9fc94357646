# CANARY-7f3a91: no candidate may ever see this line.
import candidate
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import Refused
from test_unit import Thing

few = settings(max_examples=25)
numbers = st.lists(st.integers(-5, 50), max_size=6)


@few
@given(numbers, numbers)
def test_shelf(items, more):
    before = list(items)
    shelf = candidate.Shelf(items)
    for item in more:
        shelf.add(item)
    assert items == before + more
    assert shelf.total() == sum(items)


@few
@given(numbers)
def test_drain(values):
    queue = list(values)
    assert list(candidate.drain(queue)) == values
    assert queue == []


@few
@given(numbers)
def test_dedupe(values):
    found = list(candidate.dedupe(values))
    assert found == sorted(set(values))


@few
@given(st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_numbers(parts):
    assert candidate.numbers(".".join(map(str, parts))) == parts


@few
@given(numbers)
def test_boxed(values):
    assert candidate.boxed(values).same_as(sorted(values))


@few
@given(st.integers(1, 99))
def test_check(code):
    with pytest.raises(Refused) as caught:
        candidate.check(code)
    assert caught.value.concerns(code)


@few
@given(st.integers(0, 9), numbers)
def test_weight(own, parts):
    thing = Thing(own, parts)
    assert candidate.weight(thing) == thing.own + sum(thing.parts)


@few
@given(numbers)
def test_each(values):
    asked = []
    assert candidate.each(lambda value: asked.append(value) or [value], values) == [[value] for value in values]
    assert asked == values


@few
@given(st.lists(st.booleans(), max_size=4))
def test_attempt_all(fails):
    def fail():
        raise KeyError("a")

    functions = [fail if each else list for each in fails]
    try:
        candidate.attempt_all(functions)
    except* KeyError as group:
        assert len(group.exceptions) == sum(fails)
    else:
        assert not any(fails)
