"""What figures are drawn from: reports, growth tables as they are written, and tables of training steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pytest_codearena.complexity_csv import append, row_of
from pytest_codearena.errors import UsageError
from pytest_codearena.figures.rows import read_sources, rows_of
from pytest_codearena.records import Outcome, Report, Settings
from pytest_codearena.report import write_report

from ..html import made_up
from ..report.made_up import some_run


def written(path: Path, report: Report) -> Path:
    """The report as a file."""
    write_report(path, report)
    return path


def test_each_attempt_of_a_report_is_a_row(tmp_path: Path) -> None:
    report = made_up.report(6, 3)
    source = read_sources([written(tmp_path / "a.json", report)])
    assert (source.unit, source.attempts, len(source.rows)) == ("episode", 3, 18)
    assert [row.step for row in source.rows if row.last and row.series == "ollama:model-0"] == [1, 2, 3]
    solved = sum(episode.outcome is Outcome.SOLVED for episode in report.episodes)
    assert sum(bool(row.resolved) for row in source.rows if row.last) == solved
    assert {row.exponent for row in source.rows if row.resolved} == {1.01}
    assert {row.growth for row in source.rows if row.resolved} == {"O(n)"}


def test_errors_say_nothing_about_a_model_and_are_left_out() -> None:
    report = Report("0.1.0", "", Settings(), (), tuple(some_run()))
    lost = [episode for episode in report.episodes if not episode.outcome.judges_the_model]
    assert lost
    assert not {episode.digest for episode in lost} & {row.task for row in rows_of(report)}


def test_episodes_of_several_reports_are_counted_on(tmp_path: Path) -> None:
    one = made_up.report(4, 1, agents=1)
    paths = [written(tmp_path / "a.json", one), written(tmp_path / "b.json", one)]
    assert [row.step for row in read_sources(paths).rows] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_growth_table_gives_the_rows_of_its_report(tmp_path: Path) -> None:
    report = made_up.report(4, 2)
    tasks = {task.digest: task for task, _ in made_up.shipped()}
    table = tmp_path / "complexity_rewards.csv"
    ordered = sorted(report.episodes, key=lambda e: (e.agent, e.epoch, e.path))
    for episode in ordered:
        for attempt in episode.attempts:
            append(table, row_of(tasks[episode.digest], episode.agent, episode.epoch, attempt))
    found = read_sources([table])
    known = [replace(row, category="", difficulty="", growth="") for row in rows_of(report)]
    assert [replace(row, growth="") for row in found.rows] == known
    assert {row.growth for row in found.rows if row.resolved} == {"O(n)"}
    assert (found.unit, found.attempts) == ("episode", 2)


def test_runs_that_share_a_growth_table_are_episodes_of_their_own(tmp_path: Path) -> None:
    episode = made_up.report(1, 2).episodes[0]
    task = made_up.shipped()[0][0]
    table = tmp_path / "growth.csv"
    for attempt in (*episode.attempts, *episode.attempts):
        append(table, row_of(task, "=agent", 1, attempt))
    rows = read_sources([table]).rows
    assert [(row.series, row.step, row.last) for row in rows] == [("=agent", 1, False), ("=agent", 1, True), ("=agent", 2, False), ("=agent", 2, True)]


def test_a_table_of_training_steps_is_one_series(tmp_path: Path) -> None:
    table = tmp_path / "ppo.csv"
    table.write_text("step,reward,category\n10,0.25,logic\n20,0.5,syntax\n", encoding="utf-8")
    source = read_sources([table])
    assert source.unit == "step"
    assert [(row.series, row.step, row.reward, row.category) for row in source.rows] == [("ppo", 10, 0.25, "logic"), ("ppo", 20, 0.5, "syntax")]
    assert {row.resolved for row in source.rows} == {None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("step,loss\n1,2\n", 'line 1: expected the columns step,reward[,category], or those that --codearena-complexity writes, got "step,loss"'),
        ("", "line 1: expected the columns"),
        ("step,reward\n1,0.5\n2,high\n", 'line 3: reward: expected a number, got "high"'),
        ("step,reward\n1,nan\n", 'line 2: reward: expected a number, got "nan"'),
        ("step,reward\n1\n", 'line 2: reward: expected a number, got "None"'),
    ],
)
def test_a_table_that_is_none_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    table = tmp_path / "t.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"t\.csv") as error:
        read_sources([table])
    assert said in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for name in ("none.csv", "none.json"):
        with pytest.raises(UsageError, match=name):
            read_sources([tmp_path / name])
