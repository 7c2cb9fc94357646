"""One entry: what an episode leaves, what two come to, and what is refused of a line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.memory.entries import (
    LONGEST_CODE,
    LONGEST_REASON,
    MOST_FAILED,
    Entry,
    entry_of,
    from_line,
    merged,
    to_line,
)
from pytest_codearena.records import Episode, Outcome, Remembered, RememberedFailure, Unaided, Verdict

from ..report.made_up import attempt, checks, episode, some_run
from ..report.strategies import episodes
from .made_up import DATE, entries, entry


def kept(made: Episode) -> Entry:
    found = entry_of(made, DATE)
    assert found is not None
    return found


class TestOfAnEpisode:
    def test_the_best_fix_and_all_that_failed(self) -> None:
        first = attempt(1, Verdict.FAILED, 0.5, checks(1, 1), code="first")
        second = attempt(2, Verdict.OVERFIT, 0.7, checks(2, 0) + checks(1, 1, phase="property"), code="second")
        third = attempt(3, Verdict.FAILED, 0.4, checks(1, 1), code="third")
        left = kept(episode("half", "logic", Outcome.UNSOLVED, first, second, third)).remembered
        assert left.best is not None
        assert (left.best.code, left.best.verdict, left.best.reward, left.best.attempts) == ("second", Verdict.OVERFIT, 0.7, 2)
        assert left.best.reason == "test_wrong_0: AssertionError: assert 0 == 1"
        assert [each.verdict for each in left.failed] == [Verdict.FAILED, Verdict.OVERFIT, Verdict.FAILED]
        assert left.failed[0].code_digest == hashlib.sha256(b"first").hexdigest()
        assert left.unaided == Unaided(1, 0.5, 0.7, 0.0)

    def test_what_is_resolved_is_better_than_any_reward(self) -> None:
        weighed_otherwise = attempt(1, Verdict.SLOW, 0.99, checks(2, 0), code="slow")
        resolved = attempt(2, Verdict.RESOLVED, 0.6, checks(2, 0), code="resolved")
        left = kept(episode("half", "logic", Outcome.SOLVED, weighed_otherwise, resolved)).remembered
        assert left.best is not None
        assert (left.best.code, left.best.reason) == ("resolved", "")
        assert [each.verdict for each in left.failed] == [Verdict.SLOW]

    def test_an_episode_with_something_offered_says_nothing_of_one_without(self) -> None:
        aided = replace(some_run()[0], remembered=Remembered())
        assert kept(aided).remembered.unaided == Unaided()

    def test_an_episode_that_was_broken_off_leaves_its_attempts_only(self) -> None:
        broken_off = next(each for each in some_run() if each.outcome is Outcome.AGENT_ERROR)
        left = kept(broken_off).remembered
        assert left.best is not None
        assert left.unaided == Unaided()

    def test_code_beyond_the_bound_is_not_kept(self) -> None:
        long = attempt(1, Verdict.RESOLVED, 0.89, checks(2, 0), code="#" * (LONGEST_CODE + 1))
        assert kept(episode("half", "logic", Outcome.SOLVED, long)).remembered.best is None

    def test_no_attempt_leaves_nothing(self) -> None:
        assert entry_of(episode("half", "logic", Outcome.AGENT_ERROR, error="no network"), DATE) is None

    @given(episodes())
    def test_whatever_it_was_can_be_read_back(self, made: Episode) -> None:
        left = entry_of(made, DATE)
        assert (left is None) == (not made.attempts)
        assert left is None or from_line(to_line(left)) == left


class TestTogether:
    @given(st.lists(entries, min_size=1, max_size=8))
    def test_bounds_hold_and_it_can_be_read_back(self, several: list[Entry]) -> None:
        whole = reduce(merged, several)
        left = whole.remembered
        assert len(left.failed) <= MOST_FAILED
        assert len({each.code_digest for each in left.failed}) == len(left.failed)
        assert left.unaided.episodes == sum(each.remembered.unaided.episodes for each in several)
        assert (left.best is None) == all(each.remembered.best is None for each in several)
        assert from_line(to_line(whole)) == whole

    @given(st.lists(entries, min_size=1, max_size=6), st.lists(entries, max_size=6))
    def test_it_makes_no_difference_when_lines_are_put_together(self, before: list[Entry], after: list[Entry]) -> None:
        put_together = from_line(to_line(reduce(merged, before)))
        assert put_together is not None
        assert reduce(merged, [put_together, *after]) == reduce(merged, [*before, *after])

    @given(st.lists(entries, min_size=1, max_size=8))
    def test_no_fix_is_better_than_the_one_that_is_kept(self, several: list[Entry]) -> None:
        fixes = [each.remembered.best for each in several if each.remembered.best is not None]
        best = reduce(merged, several).remembered.best
        for fix in fixes:
            assert best is not None
            assert (best.verdict is Verdict.RESOLVED, best.reward) >= (fix.verdict is Verdict.RESOLVED, fix.reward)

    def test_means_count_every_episode_once(self) -> None:
        rewards = [0.25, 0.5, 0.75, 1.0]
        whole = reduce(merged, [entry(reward=reward) for reward in rewards])
        assert whole.remembered.unaided == Unaided(4, 0.625, 0.625, 0.0)

    def test_the_same_failure_is_listed_once_and_the_latest_stay(self) -> None:
        def failing(number: int) -> Entry:
            failure = RememberedFailure(Verdict.FAILED, str(number), f"{number:064x}")
            return replace(entry(), remembered=Remembered(None, (failure,), Unaided()))

        whole = reduce(merged, [failing(number) for number in [*range(MOST_FAILED + 3), 5]])
        numbers = [int(each.reason) for each in whole.remembered.failed]
        assert numbers == [3, 4, 6, 7, 8, 9, 10, 11, 12, 5]


def sealed(data: object) -> bytes:
    """A line with this content and the checksum that belongs to it."""
    body = json.dumps(data).encode()
    return b'{"sha256": "%s", "entry": %s}\n' % (hashlib.sha256(body).hexdigest()[:16].encode(), body)


def content(made: Entry) -> Any:
    return json.loads(to_line(made))["entry"]


class TestLine:
    def test_is_json_for_whoever_reads_it_without_us(self) -> None:
        assert json.loads(to_line(entry()))["entry"]["remembered"]["best"]["code"] == "x = 1\n"
        assert sealed(content(entry())) == to_line(entry())

    @given(entries)
    def test_comes_back_the_same(self, made: Entry) -> None:
        line = to_line(made)
        assert line.isascii()
        assert line.count(b"\n") == 1
        assert from_line(line) == made

    @given(entries, st.data())
    def test_one_that_was_cut_or_changed_is_none(self, made: Entry, data: st.DataObject) -> None:
        line = to_line(made).rstrip(b"\n")
        place = data.draw(st.integers(0, len(line) - 1))
        assert from_line(line[:place]) is None
        other = data.draw(st.integers(0, 255).filter(lambda byte: byte != line[place]))
        assert from_line(line[:place] + bytes([other]) + line[place + 1 :]) is None

    @given(st.binary(max_size=200))
    def test_anything_else_is_none(self, line: bytes) -> None:
        assert from_line(line) is None

    @pytest.mark.parametrize(
        ("place", "value"),
        [
            ("task", None),
            ("agent", ["a"]),
            ("date", "yesterday"),
            ("date", "2026-03-01T12:00:00"),
            ("remembered", None),
            ("remembered.best", "code"),
            ("remembered.best.code", "x" * (LONGEST_CODE + 1)),
            ("remembered.best.code", None),
            ("remembered.best.verdict", "perfect"),
            ("remembered.best.reason", "two\nlines"),
            ("remembered.best.reason", "x" * (LONGEST_REASON + 1)),
            ("remembered.best.reward", 1.5),
            ("remembered.best.reward", True),
            ("remembered.best.reward", float("nan")),
            ("remembered.best.attempts", -1),
            ("remembered.best.attempts", 1.0),
            ("remembered.failed", {}),
            ("remembered.failed", [{"verdict": "failed", "reason": "", "code_digest": ""}] * (MOST_FAILED + 1)),
            ("remembered.failed", [{"verdict": "failed", "reason": "", "code_digest": "../../etc"}]),
            ("remembered.failed", [[]]),
            ("remembered.unaided.episodes", 10**12),
            ("remembered.unaided.solve_rate", -0.5),
            ("remembered.unaided", {}),
        ],
    )
    def test_one_that_is_sealed_but_not_of_the_form_is_none(self, place: str, value: object) -> None:
        data = content(entry())
        *way, last = place.split(".")
        reduce(lambda holder, name: holder[name], way, data)[last] = value
        assert from_line(sealed(data)) is None

    def test_one_that_is_nested_without_end_is_none(self) -> None:
        body = b'{"task": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
        line = b'{"sha256": "%s", "entry": %s}\n' % (hashlib.sha256(body).hexdigest()[:16].encode(), body)
        assert from_line(line) is None

    def test_one_with_an_endless_number_is_none(self) -> None:
        body = json.dumps(content(entry())).replace('"attempts": 1', '"attempts": ' + "9" * 10_000).encode()
        line = b'{"sha256": "%s", "entry": %s}\n' % (hashlib.sha256(body).hexdigest()[:16].encode(), body)
        assert from_line(line) is None
