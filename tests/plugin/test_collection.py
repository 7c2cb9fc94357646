"""What pytest sees of a task, and that its own options do what a user expects."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from .conftest import Arena
from .made_up import FIXED

ID = "tasks/x/stale/task.toml::reference#1"


def listed(result: pytest.RunResult) -> list[str]:
    """The ids that ``--collect-only -q`` printed."""
    return [line for line in result.outlines if "::" in line]


class TestIds:
    def test_one_item_per_agent_and_epoch(self, arena: Arena) -> None:
        arena.task("stale")
        arena.task("other")
        result = arena.run("--collect-only", "-q", "--codearena-agent=buggy", "--codearena-epochs=2")
        assert listed(result) == [
            f"tasks/x/{task}/task.toml::{agent}#{epoch}"
            for task in ("other", "stale")
            for agent in ("reference", "buggy")
            for epoch in (1, 2)
        ]
        assert result.ret == 0

    def test_the_tree(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run("--collect-only")
        result.stdout.fnmatch_lines(["*<Dir stale>", "*<TaskFile task.toml>", "*<Repair reference#1>"], consecutive=True)

    def test_siblings_are_not_collected(self, arena: Arena) -> None:
        folder = arena.task(
            "stale", files={"test_more.py": "def test_of_the_host():\n    assert False\n", "deep/test_x.py": "1 / 0\n"}
        )
        (arena.path / "tasks" / "test_beside.py").write_text("def test_beside():\n    pass\n")
        result = arena.run("--collect-only", "-q", "--doctest-modules")
        assert listed(result) == ["tasks/test_beside.py::test_beside", ID]
        assert folder.is_dir()

    def test_a_sibling_that_is_named_is_collected(self, arena: Arena) -> None:
        folder = arena.task("stale")
        (folder / "candidate.py").write_text(FIXED)
        result = arena.run(agent=None, where="tasks/x/stale/test_unit.py")
        result.assert_outcomes(passed=2)

    def test_without_an_agent_the_task_itself_is_the_item(self, arena: Arena) -> None:
        arena.task("stale")
        assert listed(arena.run("--collect-only", "-q", agent=None)) == ["tasks/x/stale/task.toml::check"]

    @pytest.mark.parametrize(
        "spec",
        [
            "openai:gpt?temperature=0.5",
            "hf:Qwen/Qwen3-8B",
            "ollama:qwen2.5-coder:7b",
            "http://127.0.0.1:9/v1#some/model[small]::it",
            "chain:builtin,buggy",
            "command:cat [a]::b",
        ],
    )
    def test_any_spec_makes_an_id_that_finds_its_item_again(self, arena: Arena, spec: str) -> None:
        arena.task("stale")
        (found,) = listed(arena.run("--collect-only", "-q", agent=spec))
        assert found.startswith("tasks/x/stale/task.toml::")
        assert "[" not in found
        assert found.count("::") == 1
        again = arena.run("--collect-only", "-q", agent=spec, where=found)
        assert (listed(again), again.ret) == ([found], 0)

    def test_agents_whose_ids_would_be_the_same_stay_apart(self, arena: Arena) -> None:
        arena.task("stale")
        ids = listed(arena.run("--collect-only", "-q", "--codearena-agent=hf:m(a)", agent="hf:m[a]"))
        assert len(set(ids)) == 2

    def test_an_agent_given_twice_is_one_agent(self, arena: Arena) -> None:
        arena.task("stale")
        assert listed(arena.run("--collect-only", "-q", "--codearena-agent=reference")) == [ID]


class TestSelection:
    def test_rerun_by_id(self, arena: Arena) -> None:
        arena.task("stale")
        arena.task("other")
        result = arena.run("-v", where=ID)
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines([f"{ID} PASSED*"])

    @pytest.mark.parametrize(
        ("arguments", "tasks"),
        [
            (["-k", "stale"], ["stale"]),
            (["-k", "not stale"], ["guest"]),
            (["-k", "security"], ["guest"]),
            (["-k", "numbers"], ["stale"]),
            (["-k", "reference"], ["guest", "stale"]),
            (["-m", "security"], ["guest"]),
            (["-m", "easy and not security"], ["stale"]),
            (["-m", "hard"], ["guest"]),
            (["--deselect", ID], ["guest"]),
        ],
    )
    def test_keywords_and_markers(self, arena: Arena, arguments: list[str], tasks: list[str]) -> None:
        arena.task("stale")
        arena.task("guest", category='"security"', difficulty='"hard"', tags=None)
        result = arena.run("--collect-only", "-q", "--strict-markers", *arguments)
        assert listed(result) == [f"tasks/x/{task}/task.toml::reference#1" for task in tasks]

    def test_a_category_of_the_authors_own_is_a_marker(self, arena: Arena) -> None:
        arena.task("stale", category='"date-and-time"')
        arena.task("other")
        result = arena.run("--collect-only", "-q", "--strict-markers", "-m", "date-and-time")
        assert (listed(result), result.ret) == ([ID], 0)

    def test_markers_are_listed(self, arena: Arena) -> None:
        result = arena.run("--markers", agent=None, where=".")
        result.stdout.fnmatch_lines(["@pytest.mark.security: codearena: *", "@pytest.mark.hard: codearena: *"])

    def test_last_failed_runs_what_failed(self, arena: Arena) -> None:
        arena.task("stale")
        arena.task("other")
        agent = arena.fixes({"stale.py": "def half(n):\n    return 0\n", "other.py": FIXED})
        first = arena.run("--codearena-attempts=1", agent=agent)
        first.assert_outcomes(passed=1, failed=1)
        second = arena.run("--codearena-attempts=1", "--lf", agent=agent)
        second.assert_outcomes(failed=1)
        second.stdout.fnmatch_lines(["*rerun previous 1 failure*", "tasks/x/stale/task.toml F*"])

    def test_exitfirst_stops_after_the_first_failure(self, arena: Arena) -> None:
        arena.task("stale")
        arena.task("other")
        result = arena.run("-x", "--codearena-attempts=1", "--codearena-report=report.json", agent="buggy")
        result.assert_outcomes(failed=1)
        assert [episode["task"] for episode in arena.report()["episodes"]] == ["other"]

    def test_collect_only_grades_nothing_and_writes_nothing(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run("--collect-only", "--codearena-report=report.json")
        assert result.ret == 0
        assert "= codearena =" not in result.stdout.str()
        assert not (arena.path / "report.json").exists()


class TestJUnit:
    def test_flat_properties_error_and_failure(self, arena: Arena) -> None:
        arena.task("stale")
        (arena.path / "raises.py").write_text("def propose(observation):\n    raise RuntimeError('no luck')\n")
        arena.pytester.syspathinsert()
        arena.run(
            "--junitxml=junit.xml",
            "--codearena-attempts=2",
            "--codearena-agent=reference",
            "--codearena-agent=python:raises:propose",
            agent="buggy",
        )
        cases = {case.get("name"): case for case in ElementTree.parse(arena.path / "junit.xml").getroot().iter("testcase")}
        kinds = {name: [child.tag for child in case if child.tag != "properties"] for name, case in cases.items()}
        assert kinds == {"buggy#1": ["failure"], "reference#1": [], "python:raises:propose#1": ["error"]}
        found = {p.get("name"): p.get("value") for p in cases["buggy#1"].iter("property")}
        assert found == {
            "codearena_agent": "buggy",
            "codearena_outcome": "unsolved",
            "codearena_solved": "false",
            "codearena_verdict": "failed",
            "codearena_attempts": "2",
            "codearena_reward": found["codearena_reward"],
        }
        assert 0 < float(found["codearena_reward"] or "") < 0.5
        solved = {p.get("name"): p.get("value") for p in cases["reference#1"].iter("property")}
        assert (solved["codearena_solved"], solved["codearena_verdict"]) == ("true", "resolved")
        raised = {p.get("name"): p.get("value") for p in cases["python:raises:propose#1"].iter("property")}
        assert (raised["codearena_outcome"], raised["codearena_reward"], raised["codearena_solved"]) == ("agent_error", "", "")


class TestXdist:
    def test_the_same_summary_and_the_same_report(self, arena: Arena) -> None:
        arena.task("stale")
        arena.task("other", category='"security"')
        arena.task("broken", difficulty='"trivial"')
        agents = ["--codearena-agent=reference", "--codearena-attempts=2", "--codearena-seed=7"]
        alone = arena.run(*agents, "--codearena-report=alone.json", agent="buggy")
        spread = arena.run_apart(*agents, "--codearena-report=spread.json", "-n", "2", agent="buggy")
        for result in (alone, spread):
            result.assert_outcomes(passed=2, failed=2, errors=1)
            assert result.ret == 1
        assert summary_of(alone) == summary_of(spread)
        assert plain(arena.path / "alone.json") == plain(arena.path / "spread.json")
        arena.report("spread.json")


def summary_of(result: pytest.RunResult) -> list[str]:
    """The lines of our summary without what depends on the clock."""
    text = result.stdout.str().partition("= codearena =")[2].partition("\nreport: ")[0]
    return [re.sub(r"\s+[\d.]+s$", "", line) for line in text.splitlines()][1:]


def plain(path: Path) -> object:
    """A report without times, episodes in an order of their own."""

    def timeless(value: object) -> object:
        if isinstance(value, dict):
            return {key: timeless(item) for key, item in value.items() if key not in ("timing", "created")}
        return [timeless(item) for item in value] if isinstance(value, list) else value

    report = json.loads(path.read_text())
    report["episodes"].sort(key=lambda episode: (episode["task"], episode["agent"]))
    return timeless(report)
