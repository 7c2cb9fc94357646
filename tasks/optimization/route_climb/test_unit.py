from candidate import climbs

PASS = [300, 350, 340, 500, 420, 420, 430]


def test_whole_route():
    assert climbs(PASS, [(0, 6)]) == [220]


def test_part_of_the_route():
    assert climbs(PASS, [(1, 3), (3, 5)]) == [160, 0]


def test_one_step():
    assert climbs(PASS, [(0, 1), (1, 2)]) == [50, 0]


def test_backwards():
    assert climbs(PASS, [(6, 0), (3, 1)]) == [90, 10]


def test_standing_still():
    assert climbs(PASS, [(4, 4), (0, 0), (6, 6)]) == [0, 0, 0]


def test_flat_route():
    assert climbs([80, 80, 80], [(0, 2), (2, 0)]) == [0, 0]


def test_below_sea_level():
    assert climbs([-5, -2, -4], [(0, 2), (2, 0)]) == [3, 2]


def test_route_of_one_point():
    assert climbs([100], [(0, 0)]) == [0]


def test_no_legs():
    assert climbs(PASS, []) == []


def test_same_leg_twice():
    assert climbs(PASS, [(0, 3), (0, 3)]) == [210, 210]
