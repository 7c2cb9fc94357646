import reference
from candidate import next_departures
from hypothesis import given
from hypothesis import strategies as st

minutes = st.integers(0, 1439)
timetables = st.dictionaries(st.text("ABN123", min_size=1, max_size=3), st.lists(minutes, max_size=8), max_size=5)
limits = st.integers(1, 8)


@given(timetables, minutes, limits)
def test_agrees_with_the_reference(timetable, now, limit):
    expected = reference.next_departures(timetable, now, limit)
    assert next_departures(timetable, now, limit) == expected


@given(timetables, minutes, limits)
def test_board_holds_real_departures_in_order(timetable, now, limit):
    board = next_departures(timetable, now, limit)
    assert len(board) == min(limit, sum(map(len, timetable.values())))
    assert board == sorted(board)
    for wait, line in board:
        assert 0 <= wait < 1440
        assert (now + wait) % 1440 in timetable[line]


@given(timetables, minutes, st.integers(0, 1439))
def test_only_the_distance_in_time_counts(timetable, now, shift):
    shifted = {line: [(departure + shift) % 1440 for departure in departures] for line, departures in timetable.items()}
    assert next_departures(shifted, (now + shift) % 1440) == next_departures(timetable, now)
