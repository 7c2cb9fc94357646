"""Pages in which every text is an attack on them: all of it is to be read, none of it acts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from pytest_codearena.baseline.pairing import Run, pair
from pytest_codearena.baseline.verdict import compare
from pytest_codearena.html.comparison_page import write_comparison_page
from pytest_codearena.html.report_page import write_report_page
from pytest_codearena.html.text import harmless
from pytest_codearena.html.writing import render

from . import made_up
from .conftest import Opened


def assert_nothing_acts(opened: Opened, shown: Page) -> None:
    shown.wait_for_timeout(300)
    assert shown.evaluate("window.hit") is None
    assert opened.outside() == []
    assert opened.complaints == []
    inside = "document.querySelectorAll('main script, main style, main base, main img:not(.gallery img), main [onerror], main [onload], main [style]').length"
    assert shown.evaluate(inside) == 0
    assert shown.evaluate("document.querySelectorAll('script').length") == 1
    assert [href for href in shown.evaluate("[...document.links].map(a => a.protocol)") if href != "file:"] == []


@pytest.mark.parametrize("large", [False, True])
def test_a_report_full_of_markup_is_only_text(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool) -> None:
    if large:
        monkeypatch.setattr("pytest_codearena.html.report_page.MOST_BYTES", 1000)
    path = tmp_path / "report.html"
    write_report_page(path, made_up.hostile(), root=tmp_path, name=made_up.ATTACK)
    shown = opened.open(path)
    assert_nothing_acts(opened, shown)
    shown.get_by_label("Find").fill("<img src=x")
    shown.get_by_role("button", name="task").click()
    assert len(opened.rows()) == 2
    shown.locator("select[data-field=result]").select_option("failed")
    shown.locator("#episodes tbody tr:not([hidden]) a").click()
    shown.locator(".episode h2").locator("visible=true").wait_for()
    while (closed := shown.locator(".episode details:not([open]) summary").locator("visible=true")).count():
        closed.first.click()
    text = shown.inner_text("main")
    assert '<script>window.hit=1</script>' in text
    assert "{{ 7*7 }}{% raw %}" in text
    assert r"\u202e" in text
    assert r"\x00\x1b[31m\udc80" in text
    assert_nothing_acts(opened, shown)
    assert opened.violations() == []


def test_a_comparison_full_of_markup_is_only_text(opened: Opened, tmp_path: Path) -> None:
    old, new = Run(made_up.ATTACK, made_up.hostile()), Run("new" + made_up.ATTACK, made_up.hostile())
    path = tmp_path / "compare.html"
    write_comparison_page(path, old, [new], compare(pair(old, new)), root=tmp_path)
    shown = opened.open(path)
    assert "<script>window.hit=1</script>" in shown.inner_text("main")
    assert_nothing_acts(opened, shown)


def test_the_policy_allows_one_script_and_nothing_from_elsewhere(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report_page(path, made_up.report(2, 1), root=tmp_path, name="")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', path.read_text(encoding="utf-8"))
    assert policy
    assert policy[1].startswith("default-src 'none';")
    assert "unsafe" not in policy[1]
    shown = opened.open(path)
    shown.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit=1\">')")
    shown.wait_for_timeout(300)
    assert shown.evaluate("window.hit") is None, "even markup that got into the page does nothing"


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=200)
def test_any_text_can_be_written_and_is_escaped(text: str) -> None:
    page = render("section.html", {"e": _view(text), "back": "#", "before": "", "after": ""})
    page.encode("utf-8")
    tags = set(re.findall(r"<\s*([a-zA-Z!/]\w*)", page))
    assert tags <= set(re.findall(r"<\s*([a-zA-Z!/]\w*)", render("section.html", {"e": _view(""), "back": "#", "before": "", "after": ""}))) | {"pre", "/pre", "h4", "/h4"}


def _view(text: str) -> object:
    from dataclasses import replace

    from pytest_codearena.html.episode_view import episode_view
    from pytest_codearena.records import Outcome

    episode = made_up.hostile().episodes[0]
    attempt = replace(episode.attempts[0], code=text, note=text, method=text)
    changed = replace(episode, task=text, path=text, agent=text, category=text, outcome=Outcome.UNSOLVED, attempts=(attempt,), error=text)
    return episode_view(changed, "e1", "x = 1\n")


@given(st.text(st.characters(exclude_categories=())))
def test_harmless_text_can_be_seen_and_stays_so(text: str) -> None:
    shown = harmless(text)
    assert all(character.isprintable() or character in "\n\t" for character in shown)
    assert harmless(shown) == shown
    assert shown == text or not all(character.isprintable() or character in "\n\t" for character in text)
