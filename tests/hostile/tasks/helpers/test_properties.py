# CANARY-7f3a91: no candidate may ever see this line.
import candidate
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=5)
@given(st.text("abc", min_size=1))
def test_shout(text):
    assert candidate.shout(text) == text.upper()
