import reference
from candidate import after_match, podium
from hypothesis import given
from hypothesis import strategies as st

teams = st.text("ABCDE", min_size=1, max_size=2)
tables = st.dictionaries(teams, st.integers(0, 12), max_size=15)
goals = st.integers(0, 4)


@given(tables, st.integers(1, 6))
def test_podium_agrees_with_the_reference(table, places):
    assert podium(table, places) == reference.podium(table, places)


@given(tables, st.integers(1, 6))
def test_rank_counts_the_better_teams(table, places):
    ranks = {team: 1 + sum(other > score for other in table.values()) for team, score in table.items()}
    listed = [(rank, team, table[team]) for team, rank in ranks.items() if rank <= places]
    assert podium(table, places) == sorted(listed)


@given(tables, teams, teams, goals, goals)
def test_match_agrees_with_the_reference(table, home, away, home_goals, away_goals):
    if home == away:
        away += "F"
    before = dict(table)
    match = (home, away, home_goals, away_goals)
    assert after_match(table, *match) == reference.after_match(before, *match)
    assert table == before


@given(tables, teams, goals, goals)
def test_a_match_gives_out_two_or_three_points(table, home, home_goals, away_goals):
    away = home + "F"
    after = after_match(table, home, away, home_goals, away_goals)
    given_out = sum(after.values()) - sum(table.values())
    assert given_out == (2 if home_goals == away_goals else 3)
    assert after[home] - table.get(home, 0) in {0, 1, 3}
    assert {team: after[team] for team in table if team != home} == {
        team: score for team, score in table.items() if team != home
    }
