"""A real browser without a network, in which pages are opened from disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; without one the test is skipped."""
    expect.set_options(timeout=60_000)  # a busy machine takes its time
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, NAMES)), None) or playwright.chromium.executable_path
        if not Path(found).exists():
            pytest.skip("no Chromium is installed")
        running = playwright.chromium.launch(executable_path=found)
        yield running
        running.close()


class Opened:
    """A page in the browser, and all that it asked for and complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def open(self, path: Path, fragment: str = "") -> Page:
        """Opens the file from disk."""
        self.page.goto(path.as_uri() + fragment)
        return self.page

    def outside(self) -> list[str]:
        """What was asked for beside pages from disk and pictures within them."""
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]

    def rows(self) -> list[str]:
        """The tasks that the table shows, from top to bottom."""
        names = "[...document.querySelectorAll('#episodes tbody tr')].filter(row => !row.hidden).map(row => row.cells[0].innerText.trim())"
        found: list[str] = self.page.evaluate(names)
        return found

    def violations(self) -> list[str]:
        """What axe-core finds serious or critical."""
        self.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
        found: Any = self.page.evaluate("axe.run()")
        bad = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
        assert len(found["passes"]) > 5, "axe looked at the page"
        return [json.dumps([each["id"], each["help"], [node["html"][:200] for node in each["nodes"][:3]]]) for each in bad]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Both colour schemes."""
    return str(request.param)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """A page of a desktop, in light colours."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    yield Opened(context.new_page())
    context.close()
