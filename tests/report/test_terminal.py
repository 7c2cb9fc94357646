"""What people read in the terminal."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pytest_codearena.printable import columns_of
from pytest_codearena.records import Attempt, Check, Component, Episode, Layer, Outcome, Settings, Verdict
from pytest_codearena.terminal import (
    MAX_COLUMNS,
    MAX_LINES,
    MAX_ROWS,
    attempt_line,
    failure_lines,
    header_lines,
    summary_lines,
)

from . import made_up, strategies

LANDLOCK = Layer("landlock", True, True, "ABI 4")
LIMITS = Layer("rlimits", True, False)
NAMESPACES = Layer("namespaces", False, True, "not permitted")


class TestHeader:
    """The lines at the start of a session."""

    def test_of_an_ordinary_run(self) -> None:
        settings = Settings(agents=("ollama:qwen", "builtin"), seed=7)
        assert header_lines(settings, [LANDLOCK, LIMITS, NAMESPACES], version="0.1.0") == [
            "codearena 0.1.0: ollama:qwen, builtin; 5 attempts; no judge (neutral 0.5); seed 7",
            "codearena sandbox: landlock (ABI 4), rlimits; without namespaces",
        ]

    def test_of_a_judged_run_with_one_attempt(self) -> None:
        settings = Settings(agents=("builtin",), attempts=1, epochs=3, judge="openai:judge")
        assert header_lines(settings, [LANDLOCK])[0] == "codearena: builtin; 1 attempt; 3 epochs; judge openai:judge"

    def test_of_a_check_of_the_tasks(self) -> None:
        assert header_lines(Settings(), [LANDLOCK])[0] == "codearena: no agent: the tasks themselves are checked"

    def test_weakness_is_loud(self) -> None:
        loud = header_lines(Settings(sandbox="weak"), [LIMITS, NAMESPACES])[-1]
        assert "!!! WEAK" in loud
        assert "read and write whatever you can" in loud

    def test_without_isolation_nothing_is_graded(self) -> None:
        assert "nothing is graded (--codearena-sandbox=weak" in header_lines(Settings(), [LIMITS])[-1]

    def test_weak_is_named_even_where_a_layer_isolates(self) -> None:
        assert "weak is allowed" in header_lines(Settings(sandbox="weak"), [LANDLOCK])[-1]

    def test_nothing_that_a_user_typed_acts_on_the_terminal(self) -> None:
        assert all(line.isprintable() for line in header_lines(Settings(agents=("a\x1b[2J",)), [Layer("x\n", True, True)]))


class TestAttempt:
    """One line of live progress."""

    def test_of_a_failed_attempt(self) -> None:
        attempt = made_up.some_run()[1].attempts[0]
        assert attempt_line("", attempt, 5) == (
            "  attempt 1/5  failed    5/7 checks  reward 0.52  test_wrong_0: ZeroDivisionError: division by zero"
        )

    def test_with_a_label(self) -> None:
        line = attempt_line("stale_index", made_up.some_run()[0].attempts[0], 5)
        assert line == "  stale_index  attempt 1/5  resolved  9/9 checks  reward 0.89"

    def test_without_checks_the_feedback_says_why(self) -> None:
        attempt = made_up.attempt(2, Verdict.SYNTAX_ERROR, 0.0, feedback="\n  line 3: '(' was never closed\nmore")
        assert attempt_line("", attempt, 5) == "  attempt 2/5  syntax_error  reward 0.00  line 3: '(' was never closed"

    def test_skipped_checks_do_not_count_and_what_ran_is_named_before_what_did_not(self) -> None:
        checks = (
            Check("test_unit.py::test_a[x::y]", "unit", "not_run"),
            Check("test_unit.py::TestB::test_b[x::y]", "unit", "timeout"),
            Check("test_unit.py::test_c", "unit", "skipped"),
            Check("test_unit.py::test_d", "unit", "xfailed"),
        )
        line = attempt_line("", made_up.attempt(1, Verdict.TIMEOUT, 0.2, checks), 5)
        assert line == "  attempt 1/5  timeout   1/3 checks  reward 0.20  TestB::test_b[x::y]: timeout"

    @given(strategies.any_text, strategies.attempts(), st.integers(40, 120))
    def test_is_one_printable_line_that_fits(self, label: str, attempt: Attempt, width: int) -> None:
        line = attempt_line(label, attempt, 5, width=width)
        assert line.isprintable()
        assert columns_of(line) <= width


class TestSummary:
    """The tables at the end of a session."""

    def test_of_one_agent(self) -> None:
        assert summary_lines(made_up.some_run(), width=80) == ONE_AGENT.strip("\n").split("\n")

    def test_of_two_agents(self) -> None:
        lines = summary_lines([*made_up.some_run("ollama:qwen"), *made_up.some_run("builtin", judge=0.8)], width=100)
        text = "\n".join(lines)
        assert "logic               builtin      1/2 solved" in text
        assert "\n                    ollama:qwen  1/2 solved" in text
        assert "  empty_mean        builtin      overfit             2    0.61     1.00   0.89    0.00   0.80  75.8s" in text
        assert "\n                    ollama:qwen  overfit             2    0.61     1.00   0.89    0.00      -  75.8s" in text
        assert "\nbuiltin         3/7    0.63  0.63       29%  43%" in text

    def test_of_epochs(self) -> None:
        solved, unsolved = made_up.some_run()[:2]
        run = [solved, replace(solved, epoch=2), unsolved, replace(solved, task=unsolved.task, digest=unsolved.digest, epoch=2)]
        lines = summary_lines(run, width=80)
        assert [line.split() for line in lines[-3::2]] == [
            "agent 95%: solved reward tasks pass@2 pass^2".split(),
            "ollama:qwen2.5-coder:7b 3% to 100% 0.00 to 1.00 2 100% 50%".split(),
        ]

    def test_of_nothing(self) -> None:
        assert summary_lines([], width=80) == []

    def test_an_error_is_never_a_number(self) -> None:
        failed = made_up.attempt(1, Verdict.FAILED, 0.52, made_up.checks(5, 2))
        for outcome in Outcome:
            lines = summary_lines([made_up.episode("a_task", "logic", outcome, failed, error="why")])
            row = next(line for line in lines if line.startswith("  a_task"))
            assert ("0.52" in row) is outcome.judges_the_model
            assert any("why" in line for line in lines) is not outcome.judges_the_model
            if not outcome.judges_the_model:
                assert outcome.value in row
                assert "none judged" in "\n".join(lines)

    def test_a_failed_judge_is_named_and_a_neutral_score_is_not_shown(self) -> None:
        run = made_up.some_run()[:1]
        assert "judge" not in summary_lines(run)[0]
        attempt = run[0].attempts[0]
        scores = {**attempt.grade.components, "llm_correctness": Component(0.5, 0.1, "error")}
        broken = replace(run[0], attempts=(replace(attempt, grade=replace(attempt.grade, components=scores)),))
        assert "error" in next(line for line in summary_lines([broken]) if "stale_index" in line)

    def test_epochs_are_told_apart(self) -> None:
        first = made_up.some_run()[0]
        text = "\n".join(summary_lines([replace(first, epoch=2), first]))
        assert text.index("  stale_index   ") < text.index("  stale_index #2")

    def test_tasks_of_one_name_in_two_folders_are_both_named(self) -> None:
        first = made_up.some_run()[0]
        lines = summary_lines([first, replace(first, path="elsewhere/stale_index")])
        assert sum("stale_index" in line for line in lines) == 2

    def test_of_many_episodes_those_that_were_not_solved_are_listed(self) -> None:
        solved, unsolved = made_up.some_run()[:2]
        many = [replace(solved, task=f"solved_{i}") for i in range(200)] + [replace(unsolved, task="open_task")]
        lines = summary_lines(many)
        assert len(lines) < 20
        assert any("open_task" in line for line in lines)
        assert any("200/201 solved" in line for line in lines)
        assert any(line.startswith("… and 200 more") for line in lines)
        lines = summary_lines([replace(unsolved, task=f"open_{i}") for i in range(500)])
        assert sum("open_" in line for line in lines) == MAX_ROWS

    @given(st.lists(strategies.episodes(), max_size=4), st.integers(80, 120))
    @hypothesis_settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def test_is_printable_and_fits(self, episodes: list[Episode], width: int) -> None:
        for line in summary_lines(episodes, width=width):
            assert line.isprintable()
            assert columns_of(line) <= width
            assert line == line.rstrip()


class TestFailure:
    """The text in pytest's FAILURES section."""

    def test_of_an_unsolved_episode(self) -> None:
        episode = made_up.some_run()[1]
        episode = replace(episode, attempts=episode.attempts[:1])
        assert failure_lines(episode, buggy=made_up.BUGGY, max_attempts=5) == FAILURE.strip("\n").split("\n")

    def test_of_an_episode_without_attempts(self) -> None:
        episode = made_up.episode("a", "logic", Outcome.AGENT_ERROR, error="no\x1bnetwork")
        assert failure_lines(episode, buggy="x") == ["agent_error: no\\x1bnetwork", "  no attempt was made"]

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            (made_up.BUGGY, "  | nothing"),
            (made_up.BUGGY.rstrip("\n"), "  | the line break at the end"),
            ("x\n" * 5000, "  | 5 lines became 5000: too long to compare here"),
        ],
    )
    def test_what_has_no_difference_to_show(self, code: str, said: str) -> None:
        attempt = made_up.attempt(1, Verdict.FAILED, 0.1, code=code)
        assert failure_lines(made_up.episode("a", "logic", Outcome.UNSOLVED, attempt), buggy=made_up.BUGGY)[-1] == said

    def test_the_last_code_is_shown_if_the_last_reply_held_none(self) -> None:
        good = made_up.attempt(1, Verdict.FAILED, 0.1)
        none = made_up.attempt(2, Verdict.NO_CODE, 0.0, code=None)
        text = "\n".join(failure_lines(made_up.episode("a", "logic", Outcome.UNSOLVED, good, none), buggy=made_up.BUGGY))
        assert "what attempt 1 changed:" in text

    def test_hostile_text_is_bounded_and_cannot_begin_a_line(self) -> None:
        bomb = "::error::forged\n\x1b[2J" + "=" * 10_000_000 + "\n" + "::add-mask::x\n" * 100_000
        attempt = made_up.attempt(1, Verdict.FAILED, 0.1, feedback=bomb, code=bomb[-15_000:])
        start = time.perf_counter()
        lines = failure_lines(made_up.episode("a", "logic", Outcome.UNSOLVED, attempt), buggy=made_up.BUGGY)
        assert time.perf_counter() - start < 5
        assert len(lines) < 2 * MAX_LINES + 20
        assert all(line.isprintable() and columns_of(line) <= MAX_COLUMNS + 4 for line in lines)
        assert not any(line.lstrip().startswith("::") for line in lines)

    @given(strategies.episodes(), strategies.any_text)
    def test_is_printable(self, episode: Episode, buggy: str) -> None:
        assert all(line.isprintable() for line in failure_lines(episode, buggy=buggy))


