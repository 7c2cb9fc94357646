"""Two reports side by side, in a real browser: what flipped, and the fixes on both sides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pytest_codearena.baseline.pairing import Run, pair
from pytest_codearena.baseline.verdict import compare
from pytest_codearena.html.comparison_page import write_comparison_page
from pytest_codearena.records import Report

from . import made_up
from .conftest import Opened


def of_agent(report: Report, agent: str) -> Report:
    """What one agent did, under another name."""
    own = tuple(replace(each, agent="ollama:model") for each in report.episodes if each.agent == agent)
    return replace(report, episodes=own, settings=replace(report.settings, agents=("ollama:model",)))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models on 15 tasks under one name."""
    both = made_up.report(30, 2)
    old, new = Run("old.json", of_agent(both, "ollama:model-0")), Run("new.json", of_agent(both, "ollama:model-1"))
    path = tmp_path_factory.mktemp("compare") / "compare.html"
    write_comparison_page(path, old, [new], compare(pair(old, new)), root=made_up.ROOT)
    return path


def test_what_flipped_is_shown_with_both_fixes(opened: Opened, page: Path) -> None:
    both = made_up.report(30, 2)
    solved = [{e.task for e in both.episodes if e.agent == f"ollama:model-{n}" and e.outcome == "solved"} for n in (0, 1)]
    worse, better = solved[0] - solved[1], solved[1] - solved[0]
    assert worse
    assert better
    shown = opened.open(page)
    flips = shown.locator(".pair").all()
    words = [each.locator("summary").inner_text().split() for each in flips]
    assert {each[0] for each in words if "worse" in each} == worse
    assert {each[0] for each in words if "better" in each} == better
    first = flips[0]
    assert first.locator(".sides > div").count() == 2
    assert first.locator(".sides > div").nth(0).inner_text().startswith("before: ollama:model")
    assert "resolved" in first.locator(".sides > div").nth(0).inner_text()
    assert "overfit" in first.locator(".sides > div").nth(1).inner_text()
    assert "items=[0, 0, -1]" in first.locator(".sides > div").nth(1).inner_text()
    assert "From the fix before to the fix now" in first.inner_text()
    assert first.locator(".diff").last.locator("ins, del").count() > 0


def test_the_verdict_stands_at_the_top_and_all_tasks_below(opened: Opened, page: Path) -> None:
    shown = opened.open(page)
    assert "old.json" in shown.locator(".verdict").inner_text()
    assert shown.locator("tbody tr").count() == 15
    shown.locator("tbody a").first.click()
    assert shown.locator(".pair:target").count() == 1
    assert opened.outside() == []
    assert opened.complaints == []


@pytest.mark.slow
def test_axe_finds_nothing_serious(opened: Opened, page: Path) -> None:
    shown = opened.open(page)
    while (closed := shown.locator("details:not([open]) summary")).count():
        closed.first.click()
    assert opened.violations() == []
    shown.set_viewport_size({"width": 360, "height": 740})
    assert opened.violations() == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360


def test_where_nothing_flipped_it_says_so(opened: Opened, tmp_path: Path) -> None:
    run = of_agent(made_up.report(6, 1), "ollama:model-0")
    old, new = Run("old.json", run), Run("new.json", run)
    write_comparison_page(tmp_path / "same.html", old, [new], compare(pair(old, new)), root=made_up.ROOT)
    assert "No task flipped" in opened.open(tmp_path / "same.html").inner_text("main")
