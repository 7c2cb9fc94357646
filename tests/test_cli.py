"""The command line: what it writes and runs, and one line with status 2 for what the user has to mend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_codearena import __version__, cli, load_task
from pytest_codearena.cli import COMMANDS, main
from pytest_codearena.records import Report
from pytest_codearena.report import write_report

from .baseline.made_up import report

SCRIPT = Path(sys.executable).parent / "codearena"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", [[str(SCRIPT)], [sys.executable, "-m", "pytest_codearena"]])
def test_it_is_installed(command: list[str]) -> None:
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"codearena {__version__}\n"
    wrong = subprocess.run([*command, "nwe"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)


def test_without_the_extra_serve_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("pytest_codearena.commands.serve.find_spec", lambda name: None)
    assert main(["serve"]) == cli.WRONG_USE
    assert 'pip install "pytest-codearena[rl]"' in capsys.readouterr().err


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(f"    {name} " in said for name in COMMANDS)


WRONG = {
    "no command": [],
    "no such command": ["nwe"],
    "no name": ["new"],
    "no category": ["new", "mine"],
    "a name that is none": ["new", "../mine", "--category", "logic"],
    "a category that is none": ["new", "mine", "--category", "a/b"],
    "no such difficulty": ["new", "mine", "--category", "logic", "--difficulty", "trivial"],
    "two sources": ["new", "mine", "--category", "logic", "--from", "a", "b", "c", "--from-commit", "a", "b", "c"],
    "too few files": ["new", "mine", "--category", "logic", "--from", "a", "b"],
    "too few names": ["new", "mine", "--category", "logic", "--from-commit", "HEAD", "b"],
    "no such file": ["new", "mine", "--category", "logic", "--from", "a", "b", "c"],
    "a workload for a fix": ["new", "mine", "--category", "logic", "--efficiency", "--from", "a", "b", "c"],
    "nothing to check": ["check"],
    "only options to check": ["check", "-x"],
    "an agent to check": ["check", "tasks", "--codearena-agent=buggy"],
    "nothing to import": ["import"],
    "no place for the import": ["import", "quixbugs", "."],
    "no such importer": ["import", "nothing", ".", "out"],
    "no such plugin": ["import", "-p", "no_such_module", "--list"],
    "no such collection": ["import", "quixbugs", "nowhere", "out"],
    "no such option": ["import", "--lst"],
    "one report": ["compare", "old.json"],
    "no such report": ["compare", "old.json", "new.json"],
    "a margin that is none": ["compare", "old.json", "new.json", "--margin", "2"],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_user_has_to_mend_is_one_line(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(WRONG[name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("codearena: ")
    assert said.err.count("\n") == 1
    assert [*project.iterdir()] == []


def test_a_new_task_passes_its_check(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "mine", "--category", "logic", "--difficulty", "easy", "--dir", "own"]) == 0
    said = capfd.readouterr().out
    assert said.startswith(f"{Path('own/logic/mine')}: written")
    assert said.endswith("then: codearena check own/logic/mine\n")
    assert load_task("own/logic/mine").difficulty == "easy"
    done = subprocess.run([str(SCRIPT), "check", "own", "-q", "-p", "no:cacheprovider"], capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


def test_a_check_asks_no_agent_and_passes_options_through(project: Path) -> None:
    main(["new", "mine", "--category", "logic"])
    (project / "pytest.ini").write_text("[pytest]\ncodearena_agent = builtin\n")
    done = subprocess.run(
        [str(SCRIPT), "check", "-q", "tasks", "--collect-only", "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )
    assert done.stdout.splitlines()[0] == "tasks/logic/mine/task.toml::check", done.stdout + done.stderr
    (project / "tasks" / "logic" / "mine" / "task.toml").write_text("title = 1\n")
    broken = subprocess.run([str(SCRIPT), "check", "tasks", "-p", "no:cacheprovider"], capture_output=True, text=True, check=False)
    assert broken.returncode == 1
    assert "tasks/logic/mine/task.toml: title: expected text" in broken.stdout


def test_a_task_from_files(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "before.py").write_text("def half(n):\n    return n // 2 + 1\n")
    (project / "after.py").write_text("def half(n):\n    return n // 2\n")
    (project / "test_half.py").write_text("from numbers_ import half\n\n\ndef test():\n    assert half(9) == 4\n    assert half(2) == 1\n")
    assert main(["new", "half", "--category", "logic", "--from", "before.py", "after.py", "test_half.py"]) == 0
    said = capsys.readouterr().out
    assert 'the tests import "numbers_"' in said
    assert "properties were derived for half" in said
    assert load_task("tasks/logic/half").module == "numbers_"
    assert main(["new", "other", "--category", "logic", "--from", "after.py", "after.py", "test_half.py"]) == 2
    assert capsys.readouterr().err.startswith("codearena: after.py: passes every test, so there is nothing to repair")


def test_the_list_of_importers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["humanevalfix", "quixbugs"]


@pytest.fixture
def reports(project: Path) -> dict[str, Report]:
    """A baseline, one of a run that is worse, one that is as good, and one of another suite."""
    same = {f"t{i}": "ss" for i in range(12)}
    found = {
        "old.json": report(same),
        "worse.json": report({**same, **dict.fromkeys(("t0", "t1", "t2", "t3", "t4", "t5"), "uu")}),
        "same.json": report(same),
        "other.json": report({**same, "more": "s"}),
        "judged.json": report(same, judge="openai:j"),
    }
    for name, each in found.items():
        write_report(project / name, each)
    return found


@pytest.mark.parametrize(
    ("arguments", "status", "verdict"),
    [
        (["worse.json"], 0, "regressed"),
        (["worse.json", "--gate"], 10, "regressed"),
        (["same.json", "--gate"], 0, "inconclusive"),
        (["same.json", "--gate", "--strict"], 11, "inconclusive"),
        (["same.json", "--gate", "--strict", "--margin=0.2"], 0, "pass"),
        (["same.json", "worse.json", "--strict", "--margin=0.2"], 10, "regressed"),
        (["other.json", "--common", "--gate", "--margin=0.2"], 0, "pass"),
    ],
)
def test_reports_are_compared(
    arguments: list[str], status: int, verdict: str, reports: dict[str, Report], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", "old.json", *arguments, "--format", "json"]) == status
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == verdict
    assert [each["new_run"] for each in found["comparisons"]] == [each for each in arguments if each.endswith(".json")]


def test_a_comparison_is_a_table_here_and_in_markdown(
    reports: dict[str, Report], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")  # a narrow terminal is spared the agent's column
    assert main(["compare", "old.json", "worse.json", "same.json"]) == 0
    text = capsys.readouterr().out
    assert main(["compare", "old.json", "worse.json", "same.json", "--format", "md"]) == 0
    markdown = capsys.readouterr().out
    assert text.splitlines()[2].split()[:3] == ["worse.json", "ollama:qwen", "12"]
    assert markdown.splitlines()[2].startswith("| worse.json | ollama:qwen | 12 |")
    for name in ("t0", "t4"):
        assert f"  {name} " in text
        assert f"| {name} |" in markdown


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("judged.json", "old.json and judged.json can't be compared: judge is none in old.json, openai:j in judged.json"),
        ("other.json", "old.json and other.json are about different tasks: 1 task is only in other.json: more"),
    ],
)
def test_what_cannot_be_compared_is_refused(new: str, said: str, reports: dict[str, Report], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "old.json", new, "--gate"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(f"codearena: {said}")
