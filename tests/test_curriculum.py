"""The level that follows from rewards, as a function; rules as they are typed; states in a file."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_codearena.curriculum import (
    CurriculumState,
    advance,
    header_line,
    load_states,
    move,
    move_line,
    nearest_first,
    parse_rules,
    path_lines,
    save_states,
)
from pytest_codearena.errors import UsageError
from pytest_codearena.records import DIFFICULTIES, CurriculumMove, CurriculumPath, CurriculumRules

rewards = st.floats(0, 1)


@st.composite
def all_rules(draw: st.DrawFn) -> CurriculumRules:
    """Rules that ``parse_rules`` takes."""
    down = draw(st.floats(0, 0.9))
    above = st.floats(down, 1, exclude_min=True)
    return CurriculumRules(draw(above), draw(above), down, draw(st.integers(1, 30)))


states = st.builds(CurriculumState, st.sampled_from(DIFFICULTIES), st.just(()), all_rules())


def levels(state: CurriculumState, given: list[float]) -> list[str]:
    """The level after each of the rewards."""
    found = []
    for reward in given:
        state = advance(state, reward)
        found.append(state.level)
    return found


class TestAdvance:
    @pytest.mark.parametrize(
        ("reward", "start", "expected"),
        [
            (0.9, "easy", ["easy"] * 9 + ["medium"] * 10 + ["hard"] * 11),
            (0.2, "hard", ["hard"] * 9 + ["medium"] * 10 + ["easy"] * 11),
            (0.6, "easy", ["easy"] * 30),
            (0.6, "medium", ["medium"] * 30),
            (0.6, "hard", ["hard"] * 30),
            (0.78, "easy", ["easy"] * 30),
            (0.78, "medium", ["medium"] * 9 + ["hard"] * 21),
            (0.8, "easy", ["easy"] * 30),
            (0.75, "medium", ["medium"] * 30),
            (0.35, "hard", ["hard"] * 30),
        ],
    )
    def test_constant_rewards_by_the_default_rules(self, reward: float, start: str, expected: list[str]) -> None:
        assert levels(CurriculumState(start), [reward] * 30) == expected

    def test_it_is_the_mean_of_the_latest_that_counts(self) -> None:
        found = levels(CurriculumState(), [0.0] * 12 + [1.0] * 10)
        assert found == ["easy"] * 20 + ["medium"] * 2  # after nine rewards of 1.0 the mean of ten is 0.9

    @given(states, st.lists(rewards, max_size=100))
    def test_there_are_three_levels_and_a_step_leads_to_a_neighbour(self, state: CurriculumState, given: list[float]) -> None:
        path = [DIFFICULTIES.index(level) for level in [state.level, *levels(state, given)]]
        assert all(abs(after - before) <= 1 for before, after in pairwise(path))

    @given(states, rewards)
    @example(CurriculumState(rules=CurriculumRules(window=3)), 0.1)
    def test_constant_rewards_never_lead_to_and_fro(self, state: CurriculumState, reward: float) -> None:
        path = [DIFFICULTIES.index(level) for level in [state.level, *levels(state, [reward] * 4 * state.rules.window)]]
        assert path in (sorted(path), sorted(path, reverse=True))
        assert path[-1] == path[3 * state.rules.window]

    @given(states, st.lists(rewards, max_size=60))
    def test_it_recovers_from_anything(self, state: CurriculumState, given: list[float]) -> None:
        worst = reduce(advance, given, state)
        enough = 3 * state.rules.window
        if max(state.rules.easy, state.rules.medium) < 1:
            assert reduce(advance, [1.0] * enough, worst).level == "hard"
        if state.rules.down > 0:
            assert reduce(advance, [0.0] * enough, worst).level == "easy"

    @given(states, st.lists(rewards, max_size=100))
    def test_a_move_takes_a_full_window_since_the_one_before(self, state: CurriculumState, given: list[float]) -> None:
        path = [state.level, *levels(state, given)]
        moved = [place for place in range(1, len(path)) if path[place] != path[place - 1]]
        assert all(after - before >= state.rules.window for before, after in pairwise([0, *moved]))

    @given(states, st.lists(rewards, max_size=60), rewards)
    def test_a_move_is_what_the_next_state_says(self, state: CurriculumState, given: list[float], last: float) -> None:
        before = reduce(advance, given, state)
        after, made = advance(before, last), move(before, last, 7)
        assert (made is None) == (after.level == before.level)
        assert after.rewards == () or len(after.rewards) <= state.rules.window
        if made is not None:
            assert (made.before, made.after, made.episode) == (before.level, after.level, 7)
            assert after.rewards == ()
            assert made.mean_reward < state.rules.down or made.mean_reward > min(state.rules.easy, state.rules.medium)

    @pytest.mark.parametrize("reward", [-0.1, 1.1, float("nan"), float("inf")])
    def test_what_is_no_reward_is_refused(self, reward: float) -> None:
        with pytest.raises(ValueError, match="a reward is a number from 0 to 1"):
            advance(CurriculumState(), reward)


@pytest.mark.parametrize(
    ("level", "order"),
    [("easy", "easy medium hard"), ("medium", "medium hard easy"), ("hard", "hard medium easy")],
)
def test_where_nothing_is_left_the_nearest_level_comes_next(level: str, order: str) -> None:
    assert " ".join(nearest_first(level)) == order


class TestRules:
    @pytest.mark.parametrize(
        ("text", "rules"),
        [
            ("", CurriculumRules()),
            ("window=3", CurriculumRules(window=3)),
            (" easy = 0.9, medium=0.8 ,down=0.1,window=5,", CurriculumRules(0.9, 0.8, 0.1, 5)),
        ],
    )
    def test_any_of_them_may_be_given(self, text: str, rules: CurriculumRules) -> None:
        assert parse_rules(text, "--x") == rules

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("windows=3", '--x: expected easy, medium, down, window, each as NAME=NUMBER, got "windows=3"; write e.g. window=10'),
            ("3", "each as NAME=NUMBER"),
            ("window=2.5", 'window: expected a number, got "2.5"; write e.g. window=10'),
            ("easy=high", 'easy: expected a number, got "high"; write e.g. easy=0.8'),
            ("window=0", "window: expected a whole number from 1 to 1000, got 0"),
            ("window=1001", "window: expected a whole number from 1 to 1000, got 1001"),
            ("easy=0.3", r"easy: expected a share above down \(0.35\) and at most 1, got 0.3; otherwise levels would change to and fro"),
            ("down=0.75", r"medium: expected a share above down"),
            ("medium=1.5", "at most 1, got 1.5"),
            ("easy=nan", "got nan"),
            ("down=nan", "above down"),
        ],
    )
    def test_what_can_not_be_is_said(self, text: str, message: str) -> None:
        with pytest.raises(UsageError, match=message):
            parse_rules(text, "--x")


class TestStates:
    @given(st.dictionaries(st.text(max_size=10), st.tuples(st.sampled_from(DIFFICULTIES), st.lists(rewards, max_size=30))))
    def test_come_back_the_same(
        self, tmp_path_factory: pytest.TempPathFactory, found: dict[str, tuple[str, list[float]]]
    ) -> None:
        path = tmp_path_factory.mktemp("states") / "deep" / "state.json"
        rules = CurriculumRules(window=30)
        states = {agent: CurriculumState(level, tuple(given), rules) for agent, (level, given) in found.items()}
        save_states(path, states)
        assert load_states(path, rules) == states
        assert os.listdir(path.parent) == ["state.json"]

    def test_go_on_under_the_rules_of_this_run(self, tmp_path: Path) -> None:
        path = tmp_path / "state.json"
        save_states(path, {"a": CurriculumState("medium", (0.1, 0.2, 0.3))})
        rules = CurriculumRules(window=2)
        assert load_states(path, rules) == {"a": CurriculumState("medium", (0.2, 0.3), rules)}

    def test_no_file_is_no_state(self, tmp_path: Path) -> None:
        assert load_states(tmp_path / "state.json", CurriculumRules()) == {}

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"# Notes",
            b"[]",
            b"{}",
            b"\xff\xfe",
            b"[" * 200_000,
            b'{"codearena_curriculum": 2, "agents": {}}',
            b'{"codearena_curriculum": 1, "agents": []}',
            b'{"codearena_curriculum": 1, "agents": {"a": "easy"}}',
            b'{"codearena_curriculum": 1, "agents": {"a": {"level": "expert", "rewards": []}}}',
            b'{"codearena_curriculum": 1, "agents": {"a": {"level": ["easy"], "rewards": []}}}',
            b'{"codearena_curriculum": 1, "agents": {"a": {"level": "easy", "rewards": [2]}}}',
            b'{"codearena_curriculum": 1, "agents": {"a": {"level": "easy", "rewards": [NaN]}}}',
            b'{"codearena_curriculum": 1, "agents": {"a": {"level": "easy", "rewards": [true]}}}',
            json.dumps({"codearena_curriculum": 1, "agents": {"a": {"level": "easy", "rewards": [0.5] * 1001}}}).encode(),
        ],
    )
    def test_another_file_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "state.json"
        path.write_bytes(content)
        with pytest.raises(UsageError, match=r"--codearena-curriculum-state: cannot use .*state.json: it is not .*; name another"):
            load_states(path, CurriculumRules())

    def test_a_file_that_can_not_be_written_stays_as_it_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "state.json"
        save_states(path, {"a": CurriculumState()})
        before = path.read_bytes()

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(UsageError, match="No space left"):
            save_states(path, {"a": CurriculumState("hard")})
        assert path.read_bytes() == before
        assert os.listdir(tmp_path) == ["state.json"]


def test_what_people_read() -> None:
    made = CurriculumMove("easy", "medium", 0.86, 12)
    assert move_line(made, 10) == "curriculum: easy -> medium, mean reward 0.86 over 10 episodes"
    assert move_line(made, 1, "\x1bx") == "curriculum: easy -> medium, mean reward 0.86 over 1 episode (\\x1bx)"
    path = CurriculumPath("a", "easy", (made, replace(made, before="medium", after="hard", mean_reward=0.8, episode=23)))
    assert path_lines([path, CurriculumPath("\x1bb", "hard")]) == [
        "curriculum: a: easy -> medium (0.86, episode 12) -> hard (0.80, episode 23)",
        "curriculum: \\x1bb: hard, no move",
    ]
    assert header_line(CurriculumRules()) == (
        "codearena curriculum: up above 0.8 (easy) and 0.75 (medium), down below 0.35, over 10 episodes"
    )
