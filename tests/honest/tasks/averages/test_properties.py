import pytest
import reference
from candidate import running_means
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=20)
@given(st.lists(st.floats(0, 1), max_size=9))
def test_agrees_with_the_reference(values):
    assert running_means(values) == pytest.approx(reference.running_means(values))
