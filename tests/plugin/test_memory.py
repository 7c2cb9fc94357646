"""Memory from run to run: what is offered, what it gained, and that nothing changes without it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_codearena.memory.entries import Entry, to_line
from pytest_codearena.memory.store import HEADER, append
from pytest_codearena.records import Remembered, RememberedFailure, RememberedFix, Unaided, Verdict
from pytest_codearena.tasks import load_task

from .conftest import Arena
from .made_up import BUGGY, FIXED, OVERFIT

DATE = "2026-03-01T12:00:00+00:00"
CLIMBER = f"""\
from hashlib import sha256

GUESSES = [{BUGGY!r}, {OVERFIT!r}, {FIXED!r}]


def propose(observation):
    '''The fix that is remembered if it was good, else the first guess that is not known to fail.'''
    remembered = observation.remembered
    if remembered is None:
        return GUESSES[observation.attempt - 1]
    if remembered.best.verdict == "resolved":
        return remembered.best.code
    known = {{each.code_digest for each in remembered.failed}}
    left = [guess for guess in GUESSES if sha256(guess.encode()).hexdigest() not in known]
    return left[observation.attempt - 1]
"""
ON = ("--codearena-memory=memory.jsonl", "--codearena-report=report.json")


@pytest.fixture
def climber(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> str:
    """The spec of an agent that goes on where it left off."""
    (arena.path / "climber.py").write_text(CLIMBER)
    monkeypatch.syspath_prepend(arena.path)
    return "python:climber:propose"


def remembering(arena: Arena, folder: Path, agent: str, code: str, reason: str = "r", name: str = "memory.jsonl") -> None:
    """Puts a failed attempt with this code and reason into the memory."""
    fix = RememberedFix(code, Verdict.FAILED, reason, 0.5, 1, DATE)
    failure = RememberedFailure(Verdict.FAILED, reason, "0" * 64)
    remembered = Remembered(fix, (failure,), Unaided(1, 0.5, 0.5, 0.0))
    append(arena.path / name, Entry(folder.name, load_task(folder / "task.toml").digest, agent, DATE, remembered))


def comparable(report: dict[str, Any]) -> dict[str, Any]:
    """The report without what differs between any two runs."""
    times = {"created", "timing", "grade_s", "agent_s", "candidate_cpu_s"}

    def without(data: Any) -> Any:
        if isinstance(data, dict):
            return {name: without(value) for name, value in data.items() if name not in times}
        return [without(each) for each in data] if isinstance(data, list) else data

    found: dict[str, Any] = without(report)
    return found


class TestGain:
    def test_an_agent_that_uses_it_gains_and_the_report_says_how_much(self, arena: Arena, climber: str) -> None:
        arena.task("one")
        arena.task("two", description='"half(n) is n // 2."')
        first = arena.run(*ON, "--codearena-attempts=1", agent=climber)
        first.assert_outcomes(failed=2)
        first.stdout.fnmatch_lines(
            [
                "codearena memory: memory.jsonl: nothing of these agents yet; no measurement of the agents alone",
                "memory: memory.jsonl: nothing was remembered of these tasks before",
            ]
        )
        before = arena.report()
        assert before["summary"]["memory"] == {}
        assert [episode["remembered"] for episode in before["episodes"]] == [None, None]

        arena.run(*ON, "--codearena-attempts=1", agent=climber).assert_outcomes(failed=2)
        assert [episode["attempts"][0]["verdict"] for episode in arena.report()["episodes"]] == ["overfit"] * 2

        third = arena.run(*ON, "--codearena-attempts=1", agent=climber)
        third.assert_outcomes(passed=2)
        now = arena.report()
        assert now["settings"]["memory"] == "memory.jsonl"
        then, gained = before["summary"]["mean_reward"], now["summary"]["memory"][climber]
        assert (gained["episodes"], gained["offered"], gained["tasks"]) == (2, 2, 2)
        assert gained["before"] == {
            "first_reward": pytest.approx(then), "best_reward": pytest.approx(then), "solve_rate": 0.0, "solved": 0
        }  # fmt: skip
        assert gained["now"] == {"first_reward": 0.89, "best_reward": 0.89, "solve_rate": 1.0, "solved": 2}
        for episode in now["episodes"]:
            assert episode["remembered"]["best"]["code"] == BUGGY  # the other one knows the tests by heart, and earned no more
            assert [each["verdict"] for each in episode["remembered"]["failed"]] == ["failed", "overfit"]
        third.stdout.fnmatch_lines(
            [
                "codearena memory: memory.jsonl: 2 entries of these agents; no measurement of the agents alone",
                "agent * memory *tasks solved *solve rate *first *best",
                f"{climber} * before *0/2 * 0% *{then:.2f} *",
                "* now *2/2 *100% *0.89 *0.89",
                f"* gained *+2 *+100% *{0.89 - then:+.2f} *{0.89 - then:+.2f}",
                "memory: memory.jsonl: earlier work was offered in 2 of 2 episodes; no measurement of the agents alone",
            ]
        )

        arena.run(*ON, "--codearena-attempts=1", agent=climber).assert_outcomes(passed=2)
        best = arena.report()["episodes"][0]["remembered"]["best"]
        assert (best["code"], best["verdict"], best["attempts"]) == (FIXED, "resolved", 1)

    def test_epochs_of_one_run_are_offered_the_same(self, arena: Arena, climber: str) -> None:
        arena.task()
        arena.run(*ON, "--codearena-attempts=1", "--codearena-epochs=2", agent=climber).assert_outcomes(failed=2)
        arena.run(*ON, "--codearena-attempts=1", "--codearena-epochs=2", agent=climber)
        report = arena.report()
        one, two = (episode["remembered"] for episode in report["episodes"])
        assert one == two
        assert one["unaided"]["episodes"] == 2
        assert report["summary"]["memory"][climber]["tasks"] == 1

    @pytest.mark.slow
    def test_workers_write_one_file(self, arena: Arena, climber: str) -> None:
        pytest.importorskip("xdist")
        for number in range(4):
            arena.task(f"t{number}", description=f'"Task {number}: half(n) is n // 2."')
        arguments = (*ON, "-n2", "--codearena-attempts=2", f"-opythonpath={arena.path}")
        arena.run_apart(*arguments, agent=climber).assert_outcomes(failed=4)
        second = arena.run_apart(*arguments, agent=climber)
        second.assert_outcomes(passed=4)
        second.stdout.fnmatch_lines(["memory: memory.jsonl: earlier work was offered in 4 of 4 episodes*"])
        assert arena.report()["summary"]["memory"][climber]["now"]["solved"] == 4


class TestWhatIsOffered:
    def test_a_program_reads_it_in_its_observation(self, arena: Arena) -> None:
        folder = arena.task()
        (arena.path / "agent.py").write_text(
            "import json, sys\nseen = json.load(sys.stdin)\nprint(seen['remembered']['best']['code'])\n"
            "open('seen.json', 'w').write(json.dumps(seen['remembered']))\n"
        )
        agent = f"command:{sys.executable} agent.py"
        remembering(arena, folder, agent, FIXED)
        arena.run("--codearena-memory=memory.jsonl", agent=agent).assert_outcomes(passed=1)
        seen = json.loads((arena.path / "seen.json").read_text())
        assert (seen["best"]["verdict"], seen["failed"][0]["reason"]) == ("failed", "r")

    def test_it_is_the_agents_own_and_of_this_version_of_the_task(self, arena: Arena, climber: str) -> None:
        folder = arena.task()
        remembering(arena, folder, "builtin", FIXED)
        arena.run(*ON, "--codearena-attempts=1", agent=climber).assert_outcomes(failed=1)
        assert arena.report()["episodes"][0]["remembered"] is None
        arena.task(description='"Now it is said otherwise."')
        arena.run(*ON, "--codearena-attempts=1", agent=climber).assert_outcomes(failed=1)
        assert arena.report()["episodes"][0]["remembered"] is None

    def test_neither_hidden_tests_nor_the_reference_are_ever_in_the_file(self, arena: Arena) -> None:
        arena.task()
        agent = arena.fixes({"stale.1.py": OVERFIT, "stale.2.py": "def half(n):\n    return None\n", "stale.3.py": "def half(:"})
        arena.run("--codearena-memory=memory.jsonl", "--codearena-agent=buggy", "--codearena-attempts=3", agent=agent)
        text = (arena.path / "memory.jsonl").read_text()
        assert text.count("\n") == 3
        for secret in ("hidden_words", "the reference's own words", "LARGEST", str(arena.path)):
            assert secret not in text


class TestOff:
    def test_is_the_default_and_a_first_run_differs_in_the_setting_alone(self, arena: Arena, climber: str) -> None:
        arena.task()
        arena.run("--codearena-report=off.json", "--codearena-seed=1", agent=climber)
        assert not list(arena.path.glob("*.jsonl"))
        arena.run(*ON, "--codearena-seed=1", agent=climber)
        without, on = comparable(arena.report("off.json")), comparable(arena.report())
        assert (without["settings"].pop("memory"), on["settings"].pop("memory")) == ("off", "memory.jsonl")
        assert without == on

    def test_off_on_the_command_line_wins_over_the_setting(self, arena: Arena, climber: str) -> None:
        folder = arena.task()
        remembering(arena, folder, climber, FIXED)
        arena.pytester.makeini("[pytest]\ncodearena_memory = memory.jsonl\n")
        before = (arena.path / "memory.jsonl").read_bytes()
        result = arena.run("--codearena-memory=off", "--codearena-report=report.json", agent=climber)
        result.stdout.no_re_match_line(r"(codearena )?memory:")
        assert (arena.report()["settings"]["memory"], arena.report()["episodes"][0]["remembered"]) == ("off", None)
        assert (arena.path / "memory.jsonl").read_bytes() == before

    @pytest.mark.parametrize("ci", ["true", None])
    def test_the_environment_switches_nothing(
        self, arena: Arena, climber: str, monkeypatch: pytest.MonkeyPatch, ci: str | None
    ) -> None:
        if ci is None:
            monkeypatch.delenv("CI", raising=False)
        else:
            monkeypatch.setenv("CI", ci)
        folder = arena.task()
        remembering(arena, folder, climber, FIXED)
        arena.pytester.makeini("[pytest]\ncodearena_memory = memory.jsonl\n")
        arena.run("--codearena-report=report.json", agent=climber)
        assert arena.report()["episodes"][0]["remembered"]["best"]["code"] == FIXED

    @pytest.mark.parametrize("arguments", [["--collect-only"], ["--codearena-check=quick"]])
    def test_a_run_without_episodes_leaves_the_file_alone(self, arena: Arena, arguments: list[str]) -> None:
        arena.task()
        agent = "buggy" if "--collect-only" in arguments else None
        arena.run("--codearena-memory=memory.jsonl", *arguments, agent=agent)
        assert not (arena.path / "memory.jsonl").exists()


class TestFile:
    def test_one_that_was_cut_is_recovered_with_a_warning_and_goes_on(self, arena: Arena, climber: str) -> None:
        folder = arena.task()
        remembering(arena, folder, climber, OVERFIT)
        path = arena.path / "memory.jsonl"
        remembering(arena, folder, "buggy", BUGGY)
        path.write_bytes(path.read_bytes()[:-20])
        result = arena.run(*ON, agent=climber)
        result.stdout.fnmatch_lines(["*PytestWarning: */memory.jsonl: 1 of 2 lines can't be read*; 1 entry was kept*"])
        assert arena.report()["episodes"][0]["remembered"]["best"]["code"] == OVERFIT
        again = arena.run(*ON, agent=climber)
        again.stdout.no_fnmatch_line("*PytestWarning*")
        assert arena.report()["episodes"][0]["remembered"]["best"]["verdict"] == "resolved"

    def test_another_file_stops_the_run_before_anything_is_asked(self, arena: Arena) -> None:
        arena.task()
        (arena.path / "notes.md").write_text("# Notes\n")
        result = arena.run("--codearena-memory=notes.md", agent="buggy")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["ERROR: memory */notes.md: the first line *; name a new file"])
        assert (arena.path / "notes.md").read_text() == "# Notes\n"

    def test_what_is_in_it_is_never_run_here_and_never_acts_on_the_terminal(self, arena: Arena, climber: str) -> None:
        folder = arena.task()
        mark = arena.path / "executed"
        code = f"from pathlib import Path\n# \x1b[2J\nPath({str(mark)!r}).write_text('!')\n" + FIXED
        remembering(arena, folder, climber, code, reason="\x1b[2J ##[error]")
        (arena.path / "climber.py").write_text(
            "from pytest_codearena import Candidate\n\n\n"
            "def propose(observation):\n    return Candidate(observation.remembered.best.code)\n"
        )
        result = arena.run_apart(*ON, f"-opythonpath={arena.path}", "-v", agent=climber)
        result.assert_outcomes(failed=1)
        assert not mark.exists()
        assert "\x1b" not in result.stdout.str() and "##[" not in result.stdout.str()

    def test_a_sealed_line_of_another_form_is_no_entry(self, arena: Arena, climber: str) -> None:
        folder = arena.task()
        remembering(arena, folder, climber, OVERFIT)
        path = arena.path / "memory.jsonl"
        line = to_line(Entry("t", "d", climber, DATE, Remembered(RememberedFix("x", Verdict.FAILED, "", 7.0, 1, DATE))))
        path.write_bytes(path.read_bytes() + line)
        arena.run(*ON, agent=climber).stdout.fnmatch_lines(["*1 of 2 lines can't be read*"])
        assert path.read_bytes().startswith(HEADER)
        assert line not in path.read_bytes()
