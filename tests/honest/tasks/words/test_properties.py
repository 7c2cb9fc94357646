import itertools

import reference
from candidate import fibonacci, flatten, parse_pairs, primes, top_words
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=25)
nested = st.recursive(st.integers(0, 9), lambda inner: st.lists(inner, max_size=3), max_leaves=8).filter(lambda x: isinstance(x, list))


@few
@given(st.text("ab c", max_size=20), st.integers(0, 4))
def test_top_words(text, limit):
    assert top_words(text, limit) == reference.top_words(text, limit)


@few
@given(nested)
def test_flatten(value):
    assert flatten(value) == reference.flatten(value)


@few
@given(st.integers(2, 90))
def test_fibonacci(n):
    assert fibonacci(n) == fibonacci(n - 1) + fibonacci(n - 2)


@few
@given(st.integers(1, 40))
def test_primes(count):
    found = list(itertools.islice(primes(), count))
    assert found == list(itertools.islice(reference.primes(), count))


@few
@given(st.dictionaries(st.text("xyz", min_size=1), st.integers()))
def test_parse_pairs(pairs):
    assert parse_pairs(";".join(f"{key} = {value}" for key, value in pairs.items())) == pairs
