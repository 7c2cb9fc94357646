import asyncio

import candidate
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=15)


@few
@given(st.lists(st.text("ab", min_size=1, max_size=3), max_size=4))
def test_fetch_all(keys):
    assert list(asyncio.run(candidate.fetch_all(keys))) == [key.upper() for key in keys]


@few
@given(st.integers(1, 5), st.integers(1, 5))
def test_most_at_once(tasks, places):
    assert asyncio.run(candidate.most_at_once(tasks, places)) == min(tasks, places)
