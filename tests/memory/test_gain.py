"""What memory gained, counted by hand."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.memory.gain import Gain, Means, gains
from pytest_codearena.memory.lines import header_line, summary_lines
from pytest_codearena.records import Episode, Outcome, Remembered, Unaided, Verdict

from ..report.made_up import attempt, checks, episode
from ..report.strategies import episodes

RESOLVED = attempt(1, Verdict.RESOLVED, 0.875, checks(2, 0))
FAILED = attempt(1, Verdict.FAILED, 0.5, checks(1, 1))


def made(task: str, *attempts: float, unaided: Unaided | None = None, agent: str = "a", epoch: int = 1) -> Episode:
    """An episode with these rewards, in which 0.875 is resolved. All of them are sums of powers of two, so that means are exact."""
    given = [RESOLVED if reward == 0.875 else replace(FAILED, grade=replace(FAILED.grade, reward=reward)) for reward in attempts]
    outcome = Outcome.SOLVED if attempts[-1] == 0.875 else Outcome.UNSOLVED
    found = episode(task, "logic", outcome, *given, agent=agent, epoch=epoch)
    return replace(found, digest=task, remembered=None if unaided is None else Remembered(unaided=unaided))


def test_each_task_counts_once_whatever_the_number_of_episodes() -> None:
    run = [
        made("one", 0.875, unaided=Unaided(2, 0.25, 0.5, 0.5)),
        made("two", 0.25, 0.75, unaided=Unaided(1, 0.25, 0.25, 0.0)),
        made("two", 0.5, 0.875, unaided=Unaided(1, 0.25, 0.25, 0.0), epoch=2),
        made("new", 0.875),
        made("never alone", 0.1, unaided=Unaided()),
    ]
    assert gains(run) == {
        "a": Gain(
            episodes=5,
            offered=4,
            tasks=2,
            before=Means(first_reward=0.25, best_reward=0.375, solve_rate=0.25, solved=1),
            now=Means(first_reward=0.625, best_reward=0.84375, solve_rate=0.75, solved=2),
        )
    }


def test_agents_to_whom_nothing_was_offered_are_left_out() -> None:
    assert gains([made("one", 0.875), made("one", 0.5, agent="b")]) == {}
    assert list(gains([made("one", 0.875), made("one", 0.5, agent="b", unaided=Unaided())])) == ["b"]


@given(st.lists(episodes(st.sampled_from(["a", "b"])), max_size=6))
def test_figures_are_within_bounds(run: list[Episode]) -> None:
    for gain in gains(run).values():
        assert 0 < gain.offered <= gain.episodes
        assert (gain.before is None) == (gain.now is None) == (gain.tasks == 0)
        for means in (gain.before, gain.now):
            if means is not None:
                assert 0 <= means.first_reward <= 1 and 0 <= means.best_reward <= 1 and 0 <= means.solved <= gain.tasks


def test_what_people_read() -> None:
    run = [made("one", 0.875, unaided=Unaided(1, 0.5, 0.625, 0.0)), made("new", 0.5)]
    assert summary_lines("m.jsonl", gains(run)) == [
        "",
        "agent  memory  tasks solved  solve rate  first   best",
        "-----  ------  ------------  ----------  -----  -----",
        "a      before           0/1          0%   0.50   0.62",
        "       now              1/1        100%   0.88   0.88",
        "       gained            +1       +100%  +0.38  +0.25",
        "memory: m.jsonl: earlier work was offered in 1 of 2 episodes; no measurement of the agents alone",
    ]
    assert summary_lines("m.jsonl", {}) == ["memory: m.jsonl: nothing was remembered of these tasks before"]
    assert len(summary_lines("m", gains([made("one", 0.875, unaided=Unaided())]))) == 1
    assert "\x1b" not in header_line("\x1b[2J", 1) + summary_lines("\x1b[2J", gains(run))[-1]
