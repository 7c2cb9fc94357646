from candidate import Basket
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=20)
@given(st.lists(st.integers(), max_size=4))
def test_basket(items):
    before = list(items)
    basket = Basket(items)
    basket.add(1)
    assert items == before
    assert basket.items() == [*before, 1]
