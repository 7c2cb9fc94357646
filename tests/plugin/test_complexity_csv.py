"""The table of attempts that grows from run to run, and the summary by growth."""

from __future__ import annotations

import csv
import datetime
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_codearena.complexity_csv import COLUMNS, append
from pytest_codearena.errors import UsageError

from .conftest import Arena
from .made_up import BUGGY, FIXED, OVERFIT

QUADRATIC = """\
def unique(items):
    found = []
    for item in items:
        if item not in found:
            found.append(item)
    return found
"""
LINEAR = """\
def unique(items):
    return list(dict.fromkeys(items))
"""
TIMED: dict[str, str | None] = {
    "buggy.py": QUADRATIC,
    "reference.py": LINEAR,
    "test_unit.py": "from candidate import unique\n\n\ndef test_order():\n    assert unique([2, 1, 2]) == [2, 1]\n",
    "test_properties.py": None,
    "workload.py": "def workload(size, random):\n    return ([random.random() for _ in range(size)],)\n",
}
EFFICIENCY = '[tests]\nhidden = []\n[efficiency]\nfunction = "unique"\nsizes = [250, 500, 1000, 2000]\nmin_score = 0.5\n'


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a table that has its header once, and no broken line."""
    with path.open(newline="", encoding="utf-8") as stream:
        header, *rows = csv.reader(stream)
    assert tuple(header) == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert header not in rows
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def attempts_of(report: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(episode, attempt) for episode in report["episodes"] for attempt in episode["attempts"]]


def check_against(report: dict[str, Any], rows: list[dict[str, str]]) -> None:
    """Says that the rows are the report's attempts, figure by figure."""
    keyed = {(row["task"], row["agent"], row["epoch"], row["attempt"]): row for row in rows}
    found = attempts_of(report)
    assert len(rows) == len(keyed) == len(found) > 0
    for episode, attempt in found:
        row = keyed[episode["task"], episode["agent"], str(episode["epoch"]), str(attempt["number"])]
        assert row["digest"] == episode["digest"]
        assert (float(row["reward"]), row["verdict"], row["method"]) == (
            attempt["reward"],
            attempt["verdict"],
            attempt["method"],
        )
        measured = attempt["measurement"]
        if measured is None:
            assert row["measured_exponent"] == row["measured_growth"] == row["confidence"] == row["cost_ratio"] == ""
        else:
            ratio = math.inf if measured["ratio"] is None else measured["ratio"]
            assert float(row["cost_ratio"]) == ratio
            assert (float(row["measured_exponent"]), float(row["confidence"])) == (measured["exponent"], measured["confidence"])
            assert row["measured_growth"] == measured["growth"]
        finished = datetime.datetime.fromisoformat(row["finished"])
        assert finished.tzinfo == datetime.UTC
        assert abs(datetime.datetime.now(datetime.UTC) - finished) < datetime.timedelta(minutes=10)


def test_a_measured_task(arena: Arena) -> None:
    arena.task("timed", files=TIMED, more=EFFICIENCY)
    agent = arena.fixes({"timed.1.py": QUADRATIC, "timed.2.py": LINEAR})
    result = arena.run("--codearena-complexity=deep/table.csv", "--codearena-report=report.json", agent=agent)
    result.assert_outcomes(passed=1)
    rows = rows_of(arena.path / "deep" / "table.csv")
    check_against(arena.report(), rows)
    assert [row["verdict"] for row in rows] == ["slow", "resolved"]
    assert rows[0]["static_growth"] == "O(n^2)"
    assert rows[1]["static_growth"] in ("O(n)", "unknown")
    assert rows[0]["problem"] == "duplicates"
    assert float(rows[0]["cost_ratio"]) > 5
    result.stdout.re_match_lines(
        [
            r"growth +attempts +solved +reward +cost ratio",
            r"O\(n\S* +1 +100% +0\.\d\d +[01]\.\d\d",
            r"O\(n\^2\) +1 +0% +0\.\d\d +\S+",
        ]
    )
    result.stdout.fnmatch_lines([f"complexity: {arena.path / 'deep' / 'table.csv'}"])


def test_the_summary_is_there_for_whatever_was_measured(arena: Arena) -> None:
    arena.task("timed", files=TIMED, more=EFFICIENCY)
    arena.run().stdout.fnmatch_lines(["growth *cost ratio"])


def test_the_summary_is_not_there_where_nothing_was_measured(arena: Arena) -> None:
    arena.task("stale")
    arena.run().stdout.no_fnmatch_line("growth *cost ratio")
    result = arena.run("--codearena-complexity=table.csv")
    result.stdout.re_match_lines([r"growth +attempts .*", r"O\(1\) +1 +100% +0\.\d\d +-"])


def test_two_workers_and_two_agents_and_two_runs_make_one_table(arena: Arena) -> None:
    for number in range(3):
        arena.task(f"stale_{number}")
    arguments = ("--codearena-agent=buggy", "--codearena-attempts=3", "--codearena-complexity=table.csv", "-n", "2")
    arena.run_apart(*arguments, "--codearena-report=report.json").assert_outcomes(passed=3, failed=3)
    rows = rows_of(arena.path / "table.csv")
    assert len(rows) == 3 + 9
    check_against(arena.report(), rows)
    arena.run("--codearena-complexity=table.csv", where="tasks/x/stale_0")
    assert rows_of(arena.path / "table.csv")[:-1] == rows


