import pytest
from candidate import after_match, podium


@pytest.mark.parametrize(
    ("home_goals", "away_goals", "expected"),
    [
        (2, 1, {"Rovers": 7, "United": 6}),
        (0, 3, {"Rovers": 4, "United": 9}),
        (1, 1, {"Rovers": 5, "United": 7}),
    ],
)
def test_points_of_a_match(home_goals, away_goals, expected):
    table = {"Rovers": 4, "United": 6}
    assert after_match(table, "Rovers", "United", home_goals, away_goals) == expected


def test_first_match_of_the_season():
    assert after_match({}, "Rovers", "United", 1, 0) == {"Rovers": 3, "United": 0}


def test_match_leaves_the_others_and_the_old_table_alone():
    table = {"Rovers": 4, "Albion": 9}
    assert after_match(table, "Rovers", "United", 0, 0) == {"Rovers": 5, "Albion": 9, "United": 1}
    assert table == {"Rovers": 4, "Albion": 9}


def test_three_best():
    table = {"Rovers": 4, "United": 6, "Albion": 9, "City": 1}
    assert podium(table) == [(1, "Albion", 9), (2, "United", 6), (3, "Rovers", 4)]


def test_shared_second_rank():
    table = {"United": 6, "Rovers": 6, "Albion": 9, "City": 1}
    assert podium(table) == [(1, "Albion", 9), (2, "Rovers", 6), (2, "United", 6)]
    assert podium(table, 4)[-1] == (4, "City", 1)


def test_shared_last_rank_lists_everyone():
    table = {"A": 5, "B": 4, "C": 3, "D": 3, "E": 2}
    assert podium(table) == [(1, "A", 5), (2, "B", 4), (3, "C", 3), (3, "D", 3)]


def test_fewer_teams_than_places():
    assert podium({"Rovers": 0}) == [(1, "Rovers", 0)]
    assert podium({}) == []


def test_champion_only():
    assert podium({"B": 7, "A": 7, "C": 6}, places=1) == [(1, "A", 7), (1, "B", 7)]


def test_podium_leaves_the_table_alone():
    table = {"Rovers": 4, "Albion": 9}
    podium(table)
    assert list(table.items()) == [("Rovers", 4), ("Albion", 9)]
