from candidate import next_departures


def test_soonest_bus_first():
    assert next_departures({"4": [600, 620], "17": [610]}, 595) == [(5, "4"), (15, "17"), (25, "4")]


def test_every_line_is_on_the_board():
    assert next_departures({"N1": [30], "N2": [20], "N3": [10]}, 0) == [
        (10, "N3"),
        (20, "N2"),
        (30, "N1"),
    ]


def test_bus_of_this_minute():
    assert next_departures({"8": [480]}, 480) == [(0, "8")]


def test_bus_that_left_comes_again_tomorrow():
    assert next_departures({"8": [480]}, 481) == [(1439, "8")]


def test_last_bus_tonight_before_first_bus_tomorrow():
    assert next_departures({"2": [5, 1435]}, 1430) == [(5, "2"), (15, "2")]


def test_equal_waits_by_line_name():
    assert next_departures({"B": [100], "A": [100]}, 90) == [(10, "A"), (10, "B")]


def test_limit():
    assert next_departures({"1": [10, 20, 30, 40]}, 0, 2) == [(10, "1"), (20, "1")]


def test_three_departures_without_a_limit():
    assert len(next_departures({"1": [10, 20, 30, 40, 50]}, 0)) == 3


def test_stop_without_buses():
    assert next_departures({}, 700) == []
    assert next_departures({"9": []}, 700) == []
