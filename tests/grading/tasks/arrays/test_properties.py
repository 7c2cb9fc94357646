import numpy as np
from candidate import scale
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.integers(-100, 100), min_size=1), st.integers(-5, 5))
def test_scale(xs, k):
    assert scale(np.array(xs), k).tolist() == [x * k for x in xs]
