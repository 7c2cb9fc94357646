"""Where people look: reports as lines and tables, GitHub's page of a job, the short summary."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.records import Outcome
from pytest_codearena.report_csv import report_to_csv
from pytest_codearena.report_lines import lines_of
from pytest_codearena.run.job_summary import MAX_BYTES, MAX_ROWS, append_job_summary, escaped, job_summary

from ..report.made_up import episode
from .conftest import Arena
from .made_up import FIXED

HOSTILE = "<img src=x onerror=alert(1)> | [a](http://e.vil) ![i](x) `c` **b** @all #1 &lt; \\| $x$ ~~s~~\n::error::x"


class TestReports:
    def test_one_of_each_kind(self, arena: Arena) -> None:
        arena.task("stale")
        arena.task("other", category='"security"')
        agent = arena.fixes({"stale.py": FIXED})
        reports = [f"--codearena-report=out/report{ending}" for ending in (".json", ".jsonl", ".csv")]
        result = arena.run(*reports, "--codearena-agent=buggy", "--codearena-attempts=1", agent=agent)
        result.assert_outcomes(passed=1, failed=2, errors=1)
        result.stdout.fnmatch_lines(["report: */out/report.json", "report: */out/report.jsonl", "report: */out/report.csv"])
        whole = arena.report("out/report.json")["episodes"]
        lines = [json.loads(line) for line in (arena.path / "out" / "report.jsonl").read_text().splitlines()]
        assert [{key: line[key] for key in whole[0]} for line in lines] == whole
        assert {line["run"]["settings"]["attempts"] for line in lines} == {1}
        with (arena.path / "out" / "report.csv").open(newline="") as stream:
            rows = list(csv.DictReader(stream))
        for row, found in zip(rows, whole, strict=True):
            assert all(row[name] == str(found[name]) for name in ("task", "path", "digest", "category", "agent", "outcome"))
            assert row["reward"] == ("" if found["reward"] is None else str(found["reward"]))
            assert int(row["attempts"]) == len(found["attempts"])
        assert [row["solved"] for row in rows] == ["false", "false", "", "true"]
        assert [path.name for path in (arena.path / "out").iterdir() if "partial" in path.name] == []

    def test_the_same_file_twice(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run("--codearena-report=a.json", "--codearena-report=./a.json")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*--codearena-report: the same file is named twice"])

    @given(st.text(max_size=50))
    def test_no_cell_is_a_formula_or_a_second_line(self, text: str) -> None:
        told = report_to_csv([episode(text, "logic", Outcome.AGENT_ERROR, error=text, agent=f"={text}")])
        assert len(told.splitlines()) == 2
        (row,) = csv.DictReader(told.splitlines())
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert all(cell.isprintable() for cell in row.values())

    def test_lines_are_read_again(self, arena: Arena) -> None:
        arena.task("stale")
        arena.run("--codearena-report=a.jsonl")
        lines, torn = lines_of(arena.path / "a.jsonl")
        assert (len(lines), torn) == (1, False)


class TestGithub:
    def test_a_run_is_on_the_page_of_its_job(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        page = arena.path / "summary.md"
        page.write_text("before\n")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
        arena.task("stale")
        arena.run("--codearena-agent=buggy", "--codearena-gate=rate:0.5")
        text = page.read_text()
        assert text.startswith("before\n### pytest-codearena\n")
        assert "| reference | 1 of 1 |" in text
        assert re.search(r"\| stale \| buggy \| unsolved \| 5 \| 0\.\d\d \| test&#95;even", text)
        assert "| stale | reference |" not in text
        assert "gate rate&#58; failed with status 12" in text

    def test_workers_and_runs_without_episodes_write_nothing_of_their_own(
        self, arena: Arena, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = arena.path / "summary.md"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
        arena.task("stale")
        arena.run("--collect-only")
        assert not page.exists()
        arena.run_apart("-n", "2")
        assert page.read_text().count("### pytest-codearena") == 1

    def test_a_page_that_cannot_be_written_is_a_warning(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(arena.path))
        arena.task("stale")
        result = arena.run("-W", "default")
        result.assert_outcomes(passed=1, warnings=1)
        assert result.ret == 0

    @given(st.text(max_size=200) | st.just(HOSTILE))
    def test_nothing_in_a_text_is_markup(self, text: str) -> None:
        shown = escaped(text)
        assert "\n" not in shown
        assert set(re.sub(r"&#\d+;", "", shown)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,;")

    def test_hostile_text_takes_its_cell_and_no_more(self) -> None:
        text = job_summary([episode(HOSTILE, "logic", Outcome.AGENT_ERROR, error=HOSTILE, agent=HOSTILE)], notes=[HOSTILE])
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert {line.count("|") for line in rows} == {7}
        assert "<" not in text

    def test_it_is_bounded(self) -> None:
        many = [episode(f"{n} " + "#" * 500, "logic", Outcome.UNSOLVED, error="|" * 5000) for n in range(3 * MAX_ROWS)]
        assert len(job_summary(many).encode()) <= MAX_BYTES + 100
        assert f"… and {2 * MAX_ROWS} more" in job_summary([episode(str(n), "logic", Outcome.UNSOLVED) for n in range(3 * MAX_ROWS)])

    def test_it_is_added_to_what_is_there(self, tmp_path: Path) -> None:
        append_job_summary(tmp_path / "page", "a\n")
        append_job_summary(tmp_path / "page", "ö\n")
        assert (tmp_path / "page").read_text(encoding="utf-8") == "a\nö\n"


@pytest.mark.parametrize("ci", ["", "true"])
@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "worker"])
def test_the_short_summary_is_one_line_each(
    arena: Arena, monkeypatch: pytest.MonkeyPatch, ci: str, workers: tuple[str, ...]
) -> None:
    monkeypatch.delenv("BUILD_NUMBER", raising=False)
    monkeypatch.setenv("CI", ci)  # there pytest does not cut a reason at the width of the terminal
    arena.task("stale")
    (arena.path / "raises.py").write_text("def propose(observation):\n    raise RuntimeError('no\\nluck')\n")
    (arena.path / "conftest.py").write_text(
        "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n"
        "    for item in items:\n        if 'reference' in item.nodeid:\n            item.add_marker(pytest.mark.skip('too dear'))\n"
    )
    arena.pytester.syspathinsert()
    monkeypatch.setenv("COLUMNS", "200")
    agents = ("--codearena-agent=python:raises:propose", "--codearena-agent=reference")
    result = arena.run("-ra", *agents, *workers, "--codearena-attempts=1", agent="buggy")
    result.assert_outcomes(failed=1, errors=1, skipped=1)
    short = result.stdout.str().partition("short test summary info")[2].splitlines()[1:]
    assert len(short) == 4, "three reasons, and pytest's last line"
    expected = [
        r"SKIPPED \[1\] tasks/x/stale/task\.toml.*: too dear",
        r"ERROR tasks/x/stale/task\.toml::python:raises:propose#1 - .*agent_error: python: raises:propose raised RuntimeError: no luck",
        r"FAILED tasks/x/stale/task\.toml::buggy#1 - unsolved in 1 attempt: failed, 0/3 checks, reward 0\.\d\d",
    ]
    for pattern in expected:
        assert [line for line in short if re.fullmatch(pattern, line)], pattern


FOREIGN = {
    "workers": ["-n", "2"],
    "no terminal": ["-p", "no:terminal"],
    "no cache, strict markers, warnings are errors": ["-p", "no:cacheprovider", "--strict-markers", "-W", "error"],
    "pytest's strict table": [],
}
"""Switches of pytest's that other projects have on, by name."""


