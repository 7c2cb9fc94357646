import reference
from candidate import windows
from hypothesis import given
from hypothesis import strategies as st

steady = st.integers(-3, 3)
any_reading = st.integers(-400, 3000)
logs = (
    st.lists(steady, max_size=25) | st.lists(any_reading, max_size=25) | st.lists(any_reading, min_size=40, max_size=60)
)
slopes = st.lists(any_reading, max_size=15, unique=True).map(sorted)
readings = logs | slopes | slopes.map(lambda slope: slope[::-1])
lengths = st.integers(1, 5) | st.integers(6, 30)


@given(readings, lengths)
def test_agrees_with_the_reference(readings, length):
    assert windows(readings, length) == reference.windows(readings, length)


@given(readings, lengths)
def test_each_run_by_itself(readings, length):
    runs = [readings[begin : begin + length] for begin in range(len(readings))]
    expected = [(sum(run), max(run) - min(run)) for run in runs if len(run) == length]
    assert windows(readings, length) == expected


@given(readings, lengths)
def test_backwards(readings, length):
    assert windows(readings[::-1], length) == windows(readings, length)[::-1]


@given(readings, lengths, st.integers(1, 500))
def test_a_warmer_oven(readings, length, degrees):
    found = windows(readings, length)
    assert windows([reading + degrees for reading in readings], length) == [
        (total + degrees * length, swing) for total, swing in found
    ]
    assert windows([-reading for reading in readings], length) == [(-total, swing) for total, swing in found]


@given(readings, lengths)
def test_longer_runs_swing_more(readings, length):
    swings = [swing for _, swing in windows(readings, length)]
    wider = [swing for _, swing in windows(readings, length + 1)]
    assert len(wider) == max(0, len(swings) - 1)
    assert all(swing >= max(swings[index : index + 2]) for index, swing in enumerate(wider))
