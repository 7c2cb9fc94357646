"""An importer is one file: found by its name on the command line, or by an entry point."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace

import pytest

from pytest_codearena import UsageError, load_task
from pytest_codearena.cli import main
from pytest_codearena.importers import find_importers

PLUGIN = '''\
from pytest_codearena import Case, Entry, Importer
from pytest_codearena.hookspecs import hookimpl


def entries(source):
    for line in source.read_text().splitlines():
        name, right, wrong = line.split("|")
        yield Entry(
            id=name,
            name=name,
            title=name,
            description="What it says.",
            buggy=f"def f(n):\\n    return {wrong}\\n",
            reference=f"def f(n):\\n    return {right}\\n",
            cases=tuple(Case(f"def test_{n}():\\n    assert f({n}) == {eval(right)}\\n") for n in range(6)),
            before="from candidate import f",
        )


@hookimpl
def codearena_importers():
    return [Importer(NAME, "a file with a bug on each line", url="https://example.org", licence="CC0-1.0", entries=entries)]
'''


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plugin, and a collection that it reads."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "my_bugs.py").write_text(PLUGIN.replace("NAME", '"my-bugs"'))
    (tmp_path / "taken_bugs.py").write_text(PLUGIN.replace("NAME", '"quixbugs"'))
    (tmp_path / "bugs.txt").write_text("half|n // 2|n // 2 + 1\nhalf|n - n // 2|n // 2\n")
    return tmp_path


def test_one_file_is_enough(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "-p", "my_bugs", "--list"]) == 0
    assert "my-bugs          a file with a bug on each line (CC0-1.0, https://example.org)" in capsys.readouterr().out
    assert main(["import", "-p", "my_bugs", "my-bugs", "bugs.txt", "out"]) == 0
    assert capsys.readouterr().out == "out: 2 tasks, 2 of them with derived properties\nthen: codearena check out\n"
    task = load_task(project / "out" / "half_2")
    assert (task.origin, [file.name for file in task.hidden]) == (task.origin, ["test_hidden.py", "test_properties.py"])
    assert task.origin is not None
    assert (task.origin.url, task.origin.licence, task.origin.id) == ("https://example.org", "CC0-1.0", "half")


def test_an_installed_plugin_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = SimpleNamespace(metadata={"name": "my-bugs"}, entry_points=(EntryPoint("mine", "my_bugs", "codearena"),))
    monkeypatch.setattr("importlib.metadata.distributions", lambda: [installed])
    assert "my-bugs" in find_importers()


def test_a_name_is_taken_once() -> None:
    with pytest.raises(UsageError, match='two plugins have an importer "quixbugs"'):
        find_importers(["taken_bugs"])


def test_names_are_in_order() -> None:
    assert list(find_importers(["my_bugs"])) == ["humanevalfix", "my-bugs", "quixbugs"]
