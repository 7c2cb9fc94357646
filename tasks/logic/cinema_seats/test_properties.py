import reference
from candidate import free_blocks
from hypothesis import given
from hypothesis import strategies as st

rows = st.text(".X", max_size=30) | st.text("...X", max_size=30)
groups = st.integers(1, 6)


@given(rows, groups)
def test_agrees_with_the_reference(row, group):
    assert free_blocks(row, group) == reference.free_blocks(row, group)


@given(rows, groups)
def test_seen_from_the_other_side(row, group):
    mirrored = [len(row) - (start + group - 1) + 1 for start in free_blocks(row, group)]
    assert free_blocks(row[::-1], group) == sorted(mirrored)


@given(rows, groups)
def test_a_run_of_free_seats_has_room_for_so_many_offers(row, group):
    runs = [len(run) for run in row.split("X")]
    blocks = free_blocks(row, group)
    assert len(blocks) == sum(max(0, run - group + 1) for run in runs)
    for start in blocks:
        assert row[start - 1 : start - 1 + group] == "." * group
