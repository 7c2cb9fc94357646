from candidate import best_stretches


def test_run_in_the_middle():
    assert best_stretches([[-3, 4, -1, 5, -9, 2]]) == [8]


def test_all_days_good():
    assert best_stretches([[2, 7, 1]]) == [10]


def test_all_days_bad():
    assert best_stretches([[-8, -3, -5]]) == [-3]


def test_single_day():
    assert best_stretches([[6], [-6], [0]]) == [6, -6, 0]


def test_one_bad_day_is_worth_crossing():
    assert best_stretches([[10, -4, 10]]) == [16]


def test_one_bad_day_is_not_worth_crossing():
    assert best_stretches([[10, -30, 12]]) == [12]


def test_every_roof_for_itself():
    assert best_stretches([[1, 2], [-1, -2], [3, -5, 4]]) == [3, -1, 4]


def test_no_roofs():
    assert best_stretches([]) == []


def test_a_year_of_alternating_days():
    assert best_stretches([[3, -2] * 90]) == [92]
