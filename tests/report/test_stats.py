"""Statistics of episodes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.records import Episode, Outcome
from pytest_codearena.report import totals
from pytest_codearena.stats.episodes import solved_at

from . import made_up, strategies

several = st.lists(strategies.episodes(), max_size=6)


def test_of_the_made_up_run() -> None:
    run = made_up.some_run()
    assert [solved_at(run, k) for k in (1, 2, 3)] == [2 / 7, 3 / 7, 3 / 7]


@given(several)
def test_never_falls_and_ends_at_the_solve_rate(episodes: list[Episode]) -> None:
    shares = [solved_at(episodes, k) for k in range(1, 5)]
    known = [share for share in shares if share is not None]
    assert len(known) in (0, len(shares))
    assert all(0 <= earlier <= later <= 1 for earlier, later in pairwise(known))
    assert shares[-1] == totals(episodes).solve_rate


@given(several)
def test_errors_change_nothing(episodes: list[Episode]) -> None:
    judged = [episode for episode in episodes if episode.outcome.judges_the_model]
    assert solved_at(episodes, 2) == solved_at(judged, 2)


def test_nothing_judged_is_no_share() -> None:
    assert solved_at([], 1) is None
    assert solved_at([made_up.episode("a", "logic", Outcome.AGENT_ERROR, error="no network")], 1) is None


@pytest.mark.parametrize("k", [0, -1])
def test_the_first_attempt_is_number_one(k: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        solved_at([], k)
