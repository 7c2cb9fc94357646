"""Episodes from the command line to the report: the agents of this machine, what they are told, what users read."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import pytest

from .conftest import Arena
from .made_up import BUGGY, FIXED, OVERFIT


def check_arithmetic(report: dict[str, Any]) -> int:
    """Every reward is what its own components say; returns how many there were."""
    weights = report["settings"]["weights"]
    attempts = [attempt for episode in report["episodes"] for attempt in episode["attempts"]]
    for attempt in attempts:
        total = math.fsum(component["value"] * component["weight"] for component in attempt["components"].values())
        total -= weights["step_cost"] * attempt["number"] + weights["repeat_cost"] * attempt["repeated"]
        assert attempt["reward"] == pytest.approx(min(1.0, max(0.0, total)), abs=1e-5)
        spread = math.fsum(component["weight"] for component in attempt["components"].values())
        assert spread == pytest.approx(1.0, abs=1e-5)
    return len(attempts)


class TestBaselines:
    def test_reference_is_solved_at_once_and_buggy_never(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run("--codearena-agent=buggy", "--codearena-report=report.json")
        result.assert_outcomes(passed=1, failed=1)
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        report = arena.report()
        assert check_arithmetic(report) == 6
        episodes = {episode["agent"]: episode for episode in report["episodes"]}
        assert (episodes["reference"]["outcome"], len(episodes["reference"]["attempts"])) == ("solved", 1)
        assert (episodes["buggy"]["outcome"], len(episodes["buggy"]["attempts"])) == ("unsolved", 5)
        assert [attempt["repeated"] for attempt in episodes["buggy"]["attempts"]] == [False, True, True, True, True]
        assert episodes["reference"]["path"] == "tasks/x/stale"
        assert report["summary"]["judged"] == 2
        assert report["summary"]["by_agent"]["buggy"]["solve_rate"] == 0
        assert any(layer["holds"] and layer["isolates"] for layer in report["sandbox"])

    def test_what_the_summary_says(self, arena: Arena) -> None:
        arena.task("stale", category='"security"')
        result = arena.run("--codearena-report=deep/report.json")
        result.stdout.fnmatch_lines(
            [
                "codearena *: reference; 5 attempts; no judge (neutral 0.5)",
                "codearena sandbox: landlock *",
                "*= codearena =*",
                "task *verdict *attempts *reward *",
                "security *1/1 solved*",
                "  stale *resolved * 1 *",
                "reference * 1/1 *100%*",
                "sandbox: landlock, seccomp*",
                "report: */deep/report.json",
                "*1 passed*",
            ]
        )
        arena.report("deep/report.json")


class TestFiles:
    def test_numbered_attempts_with_live_lines_and_feedback(self, arena: Arena) -> None:
        """Broken, half right, overfit, then right: each with its own verdict, told about at once with -v."""
        arena.task("stale")
        agent = arena.fixes(
            {"stale.1.py": "def half(n)\n    return n\n", "stale.2.py": "def half(n):\n    return 2\n\n\nx = 1\n", "stale.3.py": OVERFIT, "stale.4.py": FIXED}
        )  # fmt: skip
        result = arena.run("-v", "--codearena-report=report.json", agent=agent)
        result.assert_outcomes(passed=1)
        result.stdout.re_match_lines(
            [
                r"tasks/x/stale/task.toml::file:fixes#1\s*$",
                r"\s+attempt 1/5  syntax_error .*reward 0\.\d\d  .*",
                r"\s+attempt 2/5  overfit .*2/3 checks  reward 0\.\d\d  test_twice_the_half: .*",
                r"\s+attempt 3/5  overfit .*2/3 checks  reward 0\.\d\d  test_twice_the_half: .*",
                r"\s+attempt 4/5  resolved  3/3 checks  reward 0\.\d\d$",
                r"tasks/x/stale/task.toml::file:fixes#1 PASSED.*",
            ]
        )
        report = arena.report()
        check_arithmetic(report)
        (episode,) = report["episodes"]
        attempts = episode["attempts"]
        assert [attempt["verdict"] for attempt in attempts] == ["syntax_error", "overfit", "overfit", "resolved"]
        assert "line 1: SyntaxError: " in attempts[0]["feedback"]
        told = attempts[2]["feedback"]
        assert "the property test_twice_the_half does not hold for:\n    number=0" in told, "the smallest that there is"
        assert "hidden_words" not in told
        assert "LARGEST" not in told
        assert "hardcoded" in attempts[2]["flags"]
        assert episode["reward"] == attempts[3]["reward"] > max(attempt["reward"] for attempt in attempts[:3])

    def test_without_verbosity_there_are_no_live_lines(self, arena: Arena) -> None:
        arena.task("stale")
        assert "attempt 1/5" not in arena.run().stdout.str()

    def test_a_missing_fix_is_an_error_of_the_agent(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run(agent=arena.fixes({"other.py": FIXED}))
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines(["agent_error: file: fixes holds neither stale.py nor stale.1.py"])


class TestUnsolved:
    def test_the_failure_is_readable(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run("--codearena-attempts=2", agent="buggy")
        result.stdout.fnmatch_lines(
            [
                "*= FAILURES =*",
                "*_ stale: buggy#1 _*",
                "*attempt 1/2  failed *0/3 checks*",
                "*attempt 2/2  failed *0/3 checks*",
                "feedback to attempt 2:",
                "*| test test_even failed:",
                "*|     assert half(4) == 2",
                "*| E   assert 3 == 2",
                "*| *This same code was tried before*",
                "what attempt 2 changed:",
                "*| nothing",
            ]
        )
        assert "Traceback" not in result.stdout.str()

    def test_text_of_a_candidate_does_not_act_on_the_terminal(self, arena: Arena) -> None:
        arena.task("stale")
        code = "def half(n):\n    raise ValueError('\\x1b[2J\\x1b[31mPASSED\\n::error::evil\\n##[error]evil')\n"
        result = arena.run("-v", "--codearena-attempts=1", agent=arena.fixes({"stale.py": code}))
        output = result.stdout.str()
        assert "\x1b[2J" not in output
        assert r"\x1b[2J" in output
        assert not [line for line in output.splitlines() if line.startswith(("::", "##["))]


class TestPrograms:
    def test_a_command_gets_the_observation_as_json(self, arena: Arena) -> None:
        arena.task("stale")
        program = (
            "import json, sys\n"
            "seen = json.load(sys.stdin)\n"
            "assert 'half' in seen['buggy_code'] and seen['visible_tests'][0]['name'] == 'test_unit.py'\n"
            "open('seen.json', 'w').write(json.dumps(seen))\n"
            "print('Here you are:')\n"
            "print('```python')\n"
            f"print({FIXED!r} if seen['attempt'] == 2 else 'def half(n): return 0')\n"
            "print('```')\n"
        )
        (arena.path / "agent.py").write_text(program)
        result = arena.run("--codearena-report=report.json", agent=f"command:{sys.executable} agent.py")
        result.assert_outcomes(passed=1)
        (episode,) = arena.report()["episodes"]
        assert [attempt["verdict"] for attempt in episode["attempts"]] == ["failed", "resolved"]
        seen = json.loads((arena.path / "seen.json").read_text())
        assert "assert half(4) == 2" in seen["error_log"]
        assert seen["previous_attempts"][0]["verdict"] == "failed"

    def test_a_command_that_fails_is_an_error_with_its_own_words(self, arena: Arena) -> None:
        arena.task("stale")
        (arena.path / "agent.py").write_text("import sys\nsys.exit('out of luck')\n")
        result = arena.run(agent=f"command:{sys.executable} agent.py")
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines(["agent_error: command: *ended with status 1: out of luck"])


WATCHER = """\
import json
from dataclasses import asdict
from pathlib import Path

