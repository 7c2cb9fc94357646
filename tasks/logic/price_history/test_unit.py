from candidate import price_on

CHANGES = [(10, 280), (40, 310), (90, 295), (200, 330)]


def test_on_the_day_of_a_change():
    assert price_on(CHANGES, 40) == 310


def test_between_two_changes():
    assert price_on(CHANGES, 25) == 280
    assert price_on(CHANGES, 150) == 295


def test_on_the_eve_of_a_change():
    assert price_on(CHANGES, 89) == 310


def test_before_the_first_change():
    assert price_on(CHANGES, 9) is None


def test_on_the_first_day():
    assert price_on(CHANGES, 10) == 280


def test_on_the_day_of_the_last_change():
    assert price_on(CHANGES, 200) == 330


def test_long_after_the_last_change():
    assert price_on(CHANGES, 5000) == 330


def test_only_one_change():
    assert price_on([(7, 300)], 7) == 300
    assert price_on([(7, 300)], 6) is None


def test_no_changes():
    assert price_on([], 12) is None
