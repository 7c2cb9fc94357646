import pytest
import reference
from candidate import average_reading
from hypothesis import given
from hypothesis import strategies as st

temperatures = st.integers(-40, 60) | st.integers(-160, 240).map(lambda quarters: quarters / 4)
packets = st.lists(st.none() | temperatures, max_size=30)


def received(readings):
    return [reading for reading in readings if reading is not None]


@given(packets.filter(received))
def test_agrees_with_the_reference(readings):
    assert average_reading(readings) == pytest.approx(reference.average_reading(readings))


@given(packets.filter(received), st.integers(0, 5))
def test_lost_packets_change_nothing(readings, lost):
    kept = received(readings)
    assert average_reading(kept + [None] * lost) == pytest.approx(average_reading(readings))
    with pytest.raises(ValueError):
        average_reading([None] * lost)


@given(packets.filter(received))
def test_mean_times_count_is_the_sum(readings):
    kept = received(readings)
    assert average_reading(readings) * len(kept) == pytest.approx(sum(kept), abs=1e-6)


@given(packets.filter(received), st.integers(-20, 20))
def test_warming_every_sensor_warms_the_mean(readings, degrees):
    warmer = [None if reading is None else reading + degrees for reading in readings]
    assert average_reading(warmer) == pytest.approx(average_reading(readings) + degrees, abs=1e-6)
