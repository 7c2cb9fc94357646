import candidate
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=15)
numbers = st.lists(st.integers(-9, 9), max_size=6)


@few
@given(numbers, numbers)
def test_stack(start, more):
    mine = list(start)
    stack = candidate.Stack(mine)
    for number, item in enumerate(more):
        if number % 2:
            stack.push(item)
        else:
            stack.data.append(item)
    assert mine == start + more
    while len(stack):
        mine.pop()
    assert stack.data == []


@few
@given(st.lists(numbers, max_size=4))
def test_grid(rows):
    expected = [row[::-1] for row in rows]
    grid = candidate.Grid(rows)
    grid.flip()
    assert grid.rows == expected
    assert grid.rows is rows


@few
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers()), max_size=8))
def test_registry(pairs):
    registry = candidate.Registry()
    lists = {kind: registry.of(kind) for kind in "abc"}
    for kind, thing in pairs:
        registry.register(kind, thing)
    assert lists == {kind: [thing for other, thing in pairs if other == kind] for kind in "abc"}
    assert sum(registry.counts.values()) == len(pairs)