@pytest.mark.parametrize("name", FOREIGN)
def test_all_of_it_with_foreign_switches(arena: Arena, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    page = arena.path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    if name == "pytest's strict table":
        arena.pytester.makepyprojecttoml("[tool.pytest]\nstrict = true\ncodearena_concurrency = '4'\n")
    arena.task("stale", category='"date-and-time"')
    arena.task("other")
    options = ["--codearena-report=a.json", "--codearena-report=a.csv", "--codearena-report=a.jsonl", "--codearena-concurrency=4"]
    agents = ["--codearena-agent=buggy", "--codearena-attempts=1"]
    first = arena.run_apart(*options, *agents, "--junitxml=junit.xml", *FOREIGN[name])
    assert first.ret == pytest.ExitCode.TESTS_FAILED, first.stdout.str() + first.stderr.str()
    again = arena.run_apart(*options, *agents, "--codearena-resume=a.json", *FOREIGN[name])
    assert again.ret == pytest.ExitCode.TESTS_FAILED, again.stdout.str() + again.stderr.str()
    for result in (first, again):
        if name != "no terminal":
            result.assert_outcomes(passed=2, failed=2)
        assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()
    assert [episode["outcome"] for episode in arena.report("a.json")["episodes"]] == ["unsolved"] * 2 + ["solved"] * 2
    assert len((arena.path / "a.csv").read_text().splitlines()) == 5
    assert len((arena.path / "a.jsonl").read_text().splitlines()) == 4
    assert page.read_text().count("### pytest-codearena") == 2
    assert (arena.path / "junit.xml").read_text().count('name="codearena_solved" value="true"') == 2
