"""Makes docs/dashboard.png: an episode on the page of the server, in headless Chromium.

$ python docs/dashboard.py                          # starts a server; needs the extras rl and test
$ python docs/dashboard.py http://127.0.0.1:8000    # of a server that runs already
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
TASK = "cinema_seats"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def play(page: Page, address: str) -> None:
    """One attempt by hand and one of the built-in agent stand on the page after this."""
    page.goto(f"{address}/web")
    page.get_by_label("Task").select_option(TASK)
    page.get_by_role("button", name="Start episode").click()
    page.get_by_role("button", name="Grade this fix").click()
    page.locator("#steps > li").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="AI fix").click()
    page.locator("#steps > li").nth(1).wait_for(timeout=60_000)
    page.locator("#doing").wait_for(state="hidden")


def picture(address: str, target: Path) -> None:
    """The picture is in ``target`` after this."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, NAMES)), None) or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=found)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        play(page, address)
        seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        seen.quantize(64, dither=Image.Dither.NONE).save(target, optimize=True)  # a third of the size, and looks the same
        browser.close()


def main(arguments: list[str]) -> None:
    """``docs/dashboard.png`` shows the page as it is now after this."""
    target = ROOT / "docs" / "dashboard.png"
    if arguments:
        picture(arguments[0], target)
        return
    command = [sys.executable, "-m", "pytest_codearena", "serve", str(ROOT / "tasks"), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        picture(next(filter(None, (re.search(r"listening on (\S+)", line) for line in server.stdout)))[1], target)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