def test_no_code_and_broken_code_have_rows_too(arena: Arena) -> None:
    arena.task("stale")
    (arena.path / "sorry.py").write_text(
        f"ANSWERS = ['I am sorry.', 'def half(n)', {OVERFIT!r}]\n\n\ndef propose(o): return ANSWERS[o.attempt - 1]\n"
    )
    arena.pytester.syspathinsert()
    arguments = ("--codearena-attempts=3", "--codearena-complexity=table.csv", "--codearena-report=report.json")
    arena.run(*arguments, agent="python:sorry:propose").assert_outcomes(failed=1)
    rows = rows_of(arena.path / "table.csv")
    check_against(arena.report(), rows)
    assert [row["verdict"] for row in rows] == [attempt["verdict"] for _, attempt in attempts_of(arena.report())]
    assert (rows[0]["verdict"], rows[0]["static_growth"], rows[0]["problem"]) == ("no_code", "", "")


def test_the_setting_does_the_same(arena: Arena) -> None:
    arena.task("stale")
    arena.pytester.makeini("[pytest]\ncodearena_complexity = table.csv\n")
    arena.run()
    assert len(rows_of(arena.path / "table.csv")) == 1


def test_collecting_writes_nothing(arena: Arena) -> None:
    arena.task("stale")
    arena.run("--codearena-complexity=table.csv", "--collect-only")
    assert not (arena.path / "table.csv").exists()


class TestRefused:
    @pytest.mark.parametrize("content", ["task,reward\nmine,1\n", "\n", "task", ",".join(COLUMNS) + ",more\n"])
    def test_a_file_with_another_header(self, arena: Arena, content: str) -> None:
        arena.task("stale")
        (arena.path / "table.csv").write_text(content)
        result = arena.run("--codearena-complexity=table.csv")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["ERROR: --codearena-complexity: *table.csv begins with another header; name a new file"])
        assert (arena.path / "table.csv").read_text() == content

    def test_what_is_no_file(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run("--codearena-complexity=tasks")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(
            ["ERROR: --codearena-complexity: cannot write *tasks: *; name a file that you may write to"]
        )

    def test_a_device(self) -> None:
        with pytest.raises(UsageError, match="is not a file"):
            append(Path("/dev/null"))


HOSTILE = """\
from pytest_codearena import Candidate


def propose(observation):
    return Candidate(code="def half(n): return n", method=METHODS[observation.attempt - 1])


METHODS = {methods!r}
"""


def test_no_cell_is_a_formula_or_a_second_line(arena: Arena) -> None:
    methods = [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        'a"b,c\n\nd,e',
        "x\u2028y",
        "\udcff",
        "z" * 100_000,
    ]
    arena.task("stale")
    (arena.path / "hostile.py").write_text(HOSTILE.format(methods=methods))
    arena.pytester.syspathinsert()
    arguments = ("--codearena-complexity=table.csv", f"--codearena-attempts={len(methods)}")
    arena.run(*arguments, agent="python:hostile:propose").assert_outcomes(failed=1)
    text = (arena.path / "table.csv").read_bytes().decode("utf-8")
    assert len(text.splitlines()) == text.count("\n") == 1 + len(methods)
    rows = rows_of(arena.path / "table.csv")
    for row in rows:
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert all(cell.isprintable() and len(cell) <= 600 for cell in row.values())
    assert rows[0]["method"] == "'=cmd|' /C calc'!A0"


def test_a_table_that_was_cut_short_is_gone_on_with_on_a_new_line(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    append(path)
    with path.open("a") as stream:
        stream.write("half of a r")
    append(path, ["x"] * len(COLUMNS))
    assert path.read_text().splitlines()[1:] == ["half of a r", ",".join("x" * len(COLUMNS))]


def test_a_header_that_a_spreadsheet_saved_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes((",".join(COLUMNS) + "\r\n").encode())
    append(path, ["x"] * len(COLUMNS))
    assert len(rows_of(path)) == 1


def test_many_processes_write_whole_rows(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pytest_codearena.complexity_csv import COLUMNS, append\n"
        "for number in range(200): append(Path(sys.argv[1]), [f'{sys.argv[2]}.{number}', *'x' * (len(COLUMNS) - 2), 'y' * 6000])\n"
    )
    path = tmp_path / "table.csv"
    running = [subprocess.Popen([sys.executable, "-c", program, str(path), str(number)]) for number in range(4)]
    assert [each.wait() for each in running] == [0] * 4
    rows = rows_of(path)
    assert {row["task"] for row in rows} == {f"{process}.{number}" for process in range(4) for number in range(200)}
    assert len(rows) == 800


def test_a_disk_that_is_full_leaves_no_part_of_a_row(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    append(path, ["x"] * len(COLUMNS))
    before = path.read_bytes()
    program = (
        "import resource, sys; from pathlib import Path; from pytest_codearena.complexity_csv import append\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before)} + 5,) * 2)\n"
        "append(Path(sys.argv[1]), ['y' * 100])\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True)
    assert "UsageError: --codearena-complexity: cannot write " in done.stderr
    assert path.read_bytes() == before


def test_a_table_that_is_spoilt_during_the_run_costs_no_attempt(arena: Arena) -> None:
    arena.task("stale")
    (arena.path / "spoiler.py").write_text(
        "from pathlib import Path\n\n\ndef propose(observation):\n    Path('table.csv').write_text('other\\n')\n"
        f"    return {BUGGY!r} if observation.attempt == 1 else {FIXED!r}\n"
    )
    arena.pytester.syspathinsert()
    result = arena.run("--codearena-complexity=table.csv", "-W", "default", agent="python:spoiler:propose")
    result.assert_outcomes(passed=1, warnings=2)
    result.stdout.fnmatch_lines(["*--codearena-complexity: *table.csv begins with another header*"])
    assert (arena.path / "table.csv").read_text() == "other\n"
