# CANARY-7f3a91: no candidate may ever see this line.
import candidate
import reference
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=25)
numbers = st.lists(st.integers(-5, 50), max_size=6)


@few
@given(numbers)
def test_pack(values):
    assert candidate.pack(values).same_as(sorted(values))


@few
@given(numbers)
def test_dedupe(values):
    assert candidate.dedupe(values) == reference.dedupe(values)
