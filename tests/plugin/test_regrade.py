"""Attempts of a run that are graded again, from the run to the new report."""

from __future__ import annotations

import json
import shutil
from typing import Any

import jsonschema
import pytest

from pytest_codearena.cli import main
from pytest_codearena.report import load_schema

from ..judge.stub import NAMES, REFERENCE, judging, sane, words, write_ranked
from .conftest import Arena
from .made_up import FIXED, OVERFIT, UNIT
from .test_episodes import check_arithmetic
from .test_replies import steady

WRONG = "def half(n):\n    return n\n"
STRICTER = UNIT + "\n\ndef test_float():\n    assert half(4.0) == 2\n"


@pytest.fixture
def recorded(arena: Arena) -> Arena:
    """A run of an agent that overfits, fails, and repeats itself before it is right; and of one that is never right."""
    arena.task("stale")
    arena.task("other")
    attempts = {"stale.1.py": OVERFIT, "stale.2.py": WRONG, "stale.3.py": WRONG, "stale.4.py": FIXED, "other.py": WRONG}
    agent = arena.fixes(attempts)
    arena.run("--codearena-report=old.json", "--codearena-seed=1", "--codearena-attempts=4", agent=agent).assert_outcomes(passed=1, failed=1)
    return arena


def regraded(arena: Arena, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit status and the new report."""
    status = main(["regrade", "old.json", "--tasks", "tasks", "--out", "new.json", *arguments])
    report = arena.report("new.json")
    jsonschema.Draft202012Validator(load_schema()).validate(report)
    check_arithmetic(report)
    return status, report


def old(arena: Arena) -> dict[str, Any]:
    return arena.report("old.json")


def verdicts(report: dict[str, Any], task: str) -> list[str]:
    return [attempt["verdict"] for episode in report["episodes"] if episode["task"] == task for attempt in episode["attempts"]]


def test_the_same_tasks_give_the_same_grades(recorded: Arena, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = regraded(recorded)
    assert status == 0
    assert steady(report) == steady(old(recorded))
    assert verdicts(report, "stale") == ["overfit", "failed", "failed", "resolved"]
    said = capsys.readouterr().out
    assert "old.json: 8 attempts graded again, 0 verdicts changed, 0 verdicts or rewards" in said
    assert "report: new.json" in said


def test_a_stricter_test_is_told(recorded: Arena, capsys: pytest.CaptureFixture[str]) -> None:
    (recorded.path / "tasks" / "x" / "stale" / "test_unit.py").write_text(STRICTER)
    status, report = regraded(recorded)
    assert status == 1
    (episode,) = [each for each in report["episodes"] if each["task"] == "stale"]
    assert episode["outcome"] == "unsolved"
    assert verdicts(report, "stale") == ["overfit", "failed", "failed", "failed"]
    before, now = ({each["task"]: each["digest"] for each in each_report["episodes"]} for each_report in (old(recorded), report))
    assert before["other"] == now["other"]
    assert before["stale"] != now["stale"]
    said = capsys.readouterr().out.splitlines()
    assert any(line.split()[:2] == ["stale", "file:fixes"] and "resolved -> failed" in line and "0.86" in line for line in said)
    assert any(line.startswith("file:fixes") and "1/2 -> 0/2" in line for line in said)
    assert f"another version of a task: stale was {before['stale'][:12]}, is {now['stale'][:12]}" in said


def test_what_is_resolved_sooner_now_ends_there(recorded: Arena, capsys: pytest.CaptureFixture[str]) -> None:
    """The overfit fix passes once the property is gone."""
    folder = recorded.path / "tasks" / "x" / "stale"
    (folder / "test_properties.py").write_text("def test_nothing():\n    pass\n")
    status, report = regraded(recorded)
    assert status == 1
    assert verdicts(report, "stale") == ["resolved"]
    assert "3 later attempts are left out: an earlier one of the same episode is resolved now" in capsys.readouterr().out


def test_what_was_solved_early_would_have_gone_on(arena: Arena, capsys: pytest.CaptureFixture[str]) -> None:
    arena.task("stale")
    arena.run("--codearena-report=old.json", agent=arena.fixes({"stale.py": FIXED})).assert_outcomes(passed=1)
    (arena.path / "tasks" / "x" / "stale" / "test_unit.py").write_text(STRICTER)
    status, report = regraded(arena)
    assert (status, report["episodes"][0]["outcome"]) == (1, "unsolved")
    assert "1 episodes are no longer solved, and ended before the agent's last attempt" in capsys.readouterr().out


class TestJudge:
    @pytest.fixture
    def judged(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> Arena:
        """A run with a judge, which is gone."""
        for name in NAMES:
            write_ranked(arena.path / "tasks" / "x" / name, name)
        fixes = arena.fixes({f"{name}.1.py": REFERENCE.format(**words(name)).replace(">= 65", "> 65") for name in NAMES} | {f"{name}.2.py": REFERENCE.format(**words(name)) for name in NAMES})
        with judging(sane) as server:
            monkeypatch.setenv("CODEARENA_JUDGE_BASE_URL", server.url)
            arena.run("--codearena-report=old.json", "--codearena-judge=openai:gpt-j", "--codearena-seed=1", agent=fixes)
        assert [episode["reward"] for episode in old(arena)["episodes"]] == [pytest.approx(0.98)] * 3
        return arena

    def test_its_scores_are_kept_for_what_is_the_same(self, judged: Arena) -> None:
        status, report = regraded(judged)
        assert status == 0
        assert steady(report) == steady(old(judged))

    def test_its_scores_are_left_out_for_what_is_not(self, judged: Arena, capsys: pytest.CaptureFixture[str]) -> None:
        path = judged.path / "tasks" / "x" / "fare" / "task.toml"
        path.write_text(path.read_text() + "\n# changed\n")
        status, report = regraded(judged)
        assert status == 1
        sources = {
            episode["task"]: {attempt["components"]["llm_quality"]["source"] for attempt in episode["attempts"]} for episode in report["episodes"]
        }
        assert sources == {"fare": {"neutral"}, "postage": {"judge"}, "toll": {"judge"}}
        assert "the judge's scores of 2 attempts are left out, neutral 0.5 instead" in capsys.readouterr().out


def test_what_can_not_be_graded_is_told(recorded: Arena, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(recorded.path / "tasks" / "x" / "other")
    status, report = regraded(recorded)
    assert status == 3
    assert [episode["task"] for episode in report["episodes"]] == ["stale"]
    assert "  other  file:fixes  tasks/x/other: there is no task of this name; say where it is with --tasks" in capsys.readouterr().out
    (recorded.path / "tasks" / "x" / "stale" / "reference.py").write_text(f"LARGEST = 100\n\n\n{WRONG}")
    status, report = regraded(recorded)
    assert (status, report["episodes"]) == (3, [])
    assert "reference.py" in capsys.readouterr().out


def test_a_task_may_have_moved(recorded: Arena, capsys: pytest.CaptureFixture[str]) -> None:
    (recorded.path / "tasks").rename(recorded.path / "moved")
    arguments = ["regrade", "old.json"]
    assert main(arguments) == 0
    shutil.copytree(recorded.path / "moved" / "x", recorded.path / "moved" / "y")
    assert main(arguments) == 0, "the same version is there twice"
    for folder in ("x", "y"):
        path = recorded.path / "moved" / folder / "stale" / "test_unit.py"
        path.write_text(path.read_text() + f"# {folder}\n")
    assert main(arguments) == 3
    assert "2 tasks have this name, and none is this version" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [[], ["nothing.json"], ["old.json", "--tasks", "nowhere"], ["old.json", "--out", "./old.json"], ["old.json", "--tolerance", "2"], ["broken.json"]],
)
def test_what_the_user_has_to_mend_is_one_line(arena: Arena, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    (arena.path / "broken.json").write_text(json.dumps({"schema_version": 1}))
    arena.task("stale")
    arena.run("--codearena-report=old.json", "--codearena-attempts=1", agent="buggy")
    before = (arena.path / "old.json").read_bytes()
    capsys.readouterr()
    assert main(["regrade", *arguments]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("codearena: ")
    assert said.err.count("\n") == 1
    assert (arena.path / "old.json").read_bytes() == before


def test_speed_that_is_measured_anew_is_no_change(arena: Arena) -> None:
    arena.task(
        "stale",
        more='[efficiency]\nfunction = "half"\nsizes = [20000, 40000]\n',
        files={"workload.py": "def workload(size, rng):\n    return (size,)\n", "reference.py": "LARGEST = 100\n\n\ndef half(n):\n    return sum(1 for _ in range(abs(n))) // 2 if n > 0 else -((1 - n) // 2)\n"},
    )
    arena.run("--codearena-report=old.json", agent="reference").assert_outcomes(passed=1)
    status, _ = regraded(arena, "--tolerance=0.3")
    assert status == 0
