"""The verdicts and their laws."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pytest_codearena.baseline.pairing import AgentPair, Side, TaskPair, pair
from pytest_codearena.baseline.verdict import Comparison, Finding, compare, overall, points

from . import made_up
from .made_up import agent_pair, run, side


@st.composite
def sides(draw: st.DrawFn) -> Side:
    """One side of one task, of up to four judged episodes and perhaps one that is not."""
    judged = draw(st.integers(0, 4))
    return side(draw(st.integers(0, judged)), judged, draw(st.integers(0 if judged else 1, 1)))


tasks = st.lists(st.tuples(sides(), sides()), min_size=1, max_size=30)


def compared(pairs: list[tuple[Side, Side]]) -> Comparison:
    (found,) = compare([agent_pair([old for old, _ in pairs], [new for _, new in pairs])])
    return found


def one_epoch(lost: int, gained: int, same: int) -> Comparison:
    solved, not_solved = side(1, 1), side(0, 1)
    return compared([(solved, not_solved)] * lost + [(not_solved, solved)] * gained + [(solved, solved)] * same)


class TestVerdict:
    def test_a_clear_drop(self) -> None:
        found = one_epoch(8, 1, 31)
        assert found.verdict is Finding.REGRESSED
        assert found.reason == "it solves 18 points fewer on 40 tasks, which chance would do with p = 0.02"
        assert (found.old_rate, found.new_rate, found.test) == (39 / 40, 32 / 40, "exact McNemar")
        assert [task.task for task in found.worse] == ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"]
        assert [task.task for task in found.better] == ["t8"]

    def test_nothing_changed_on_enough_tasks(self) -> None:
        found = one_epoch(0, 0, 40)
        assert found.verdict is Finding.PASS
        assert found.reason == "any drop is smaller than 5.5 points, with 95% confidence (margin 10 points)"

    def test_a_small_suite_never_passes_for_want_of_data(self) -> None:
        found = one_epoch(0, 0, 10)
        assert found.verdict is Finding.INCONCLUSIVE
        assert found.reason.startswith("no drop is shown (p = 1), but one of up to 19 points can't be excluded (margin 10 points)")
        assert "take more epochs or more tasks" in found.reason

    def test_epochs_tell_more(self) -> None:
        once, often = side(1, 1), side(10, 10)
        assert compared([(once, once)] * 12).verdict is Finding.INCONCLUSIVE
        found = compared([(often, often)] * 12)
        assert (found.verdict, found.test) == (Finding.PASS, "exact sign-flip permutation")

    def test_a_gain_passes(self) -> None:
        found = one_epoch(0, 12, 8)
        assert found.reason == "it solves more, with 95% confidence (margin 10 points)"
        assert found.verdict is Finding.PASS

    def test_the_margin_is_a_setting(self) -> None:
        same = [agent_pair([side(1, 1)] * 40, [side(1, 1)] * 40)]
        assert compare(same, margin=0.05)[0].verdict is Finding.INCONCLUSIVE
        assert compare(same, margin=0.06)[0].verdict is Finding.PASS

    def test_what_could_not_be_judged_is_left_out_up_to_a_tenth(self) -> None:
        good, lost = (side(1, 1), side(1, 1)), (side(1, 1), side(0, 0, 1))
        few, many = compared([good] * 45 + [lost] * 5), compared([good] * 44 + [lost] * 6)
        assert (few.verdict, few.lost, len(few.tasks)) == (Finding.PASS, 0.1, 45)
        assert many.verdict is Finding.INCONCLUSIVE
        assert many.reason.startswith("12% of the pairs of episodes say nothing about the model (at most 10% may)")

    def test_nothing_judged_at_all(self) -> None:
        found = compared([(side(0, 0, 2), side(0, 0, 2))])
        assert (found.verdict, found.interval, found.detectable, found.more_epochs) == (Finding.INCONCLUSIVE, None, None, ())

    def test_several_agents_share_the_level(self) -> None:
        drop = agent_pair([side(1, 1)] * 20, [side(0, 1)] * 5 + [side(1, 1)] * 15)
        (alone,) = compare([drop])
        both = compare([drop, agent_pair([side(1, 1)] * 40, [side(1, 1)] * 40)])
        assert alone.p_worse == both[0].p_worse == 1 / 32
        assert (alone.verdict, both[0].verdict, both[0].level) == (Finding.REGRESSED, Finding.INCONCLUSIVE, 0.025)
        assert overall(both) is Finding.INCONCLUSIVE
        assert overall([*both, alone]) is Finding.REGRESSED
        assert overall([]) is Finding.PASS

    def test_one_epoch_does_not_tell_chance_from_change(self) -> None:
        assert {more.at_best for more in one_epoch(3, 3, 30).more_epochs} == {True}
        assert {more.at_best for more in compared([(side(1, 3), side(2, 3))] * 9).more_epochs} == {False}

    @pytest.mark.parametrize(("share", "said"), [(0.12, "12 points"), (0.012, "1.2 points"), (0.01, "1 point"), (0.0, "0 points")])
    def test_points(self, share: float, said: str) -> None:
        assert points(share) == said


class TestLaws:
    @given(tasks)
    @hypothesis_settings(deadline=None)
    def test_an_interval_holds_the_difference(self, pairs: list[tuple[Side, Side]]) -> None:
        found = compared(pairs)
        if found.interval:
            assert -1 <= found.interval.low <= found.difference <= found.interval.high <= 1
            assert found.difference == pytest.approx(found.new_rate - found.old_rate, abs=1e-9)

    @given(tasks)
    @hypothesis_settings(deadline=None)
    def test_swapping_the_sides_mirrors_the_result(self, pairs: list[tuple[Side, Side]]) -> None:
        here, there = compared(pairs), compared([(new, old) for old, new in pairs])
        assert (here.p_worse, here.p_better, here.lost) == (there.p_better, there.p_worse, there.lost)
        assert here.difference == -there.difference
        assert [task.task for task in here.worse] == [task.task for task in there.better]
        assert here.detectable == there.detectable
        if here.interval and there.interval:
            assert (here.interval.low, here.interval.high) == (-there.interval.high, -there.interval.low)
        assert not here.verdict == there.verdict == Finding.REGRESSED

    @given(tasks, st.integers(1, 4))
    @hypothesis_settings(deadline=None)
    def test_more_agreement_never_makes_a_pass_a_regression(self, pairs: list[tuple[Side, Side]], epochs: int) -> None:
        before = compared(pairs)
        agreed = compared([*pairs, (side(epochs, epochs), side(epochs, epochs))])
        as_before = [(old, old) if old.judged and new.judged and new.rate < old.rate else (old, new) for old, new in pairs]
        if before.verdict is Finding.PASS:
            assert agreed.verdict is not Finding.REGRESSED
            assert compared(as_before).verdict is not Finding.REGRESSED

    @given(tasks, st.randoms(use_true_random=False))
    @hypothesis_settings(deadline=None)
    def test_the_order_of_tasks_does_not_matter(self, pairs: list[tuple[Side, Side]], draw: random.Random) -> None:
        whole = agent_pair([old for old, _ in pairs], [new for _, new in pairs])
        mixed = replace(whole, tasks=tuple(draw.sample(whole.tasks, len(whole.tasks))))
        assert without_tasks(compare([whole])[0]) == without_tasks(compare([mixed])[0])

    @given(st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(*[st.text("sSute", min_size=1, max_size=3)] * 2), min_size=1))
    @hypothesis_settings(deadline=None, max_examples=40)
    def test_the_order_of_episodes_does_not_matter(self, results: dict[str, tuple[str, str]]) -> None:
        old, new = (run(name, {task: each[i] for task, each in results.items()}) for i, name in enumerate(("old", "new")))
        backwards = [replace(each, report=replace(each.report, episodes=each.report.episodes[::-1])) for each in (old, new)]
        assert compare(pair(old, new)) == compare(pair(*backwards))


def without_tasks(comparison: Comparison) -> Comparison:
    """All but the tasks in the order in which they were given."""
    return replace(comparison, tasks=(), pair=AgentPair("", "", "", "", (), 0))


def test_a_task_pair_knows_its_share_of_losses() -> None:
    assert TaskPair("t", "", side(1, 3, 1), side(1, 1, 1)).lost == 0.5
    assert made_up.side(1, 4).rate == 0.25
