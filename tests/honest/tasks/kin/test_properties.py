import candidate
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=20)
@given(st.text("ab", min_size=1))
def test_named(name):
    assert candidate.Square.named(name).name == name.title()
