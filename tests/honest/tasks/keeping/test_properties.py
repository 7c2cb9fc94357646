from candidate import Journal
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=20)
@given(st.lists(st.integers(), max_size=4))
def test_journal(items):
    lines = []
    journal = Journal(lines)
    for item in items:
        journal.write(item)
    assert lines == items
