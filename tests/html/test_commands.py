"""``codearena html``, ``codearena compare --html`` and ``codearena plot``: what they write, and what the user has to mend."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_codearena.cli import main
from pytest_codearena.report import write_report

from . import made_up
from .test_comparison_page import of_agent


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a report in it."""
    monkeypatch.chdir(tmp_path)
    write_report(tmp_path / "report.json", of_agent(made_up.report(4, 2), "ollama:model-0"))
    return tmp_path


def without(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """The package is not installed."""
    find: Callable[..., object] = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == package else find(name, *more))


def test_html_writes_the_page(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["html", "report.json", "--out", "new/page.html", "--root", str(made_up.ROOT)]) == 0
    assert capsys.readouterr().out == "new/page.html\n"
    page = (project / "new" / "page.html").read_text(encoding="utf-8")
    assert "report.json" in page
    assert "Changed against the buggy code" in page


def test_compare_writes_a_page_beside_its_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "report.json", "report.json", "--html", "out.html"]) == 0
    assert "verdict" in capsys.readouterr().out
    assert "No task flipped" in (project / "out.html").read_text(encoding="utf-8")


def test_plot_says_what_it_drew(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "steps.csv").write_text("step,reward\n1,0.5\n2,0.75\n", encoding="utf-8")
    assert main(["plot", "steps.csv", "--out", "figures", "--format", "svg"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "figures/reward_over_steps.svg: Reward along the run, with its rolling mean"
    assert said[1] == "figures/reward_by_category.svg: Not drawn: no category is known: the tables hold none."
    assert len(list((project / "figures").iterdir())) == len(said) == 9


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["html", "none.json"], "codearena: cannot read the report none.json"),
        (["html", "report.json", "--out", "report.json"], "codearena: --out report.json: would write over the report; name another file"),
        (["compare", "report.json", "report.json", "--html", "report.json"], "codearena: --html report.json: would write over the report"),
        (["html", "report.json", "--out", "."], "codearena: cannot write the page .: it exists and is not a file"),
        (["plot", "report.json", "--out", "report.json"], "codearena: cannot write the figure report.json/reward_over_steps.svg"),
    ],
)
def test_mistakes_are_one_line(project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    before = (project / "report.json").read_bytes()
    assert main(arguments) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(said)
    assert errors.count("\n") == 1
    assert (project / "report.json").read_bytes() == before


@pytest.mark.parametrize(
    ("package", "arguments", "said"),
    [
        ("jinja2", ["html", "report.json"], 'codearena: --out: needs Jinja2, which is not installed; run pip install "pytest-codearena[html]"\n'),
        ("matplotlib", ["plot", "report.json"], 'codearena: plot: needs matplotlib, which is not installed; run pip install "pytest-codearena[plot]"\n'),
    ],
)
def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], package: str, arguments: list[str], said: str
) -> None:
    without(monkeypatch, package)
    assert main(arguments) == 2
    assert capsys.readouterr().err == said


def test_without_matplotlib_the_page_says_what_is_missing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "matplotlib")
    assert main(["html", "report.json", "--out", "page.html"]) == 0
    page = (project / "page.html").read_text(encoding="utf-8")
    assert "Figures need matplotlib" in page
    assert "<img" not in page