def test_importing_loads_nothing_heavy() -> None:
    heavy = "tabulate", "hypothesis", "pytest", "tempfile", "statistics", "subprocess", "importlib.resources"
    code = f"import sys, pytest_codearena.terminal; print([name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


ONE_AGENT = """
task                verdict      attempts  reward  compile  tests  effic.   time
------------------  -----------  --------  ------  -------  -----  ------  -----
logic               1/2 solved               0.75
  empty_mean        overfit             2    0.61     1.00   0.89    0.00  75.8s
  stale_index       resolved            1    0.89     1.00   1.00    1.00   1.4s

optimization        0/1 solved               0.58
  quadratic_dedupe  slow                1    0.58     1.00   1.00    0.00   1.4s

security            1/2 solved               0.71
  path_traversal    truncated           1    0.52     1.00   0.71    0.00   1.4s
  sql_in_a_string   resolved            1    0.89     1.00   1.00    1.00   1.4s

syntax              1/2 solved               0.45
  missing_colon     resolved            2    0.89     1.00   1.00    1.00   2.8s
  unclose…ted_call  no_code             1    0.00     1.00   0.00    0.00   1.4s

type-error          none judged
  none_plus_int     agent_error         1       -        -      -       -   1.4s

agent                    solved  reward  best  solved@1   @2  tokens   time
-----------------------  ------  ------  ----  --------  ---  ------  -----
ollama:qwen2.5-coder:7b     3/7    0.63  0.63       29%  43%  10,520  87.0s

agent                    95%: solved        reward  tasks
-----------------------  -----------  ------------  -----
ollama:qwen2.5-coder:7b   16% to 75%  0.33 to 0.92      7

1 episode not judged, counted in no rate:
  none_plus_int  ollama:qwen2.5-coder:7b  agent_error  429 Too Many Requests af…
"""

FAILURE = """
  attempt 1/5  failed    5/7 checks  reward 0.52  test_wrong_0: ZeroDivisionError: division by zero

feedback to attempt 1:
  | 2 of 7 checks fail.
  |
  | test_wrong_0: ZeroDivisionError: division by zero

what attempt 1 changed:
  | --- buggy
  | +++ attempt 1
  | @@ -1,5 +1,5 @@
  |  def first_index(items):
  |      index = {}
  |      for position, item in enumerate(items):
  | -        index[item] = position
  | +        index.setdefault(item, position)
  |      return index
"""
