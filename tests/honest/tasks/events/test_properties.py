import candidate
import reference
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=25)
numbers = st.lists(st.integers(-9, 9), max_size=8)


@few
@given(numbers, st.integers(1, 4))
def test_windows(items, size):
    assert list(candidate.windows(items, size)) == list(reference.windows(items, size))


@few
@given(numbers)
def test_memo(values):
    asked = []

    def function(value):
        asked.append(value)
        return value * value

    ask = candidate.memo(function)
    assert [ask(value) for value in values] == [value * value for value in values]
    assert len(asked) == len(set(values))


@few
@given(numbers)
def test_sort_by(items):
    expected = sorted(items, key=abs)
    candidate.sort_by(items, lambda value: abs(value))
    assert items == expected
