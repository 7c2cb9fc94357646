from candidate import climbs


def test_climbs():
    assert climbs([1, 3, 2, 5], [(0, 3), (1, 2), (2, 2)]) == [5, 0, 0]
