"""``--codearena-html`` in real runs: the page of what was found out, with or without a report beside it."""

from __future__ import annotations

import importlib.util

import pytest

from .conftest import Arena
from .made_up import FIXED, OVERFIT

ATTACK = 'def half(n):\n    return "</script><img src=x onerror=alert(1)>"\n'


def test_a_run_writes_its_page(arena: Arena) -> None:
    arena.task("stale")
    arena.task("other")
    agent = arena.fixes({"stale.1.py": OVERFIT, "stale.2.py": FIXED, "other.py": ATTACK})
    result = arena.run("--codearena-html=out/page.html", "--codearena-attempts=2", agent=agent)
    result.stdout.fnmatch_lines(["page: */out/page.html"])
    page = (arena.path / "out" / "page.html").read_text(encoding="utf-8")
    assert "Changed against the buggy code" in page
    assert "Changed against attempt 1" in page
    assert "overfit" in page
    assert "test_twice_the_half" in page
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page


@pytest.mark.slow
def test_workers_of_xdist_write_one_page(arena: Arena) -> None:
    for name in ("a", "b", "c"):
        arena.task(name)
    result = arena.run_apart("--codearena-html=page.html", "--codearena-report=report.json", "-n", "2")
    result.assert_outcomes(passed=3)
    page = (arena.path / "page.html").read_text(encoding="utf-8")
    assert "report.json, 3 episodes" in page
    assert page.count('class="episode"') == len(arena.report()["episodes"]) == 3


def test_the_ini_file_names_it_too(arena: Arena) -> None:
    arena.task()
    arena.pytester.makeini("[pytest]\ncodearena_html = page.html\n")
    assert arena.run("--collect-only").ret == 0
    assert not (arena.path / "page.html").exists()
    assert arena.run().ret == 0
    assert (arena.path / "page.html").exists()


def test_what_cannot_be_written_is_said_before_the_run(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    arena.task()
    same = arena.run("--codearena-html=x.out", "--codearena-report=x.out")
    assert same.ret == 4
    same.stderr.fnmatch_lines(["ERROR: --codearena-html=*x.out: is the file of --codearena-report; name another one"])
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "jinja2" else find(name, *more))
    missing = arena.run("--codearena-html=page.html")
    assert missing.ret == 4
    missing.stderr.fnmatch_lines(['ERROR: --codearena-html: needs Jinja2, *pip install "pytest-codearena?html?"'])
