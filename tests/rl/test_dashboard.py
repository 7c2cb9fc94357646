"""The page of the server in a real browser, used as people use it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')
pytest.importorskip("playwright", reason='needs pip install -e ".[test]"')

from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from ..html import conftest as html
from ..html.conftest import Opened
from .made_up import SECRET, overfit, resolved

browser = html.browser
"""The same for all pages."""

SLOW_AGENT = """
import json, sys, time
seen = json.load(sys.stdin)
time.sleep(0.4)
print("# attempt", seen["attempt"])
print(seen["buggy_code"])
"""


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Spec of an agent that takes its time, and never solves anything."""
    program = tmp_path_factory.mktemp("agent") / "slow.py"
    program.write_text(SLOW_AGENT)
    return f"command:{sys.executable} {program}"


@pytest.fixture(scope="module")
def hesitant(slow: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Spec of one that takes its time after the first attempt: enough for whoever wants to stop it."""
    program = tmp_path_factory.mktemp("agent") / "hesitant.py"
    program.write_text(SLOW_AGENT.replace("0.4", '10 if seen["attempt"] > 1 else 0'))
    return f"command:{sys.executable} {program}"


@pytest.fixture(scope="module")
def url(folder: Path, slow: str, hesitant: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server, on which nothing went wrong when it ends."""
    place = tmp_path_factory.mktemp("server")
    command = [sys.executable, "-m", "pytest_codearena", "serve", str(folder), "--port", "0", "--runs-per-minute", "1000"]
    command += ["--agent", "builtin?cpu_s=20", "--agent", slow, "--agent", hesitant, "--memory", str(place / "memory.jsonl")]
    with (place / "stderr").open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    assert process.stdout is not None
    with process, process.stdout:
        found = None
        for line in process.stdout:
            found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", line)
            if found:
                break
        assert found, (place / "stderr").read_text()
        try:
            yield found[1]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    assert "Traceback" not in (place / "stderr").read_text()


Visit = Callable[..., Opened]


@pytest.fixture
def visit(browser: Browser, url: str) -> Iterator[Visit]:
    """Opens the page as somebody who was not there before; no console may complain, whatever is done."""
    everybody: list[Opened] = []

    def made(width: int = 1280, scheme: Any = "light") -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        opened = Opened(context.new_page())
        everybody.append(opened)
        opened.page.goto(f"{url}/web")
        expect(opened.page.locator("#server")).to_contain_text("3 tasks")
        return opened

    yield made
    for opened in everybody:
        assert opened.complaints == []
        assert {each for each in opened.requests if not each.startswith((url, "data:"))} == set()
        assert SECRET not in opened.page.content()
        opened.page.context.close()


def begin(page: Page, task: str) -> None:
    page.get_by_label("Task").select_option(task)
    page.get_by_role("button", name="Start episode").click()
    expect(page.locator("#kicker")).to_contain_text(task)


def grade(page: Page, code: str, attempts: int) -> None:
    page.get_by_label("Code of your fix").fill(code)
    page.get_by_role("button", name="Grade this fix").click()
    expect(page.locator("#steps > li")).to_have_count(attempts)


def test_an_episode_is_solved_by_hand(visit: Visit) -> None:
    page = visit().page
    begin(page, "half")
    expect(page.locator("#title")).to_have_text("Part of a number")
    expect(page.locator("#description")).to_contain_text("rounded towards zero")
    page.get_by_text("Visible tests: test_unit.py").click()
    expect(page.get_by_text("def test_some")).to_be_visible()

    grade(page, overfit(2), 1)
    expect(page.locator("#outcome .chip").first).to_have_text("overfit")
    expect(page.locator("#error-log")).to_contain_text("hidden properties fail")
    expect(page.locator("#outcome .bars")).to_contain_text("tests")
    expect(page.locator("#outcome")).to_contain_text("4 attempts left")

    grade(page, resolved(2), 2)
    expect(page.locator("#outcome")).to_contain_text("Solved.")
    assert page.locator("#outcome .big").all_inner_texts() == ["0.88", "0.88"]
    expect(page.locator("#chart circle")).to_have_count(2)
    expect(page.locator("#chart circle.solved")).to_have_count(1)
    expect(page.get_by_role("button", name="Grade this fix")).to_be_disabled()

    begin(page, "third")
    expect(page.locator("#steps > li")).to_have_count(0)
    expect(page.locator("#chart circle")).to_have_count(2)
    assert "// 3" in page.get_by_label("Code of your fix").input_value()


def test_an_episode_is_chosen_by_difficulty_and_category(visit: Visit) -> None:
    page = visit().page
    page.get_by_label("Difficulty").select_option("auto")
    page.get_by_role("button", name="Start episode").click()
    expect(page.locator("#kicker")).to_have_text("logic · easy · half · chosen for level easy")
    expect(page.locator("#level")).to_contain_text("Your level: easy")
    page.get_by_label("Difficulty").select_option("")
    page.get_by_label("Category").select_option("security")
    page.get_by_role("button", name="Start episode").click()
    expect(page.locator("#kicker")).to_have_text("security · hard · fourth")
    page.get_by_label("Difficulty").select_option("easy")
    expect(page.get_by_role("button", name="Start episode")).to_be_disabled()


def test_an_answer_that_was_overtaken_does_not_take_the_episode_away(browser: Browser, url: str) -> None:
    page = browser.new_context().new_page()
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/web/api/state?known=-1", hold)
    page.goto(f"{url}/web")
    expect(page.locator("#server")).to_contain_text("3 tasks")
    while not held:
        page.wait_for_timeout(20)
    begin(page, "half")
    route, before = held[0]
    assert before.text() == "null"  # of before there was an episode
    with page.expect_response("**/web/api/state?known=-1") as arrived:
        route.fulfill(response=before)
    arrived.value.finished()
    page.wait_for_timeout(200)
    expect(page.get_by_role("button", name="AI fix")).to_be_visible()
    page.context.close()


def test_an_agent_is_asked_for_a_fix_and_says_how_it_came_to_it(visit: Visit) -> None:
    page = visit().page
    begin(page, "half")
    page.get_by_role("button", name="AI fix").click()
    expect(page.locator("#steps > li")).to_have_count(1)
    expect(page.locator("#doing")).to_be_hidden()
    expect(page.locator("#steps .method")).to_contain_text("builtin")
    expect(page.locator("#steps .note")).to_contain_text("visible tests")
    page.get_by_text("What the agent says of it").click()
    expect(page.locator("#steps pre.log")).to_contain_text("becomes")
    page.locator("#steps details").filter(has_text="Into the editor").locator("summary").click()
    page.get_by_label("Code of your fix").fill("mine = 1")
    page.get_by_role("button", name="Into the editor").click()
    assert "def part" in page.get_by_label("Code of your fix").input_value()


def test_agent_mode_goes_on_by_itself_and_is_remembered(visit: Visit, slow: str) -> None:
    page = visit().page
    begin(page, "fourth")
    page.get_by_label("Agent").select_option(slow)
    page.get_by_role("button", name="Agent mode").click()
    expect(page.locator("#doing")).to_contain_text("agent mode")
    expect(page.locator("#steps > li")).not_to_have_count(0)
    page.reload()  # what is under way goes on, and is shown again
    expect(page.locator("#steps > li")).to_have_count(5)
    expect(page.locator("#outcome")).to_contain_text("All attempts are used up.")
    page.get_by_role("button", name="Memory").click()
    expect(page.locator("#remembered tbody tr").filter(has_text="fourth")).to_contain_text("this task")


def test_agent_mode_is_stopped_half_way(visit: Visit, hesitant: str) -> None:
    page = visit().page
    begin(page, "third")
    page.get_by_label("Agent").select_option(hesitant)
    page.get_by_role("button", name="Agent mode").click()
    expect(page.locator("#steps > li")).not_to_have_count(0)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#doing")).to_be_hidden()
    made = page.locator("#steps > li").count()
    assert 1 <= made < 5
    expect(page.locator("#notice")).to_contain_text("stopped")
    grade(page, resolved(3), made + 1)
    expect(page.locator("#outcome")).to_contain_text("Solved.")


def test_two_people_at_once_do_not_disturb_each_other(visit: Visit, slow: str) -> None:
    one, other = visit().page, visit().page
    begin(one, "half")
    begin(other, "third")
    one.get_by_label("Agent").select_option(slow)
    one.get_by_role("button", name="Agent mode").click()
    expect(one.locator("#doing")).to_be_visible()
    grade(other, resolved(3), 1)
    expect(other.locator("#outcome")).to_contain_text("Solved.")
    expect(one.locator("#steps > li")).to_have_count(5)
    expect(one.locator("#kicker")).to_contain_text("half")
    expect(other.locator("#steps > li")).to_have_count(1)


def test_any_program_is_run_in_the_sandbox(visit: Visit) -> None:
    opened = visit()
    page = opened.page
    page.get_by_role("button", name="Sandbox").click()

    def run(source: str, ended: str) -> None:
        page.get_by_label("Program").fill(source)
        page.get_by_role("button", name="Run", exact=True).click()
        expect(page.locator("#executing")).to_be_hidden()
        expect(page.locator("#ran .chip")).to_have_text(ended)

    run("def f(xs):\n    return [x for x in xs for y in xs]\n\n\nprint(len(f([1, 2])))", "came to its end")
    expect(page.locator("#printed")).to_have_text("4\n")
    expect(page.locator("#ran")).to_contain_text("O(n^2)")
    run("print('<img src=x onerror=alert(1)>\u202e')\n1 / 0", "raised an exception")
    expect(page.locator("#printed")).to_have_text("<img src=x onerror=alert(1)>\\u{202e}\n")
    expect(page.locator("#ran .fault")).to_contain_text("ZeroDivisionError")
    run("print('before')\nopen('/etc/hostname').read()", "raised an exception")
    expect(page.locator("#ran .fault")).to_contain_text("Permission denied")
    run("print('before')\nwhile True:\n    pass", "took too long")
    expect(page.locator("#printed")).to_have_text("before\n")


def test_the_editor_is_one_for_python(visit: Visit) -> None:
    page = visit().page
    begin(page, "half")
    area = page.get_by_label("Code of your fix")
    area.fill("")
    area.press_sequentially("def part(number):\nreturn int(number / 2)", delay=1)
    assert area.input_value() == "def part(number):\n    return int(number / 2)"
    area.press("Home")
    area.press("Shift+Tab")
    assert area.input_value() == "def part(number):\nreturn int(number / 2)"
    area.press("Tab")
    assert area.input_value() == "def part(number):\n    return int(number / 2)"
    assert page.locator("#editor .numbers").inner_text().split() == ["1", "2"]
    assert page.locator("#editor .k").all_inner_texts() == ["def", "return"]
    assert page.locator("#editor .colours").text_content() == area.input_value() + "\n"
    area.press("Control+Enter")
    expect(page.locator("#outcome")).to_contain_text("Solved.")
    area.press("Escape")
    area.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_used_by_everybody(visit: Visit, scheme: str) -> None:
    opened = visit(scheme=scheme)
    begin(opened.page, "half")
    grade(opened.page, overfit(2), 1)
    assert opened.violations() == []
    for tab in ("Sandbox", "Memory"):
        opened.page.get_by_role("button", name=tab).click()
        assert opened.violations() == []


def test_a_phone_needs_no_scrolling_sideways(visit: Visit) -> None:
    page = visit(width=390).page
    begin(page, "half")
    grade(page, f"# {'long ' * 60}\n{overfit(2)}", 1)
    for tab in ("Sandbox", "Memory", "Repair"):
        page.get_by_role("button", name=tab).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_token_is_asked_for_on_the_page(browser: Browser, folder: Path) -> None:
    command = [sys.executable, "-m", "pytest_codearena", "serve", str(folder), "--port", "0", "--token", "let-me-in"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        found = next(filter(None, (re.search(r"listening on (\S+)", line) for line in process.stdout)))
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{found[1]}/web")
        page.get_by_label("Token").fill("wrong")
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("#notice")).to_have_text("that is not this server's token")
        page.get_by_label("Token").fill("let-me-in")
        page.get_by_role("button", name="Log in").click()
        begin(page, "half")
        context.clear_cookies()
        page.goto(f"{found[1]}/web?token=let-me-in")
        begin(page, "third")
        assert page.url == f"{found[1]}/web"
        assert page.evaluate("document.cookie") == ""
        context.close()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()
