"""The page of a report, as somebody sees it who opens it from disk, without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pytest_codearena.html.report_page import MOST_BYTES, write_report_page
from pytest_codearena.records import Report, Settings

from . import made_up
from .conftest import Opened


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of 12 episodes."""
    path = tmp_path_factory.mktemp("small") / "report.html"
    assert write_report_page(path, made_up.report(12, 3), root=made_up.ROOT, name="run.json") == [path]
    return path


def test_it_asks_for_nothing_and_complains_about_nothing(opened: Opened, page: Path) -> None:
    shown = opened.open(page)
    assert "run.json, 12 episodes" in shown.inner_text("header")
    assert "95%" in shown.inner_text(".card")
    shown.wait_for_timeout(200)
    assert opened.outside() == []
    assert len([url for url in opened.requests if url.startswith("file:")]) == 1
    assert opened.complaints == []


def test_it_is_sorted_by_any_column_both_ways(opened: Opened, page: Path) -> None:
    shown = opened.open(page)
    names = opened.rows()
    shown.get_by_role("button", name="task").click()
    assert opened.rows() == sorted(names)
    assert shown.locator("#episodes th").first.get_attribute("aria-sort") == "ascending"
    shown.get_by_role("button", name="task").click()
    assert opened.rows() == sorted(names, reverse=True)
    shown.get_by_role("button", name="reward").focus()
    shown.keyboard.press("Enter")
    rewards = [float(text) for text in shown.locator("#episodes td.r").all_inner_texts()]
    assert rewards == sorted(rewards)
    assert len(set(rewards)) > 2
    assert shown.locator("#episodes th").first.get_attribute("aria-sort") == "none"


def test_it_is_filtered_by_words_and_by_fields(opened: Opened, page: Path) -> None:
    shown = opened.open(page)
    name = opened.rows()[0]
    shown.get_by_label("Find").fill(f"{name} MODEL-1")
    assert set(opened.rows()) == {name}
    assert shown.locator("#count").inner_text() == f"{len(opened.rows())} of 12 episodes"
    shown.get_by_label("Find").fill("nothing is called so")
    assert opened.rows() == []
    assert shown.get_by_text("No episode fits.").is_visible()
    shown.get_by_label("Find").fill("")
    shown.locator("select[data-field=agent]").select_option("ollama:model-1")
    assert len(opened.rows()) == 6
    shown.locator("select[data-field=result]").select_option("resolved")
    assert 0 < len(opened.rows()) < 6
    assert opened.complaints == []


def test_an_episode_is_opened_and_left_by_keyboard(opened: Opened, page: Path) -> None:
    shown = opened.open(page)
    link = shown.locator("#episodes tbody a").first
    name = link.inner_text()
    link.focus()
    shown.keyboard.press("Enter")
    episode = shown.locator(".episode:target")
    assert episode.locator("h2").inner_text() == name
    assert shown.evaluate("document.activeElement.className") == "episode"
    assert not shown.locator(".overview").is_visible()
    assert episode.locator(".attempts > li").count() == 3
    first = episode.locator("details").first
    assert not first.locator(".diff").is_visible()
    first.locator("summary").focus()
    shown.keyboard.press("Enter")
    assert first.locator("h4").first.inner_text() == "Changed against the buggy code"
    assert first.locator(".diff ins").first.is_visible()
    assert "assert f(" in first.locator(".fails pre").first.inner_text()
    assert "812 in + 240 out tokens" in first.inner_text()
    second = episode.locator("details").nth(1)
    second.locator("summary").click()
    assert second.locator("h4").first.inner_text() == "Changed against attempt 1"
    episode.get_by_role("link", name="Next").click()
    assert shown.locator(".episode:target").count() == 1
    shown.get_by_role("link", name="All episodes").locator("visible=true").click()
    assert shown.locator(".overview").is_visible()
    assert opened.complaints == []


def test_growth_is_drawn_and_said(opened: Opened, page: Path) -> None:
    shown = opened.open(page)
    shown.locator("select[data-field=result]").select_option("resolved")
    shown.locator("#episodes tbody tr:not([hidden]) a").first.click()
    drawing = shown.locator(".episode:target .curve svg").last
    assert drawing.locator("circle.cand").count() == 4
    assert (drawing.get_attribute("aria-label") or "").startswith("CPU time of one call: candidate 1.0 ms at 500, 2.0 ms at 1,000")
    assert "1.30 times the CPU time of the reference" in shown.locator(".episode:target").inner_text()


def test_figures_are_within_the_page_and_have_words(opened: Opened, page: Path) -> None:
    shown = opened.open(page)
    assert shown.locator(".gallery img").count() >= 4
    for image in shown.locator(".gallery img").all():
        assert image.evaluate("image => image.complete && image.naturalWidth > 100")
        assert len(image.get_attribute("alt") or "") > 40


