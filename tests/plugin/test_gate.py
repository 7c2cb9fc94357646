"""The exit status of real runs: by items, by the baseline, by a rate, or not at all; and what the terminal says of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import Arena
from .made_up import FIXED, OVERFIT

FIVE = ("a", "b", "c", "d", "e")
"""Tasks enough for a drop that chance would not make: (1/2)⁵ < 0.05."""

QUICK = ("--codearena-attempts=1", "--tb=no", "-q")


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """Reports that tests of this module need again, by name."""
    return {}


@pytest.fixture
def five(arena: Arena, kept: dict[str, str]) -> Arena:
    """Five tasks, and in ``old.json`` a run that solved all of them."""
    for name in FIVE:
        arena.task(name)
    old = arena.path / "old.json"
    if not kept:
        assert arena.run(*QUICK, "--codearena-report=old.json").ret == 0
        kept["old"] = old.read_text(encoding="utf-8")
    old.write_text(kept["old"], encoding="utf-8")
    return arena


def only(*solved: str) -> dict[str, str]:
    """Files of an agent that solves these of the five."""
    return {f"{name}.py": FIXED if name in solved else OVERFIT for name in FIVE}


class TestBaseline:
    GATE = (*QUICK, "--codearena-baseline=old.json", "--codearena-gate=baseline")

    @pytest.mark.parametrize("more", [(), ("-n", "2")])
    def test_an_agent_that_got_worse_is_status_10(self, five: Arena, more: tuple[str, ...]) -> None:
        run = five.run_apart if more else five.run
        result = run(*self.GATE, *more, agent="buggy")
        assert result.ret == 10
        result.stdout.fnmatch_lines(
            [
                "baseline: old.json, of 20*",
                "run *agent *tasks *solved *points (90%) *verdict",
                "this run *buggy *5 *100% -> 0% *regressed",
                "this run, buggy (baseline: reference): regressed: it solves 100 points fewer on 5 tasks, which chance would do with p = 0.031.",
                "exact McNemar; finds only the largest drops; with 2x the epochs *",
                "worse *a *1/1 -> 0/1 *1 -> 1 *",
                "gate baseline: failed with status 10: it solves 100 points fewer on 5 tasks*",
                "5 failed*",
            ]
        )

    def test_too_little_to_tell_is_inconclusive_and_fails_if_it_shall(self, five: Arena) -> None:
        agent = five.fixes(only("a", "b", "c", "d"))
        lenient, strict = five.run(*self.GATE, agent=agent), five.run(*self.GATE, "--codearena-gate=baseline:strict", agent=agent)
        assert (lenient.ret, strict.ret) == (0, 11)
        lenient.assert_outcomes(passed=4, failed=1)
        lenient.stdout.fnmatch_lines(["gate baseline: passed: no drop is shown (p = 0.5), but one of up to * can't be excluded*"])

    def test_a_margin_that_is_excluded_passes(self, five: Arena) -> None:
        result = five.run(*self.GATE, "--codearena-margin=0.5", "--codearena-epochs=2")
        assert result.ret == 0
        result.stdout.fnmatch_lines(["*exact sign-flip permutation; *", "gate baseline: passed: any drop is smaller than * (margin 50 points)"])

    def test_without_the_gate_each_item_counts_and_the_comparison_is_shown(self, five: Arena) -> None:
        result = five.run(*QUICK, "--codearena-baseline=old.json", agent="buggy")
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        result.stdout.fnmatch_lines(["this run *regressed"])
        result.stdout.no_fnmatch_line("gate *")

    def test_what_else_fails_still_does(self, five: Arena) -> None:
        five.pytester.makepyfile(test_other="def test_other():\n    assert False\n")
        result = five.run(*self.GATE, "test_other.py")
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        result.stdout.fnmatch_lines(["gate baseline: failed with status 1: 1 tests, checks or tasks beside the repairs failed"])

    def test_errors_that_are_many_still_fail(self, five: Arena) -> None:
        result = five.run(*self.GATE, agent=five.fixes({"a.py": FIXED}))
        result.assert_outcomes(passed=1, errors=4)
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        result.stdout.fnmatch_lines(["*80% of the pairs of episodes say nothing about the model*", "gate baseline: failed with status 1: 4 of 5 *"])

    def test_pytests_own_statuses_stay(self, five: Arena) -> None:
        assert five.run(*self.GATE, "-k", "nothing_of_this_name").ret == pytest.ExitCode.NO_TESTS_COLLECTED
        assert five.run(*self.GATE, "-x", agent="buggy").ret == pytest.ExitCode.TESTS_FAILED


class TestRefusal:
    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (["--codearena-attempts=2"], "*old.json and this run can't be compared: attempts is 1 in old.json, 2 in this run; run with the*"),
            (["--codearena-baseline=none.json"], "*cannot read the report */none.json: No such file or directory; write one with*"),
            (["--deselect=tasks/x/c", "--deselect=tasks/x/d", "--deselect=tasks/x/e"], "*about different tasks: 3 tasks are only in old.json: c, d, e; compare the 2 that both have (--common*"),
            (["--codearena-agent=builtin"], None),
            (["--codearena-report=old.json"], "*--codearena-report=*old.json: would write over the baseline; name another file*"),
            (["--codearena-gate=maybe"], '*--codearena-gate: expected items, baseline,*, got "maybe"*'),
            (["--codearena-gate=rate:7"], '*--codearena-gate=rate:SHARE: expected a number from 0 to 1, got "7"*'),
            (["--codearena-margin=lots"], '*--codearena-margin: expected a number from 0 to 1, got "lots"*'),
        ],
    )
    def test_is_one_line_before_any_agent_is_asked(self, five: Arena, more: list[str], said: str | None) -> None:
        result = five.run(*QUICK, "--codearena-baseline=old.json", "--codearena-report=new.json", *more)
        if said is None:
            assert result.ret == pytest.ExitCode.TESTS_FAILED, "of several agents those that the baseline has are compared"
            result.stdout.fnmatch_lines(["this run *reference *"])
            return
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([said])
        assert "Traceback" not in result.stdout.str() + result.stderr.str()
        assert not (five.path / "new.json").exists() or not five.report("new.json")["episodes"]

    def test_a_part_is_compared_if_that_is_asked_for(self, five: Arena) -> None:
        result = five.run(*QUICK, "tasks/x/a", "--codearena-baseline=old.json", "--codearena-common", "--codearena-gate=baseline", where="tasks/x/b")
        assert result.ret == 0
        result.stdout.fnmatch_lines(["this run *2 *inconclusive", "*3 tasks that only one run has left out*"])

    def test_where_only_workers_know_the_tasks_it_comes_at_the_end(self, five: Arena) -> None:
        result = five.run_apart(*QUICK, "--codearena-baseline=old.json", "--codearena-gate=baseline", "-n", "2", where="tasks/x/b")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stdout.fnmatch_lines(["old.json and this run are about different tasks: *", "gate baseline: failed with status 4: there is nothing*"])

    def test_a_gate_needs_its_baseline(self, arena: Arena) -> None:
        arena.task("a")
        result = arena.run("--codearena-gate=baseline")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*--codearena-gate=baseline: needs --codearena-baseline=PATH*"])


class TestRate:
    @pytest.mark.parametrize(("asked", "status"), [("0.5", 0), ("0.75", 0), ("0.76", 12), ("1", 12)])
    def test_is_that_of_the_worst_agent(self, arena: Arena, asked: str, status: int) -> None:
        for name in "abcd":
            arena.task(name)
        agent = arena.fixes(only("a", "b", "c"))
        result = arena.run(*QUICK, f"--codearena-gate=rate:{asked}", "--codearena-agent=reference", agent=agent)
        result.assert_outcomes(passed=7, failed=1)
        assert result.ret == status
        result.stdout.fnmatch_lines([f"gate rate: *: file:fixes solved 75.0% (95% interval 30% to 95%), *less than the {float(asked):.0%} that are asked for"])


class TestNone:
    def test_no_repair_fails_the_run(self, arena: Arena) -> None:
        arena.task("a")
        result = arena.run(*QUICK, "--codearena-gate=none", agent="buggy")
        result.assert_outcomes(failed=1)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["gate none: passed: repairs do not count"])

    def test_broken_tasks_and_errors_do(self, arena: Arena) -> None:
        arena.task("a")
        broken: Path = arena.task("broken", title="1")
        assert arena.run(*QUICK, "--codearena-gate=none", agent="buggy").ret == pytest.ExitCode.TESTS_FAILED
        shutil.rmtree(broken)
        assert arena.run(*QUICK, "--codearena-gate=none", agent=arena.fixes({"other.py": FIXED})).ret == pytest.ExitCode.TESTS_FAILED

    def test_a_run_without_repairs_is_as_ever(self, arena: Arena) -> None:
        arena.pytester.makepyfile(test_other="def test_other():\n    assert False\n")
        arena.pytester.makeini("[pytest]\ncodearena_gate = none\n")
        assert arena.run("-q", agent=None, where="test_other.py").ret == pytest.ExitCode.TESTS_FAILED
