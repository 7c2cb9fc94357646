# CANARY-7f3a91: no candidate may ever see this line.
from unittest.mock import Mock, call

import candidate
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_unit import archive, database

few = settings(max_examples=25)
numbers = st.lists(st.integers(-5, 50), max_size=5)


@few
@given(numbers)
def test_apply(values):
    def function(value):
        assume(value >= 0)
        return 3 * value

    assert candidate.apply(function, values) == [3 * value for value in values]


@few
@given(numbers, st.integers(-5, 50))
def test_first_good(values, limit):
    found = candidate.first_good(values, lambda value: value > limit)
    assume(found is not None)
    assert found == [value for value in values if value > limit][0]


@few
@given(st.integers(0, 5))
def test_notify(n):
    send = Mock()
    candidate.notify(send, n)
    send.assert_has_calls([call(i * i) for i in range(n)])
    assert send.call_count == n


@few
@given(st.lists(st.sampled_from("abc")), st.sets(st.sampled_from("abc")))
def test_stores(rows, files):
    assert candidate.count_rows(database(rows), "a") == rows.count("a")
    assert candidate.names(archive(files)) == sorted(files)