@pytest.mark.parametrize("size", [(1280, 900), pytest.param((360, 740), marks=pytest.mark.slow)])
def test_axe_finds_nothing_serious(browser: Browser, page: Path, scheme: str, size: tuple[int, int]) -> None:
    width, height = size
    context = browser.new_context(offline=True, viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    opened = Opened(context.new_page())
    shown = opened.open(page)
    assert opened.violations() == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    shown.locator("#episodes tbody a").first.click()
    while (closed := shown.locator(".episode:target details:not([open]) summary")).count():
        closed.first.click()
    assert opened.violations() == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_without_scripts_all_is_there(browser: Browser, page: Path) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False)
    shown = context.new_page()
    shown.goto(page.as_uri())
    assert shown.locator("#episodes tbody tr").count() == 12
    assert not shown.locator("#filter").is_visible()
    shown.goto(page.as_uri() + "#e2")
    assert shown.locator("#e2 .diff").last.is_visible()
    context.close()


def test_on_paper_the_controls_are_gone_and_attempts_are_open(opened: Opened, page: Path) -> None:
    shown = opened.open(page, "#e1")
    shown.emulate_media(media="print")
    shown.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert all(each.is_visible() for each in shown.locator("#e1 .diff").all())
    assert not shown.locator("#e1 nav").is_visible()
    shown.evaluate("dispatchEvent(new Event('afterprint'))")
    assert shown.locator("#e1 details[open]").count() == 1


def test_without_the_tasks_the_first_proposal_is_shown_whole(opened: Opened, tmp_path: Path) -> None:
    write_report_page(tmp_path / "far.html", made_up.report(2, 2), root=tmp_path, name="")
    shown = opened.open(tmp_path / "far.html", "#e1")
    assert "The buggy code is not in the report" in shown.inner_text("#e1")
    first = shown.locator("#e1 details").first
    first.locator("summary").click()
    assert first.locator("h4").first.inner_text() == "The proposed code"


def test_a_changed_task_is_not_taken_for_the_one_that_was_graded(opened: Opened, tmp_path: Path) -> None:
    report = made_up.report(1, 1)
    source = made_up.ROOT / report.episodes[0].path
    copy = tmp_path / report.episodes[0].path
    copy.mkdir(parents=True)
    for file in source.iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    (copy / "buggy.py").write_text("x = 1\n", encoding="utf-8")
    write_report_page(tmp_path / "report.html", report, root=tmp_path, name="")
    assert "The buggy code is not in the report" in opened.open(tmp_path / "report.html", "#e1").inner_text("#e1")


def test_an_empty_report_says_so(opened: Opened, tmp_path: Path) -> None:
    empty = Report("0.1.0", "2026-11-22T12:00:00+00:00", Settings(), (), ())
    write_report_page(tmp_path / "empty.html", empty, root=tmp_path, name="empty.json")
    shown = opened.open(tmp_path / "empty.html")
    assert "The report holds no episodes" in shown.inner_text("main")
    assert opened.violations() == []


def test_200_episodes_of_5_attempts_are_one_file_below_3_mb(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    assert write_report_page(path, made_up.report(200, 5), root=made_up.ROOT, name="run.json") == [path]
    assert path.stat().st_size <= MOST_BYTES < 3_000_000
    shown = opened.open(path, "#e200")
    assert shown.locator("#e200 .attempts > li").count() == 5
    assert opened.complaints == []


def test_1000_episodes_open_at_once_and_each_is_a_click_away(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "a run #1.html"
    assert write_report_page(path, made_up.report(1000, 5), root=made_up.ROOT, name="run.json") == [path, tmp_path / "a run #1.episodes"]
    clock = opened.page.context.new_cdp_session(opened.page)
    clock.send("Performance.enable", {"timeDomain": "threadTicks"})  # of the page's thread, which a busy machine does not slow down
    shown = opened.open(path)
    assert shown.evaluate("document.readyState") == "complete"
    spent = {each["name"]: each["value"] for each in clock.send("Performance.getMetrics")["metrics"]}
    assert 0 < spent["TaskDuration"] < 10
    assert len(opened.rows()) == 1000
    shown.get_by_label("Find").fill("model-1")
    assert len(opened.rows()) == 500
    name = opened.rows()[0]
    shown.locator("#episodes tbody tr:not([hidden]) a").first.click()
    expect(shown.locator("h2")).to_have_text(name)
    expect(shown.locator(".attempts > li")).to_have_count(5)
    assert opened.violations() == []
    shown.get_by_role("link", name="Next").click()
    shown.get_by_role("link", name="All episodes").click()
    assert shown.locator("#episodes").is_visible()
    assert opened.outside() == []
    assert opened.complaints == []


def test_pages_of_an_earlier_run_do_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_codearena.html.report_page.MOST_BYTES", 1000)
    path, folder = tmp_path / "report.html", tmp_path / "report.episodes"
    write_report_page(path, made_up.report(4, 1), root=made_up.ROOT, name="")
    assert sorted(each.name for each in folder.iterdir()) == ["0001.html", "0002.html", "0003.html", "0004.html"]
    (folder / "mine.txt").write_text("", encoding="utf-8")
    write_report_page(path, made_up.report(2, 1), root=made_up.ROOT, name="")
    assert sorted(each.name for each in folder.iterdir()) == ["0001.html", "0002.html", "mine.txt"]