ANSWERS = {answers!r}
SEEN = Path({seen!r})


def propose(observation):
    with SEEN.open("a") as stream:
        stream.write(json.dumps(asdict(observation)) + "\\n")
    return ANSWERS[observation.attempt - 1]
"""


class TestObservations:
    def test_no_attempt_is_told_hidden_source_or_a_path(self, arena: Arena) -> None:
        arena.task(
            "stale",
            files={
                "test_unit.py": "import os\nfrom candidate import half\n\n\ndef test_even(tmp_path):\n    assert half(4) == 2\n"
            },
        )
        answers = [
            "def half(n):\n    raise ValueError(__file__)\n",
            "import os, sys, traceback\n\ndef half(n):\n    raise ValueError(os.getcwd() + repr(sys.path) + ''.join(traceback.format_stack()))\n",
            "def half(n):\n    return n\n\n\n1 / 0\n",
            "def half(n):\n    return {4: 2}.get(n, -1000)\n",  # right for nothing but what is shown
            "I am sorry, I can't help with that.",
            "def half(n):\n    assert n == 4\n    return 2\n",
        ]
        seen = arena.path / "seen.jsonl"
        (arena.path / "watcher.py").write_text(WATCHER.format(answers=answers, seen=str(seen)))
        arena.pytester.syspathinsert()
        result = arena.run("--codearena-attempts=6", "--codearena-report=report.json", agent="python:watcher:propose")
        result.assert_outcomes(failed=1)
        (episode,) = arena.report()["episodes"]
        assert [attempt["verdict"] for attempt in episode["attempts"]] == [
            "failed",
            "failed",
            "failed",
            "overfit",
            "no_code",
            "overfit",
        ]
        observations = [json.loads(line) for line in seen.read_text().splitlines()]
        assert [observation["attempt"] for observation in observations] == [1, 2, 3, 4, 5, 6]
        for observation in observations:
            told = json.dumps(observation)
            for past in observation["previous_attempts"]:  # what the agent itself said may say anything
                past["code"] = past["reply"] = ""
            for secret in ("hidden_words", "the reference's own words", "given", "LARGEST", "test_properties.py:1"):
                assert secret not in json.dumps(observation), secret
            for place in (str(arena.path), "/tmp", sys.prefix, sys.base_prefix, "site-packages", "/box/", "/work"):
                assert place not in json.dumps(observation), (place, told)
        last = observations[5]
        assert last["previous_attempts"][4]["verdict"] == "no_code"
        assert "no code" in last["error_log"].lower()
        assert "number=" in observations[4]["error_log"]
        assert observations[0]["buggy_code"] == BUGGY
        begins = ["", "Correctness", "Correctness", "Correctness", "Correctness", "No code"]
        assert [observation["hint"].startswith(begin) for observation, begin in zip(observations, begins, strict=True)] == [True] * 6
        assert observations[0]["hint"] == ""

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("raise RuntimeError('no luck')", "agent_error: python: raises:propose raised RuntimeError: no luck"),
            ("return 7", "agent_error: python: raises:propose answered with a int; it must be a str, a Candidate or None"),
        ],
    )
    def test_an_agent_that_breaks_is_an_error_not_a_zero(self, arena: Arena, body: str, expected: str) -> None:
        arena.task("stale")
        (arena.path / "raises.py").write_text(f"def propose(observation):\n    {body}\n")
        arena.pytester.syspathinsert()
        result = arena.run("--codearena-report=report.json", agent="python:raises:propose")
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines([expected])
        report = arena.report()
        assert (report["episodes"][0]["outcome"], report["summary"]["judged"], report["summary"]["errors"]) == (
            "agent_error",
            0,
            1,
        )


class TestSettings:
    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["--codearena-agent=refrence"], "*agent 'refrence': unknown provider*did you mean 'reference'*"),
            (
                ["--codearena-agent=reference", "--codearena-attempts=0"],
                '*--codearena-attempts: expected a whole number from 1 to 100, got "0"*',
            ),
            (["--codearena-agent=reference", "--codearena-seed=x"], "*--codearena-seed: expected a whole number*"),
            (
                ["--codearena-agent=reference", "--codearena-sandbox=off"],
                '*--codearena-sandbox: expected strict or weak, got "off"*',
            ),
        ],
    )
    def test_wrong_options_are_one_line_and_exit_code_4(self, arena: Arena, arguments: list[str], expected: str) -> None:
        arena.task("stale")
        result = arena.run(*arguments, agent=None)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([expected])
        assert "Traceback" not in result.stdout.str() + result.stderr.str()

    def test_an_agent_that_does_not_import_is_one_line(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run("--codearena-report=report.json", agent="python:no_such_module_at_all:f")
        result.stdout.fnmatch_lines(["*python: no_such_module_at_all can't be imported: ModuleNotFoundError: *"])
        assert "def _load" not in result.stdout.str(), "our own source is nothing for users"
        result.assert_outcomes(errors=1)
        assert arena.report()["episodes"][0]["outcome"] == "agent_error"

    def test_ini_keys_mean_the_same(self, arena: Arena) -> None:
        arena.task("stale")
        arena.pytester.makeini(
            "[pytest]\ncodearena_agent = buggy\n    reference\ncodearena_attempts = 2\ncodearena_report = report.json\ncodearena_seed = 3\n"
        )
        arena.run(agent=None).assert_outcomes(passed=1, failed=1)
        report = arena.report()
        assert report["settings"]["agents"] == ["buggy", "reference"]
        assert report["settings"]["seed"] == 3
        assert {episode["agent"]: len(episode["attempts"]) for episode in report["episodes"]} == {"buggy": 2, "reference": 1}

    def test_the_command_line_beats_the_ini_file(self, arena: Arena) -> None:
        arena.task("stale")
        arena.pytester.makeini("[pytest]\ncodearena_agent = buggy\n")
        result = arena.run("--collect-only", "-q")
        assert [line for line in result.outlines if "::" in line] == ["tasks/x/stale/task.toml::reference#1"]

    def test_epochs_are_episodes_of_their_own(self, arena: Arena) -> None:
        arena.task("stale")
        arena.run("--codearena-epochs=2", "--codearena-report=report.json").assert_outcomes(passed=2)
        assert [episode["epoch"] for episode in arena.report()["episodes"]] == [1, 2]


class TestForeignOptions:
    """Switches of pytest's that other projects have on."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ["-p", "no:cacheprovider"],
            ["-W", "error"],
            ["--strict-markers", "--strict-config"],
            ["-s"],
            ["--import-mode=importlib"],
        ],
    )
    def test_in_process(self, arena: Arena, arguments: list[str]) -> None:
        arena.task("stale", category='"date-and-time"')
        result = arena.run("-v", "--codearena-report=report.json", *arguments)
        result.assert_outcomes(passed=1)
        assert result.ret == 0
        assert arena.report()["summary"]["solved"] == 1

    def test_without_a_terminal(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run_apart("-p", "no:terminal", "--codearena-report=report.json")
        assert (result.ret, result.outlines, result.errlines) == (0, [], [])
        assert arena.report()["summary"]["solved"] == 1

    @pytest.mark.skipif(pytest.version_tuple < (9,), reason="pytest before 9 has no such table")
    def test_pytests_own_strict_table(self, arena: Arena) -> None:
        arena.task("stale", category='"date-and-time"')
        arena.pytester.makepyprojecttoml(
            "[tool.pytest]\nstrict = true\ncodearena_agent = ['reference', 'buggy']\ncodearena_attempts = '1'\ncodearena_report = 'report.json'\n"
        )
        result = arena.run_apart("-W", "error", agent=None)
        result.assert_outcomes(passed=1, failed=1)
        assert arena.report()["summary"]["by_agent"]["buggy"]["solved"] == 0
