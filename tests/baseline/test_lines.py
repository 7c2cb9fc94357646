"""A comparison in the terminal, in Markdown and as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_codearena.baseline.lines import comparison_json, comparison_lines, comparison_markdown
from pytest_codearena.baseline.pairing import pair
from pytest_codearena.baseline.verdict import Comparison, compare
from pytest_codearena.printable import columns_of

from .made_up import run

TASKS = {f"task_{i:02}": "s" for i in range(30)}
LOST = {**TASKS, **{f"task_{i:02}": "u" for i in range(6)}, "task_06": "S"}


@pytest.fixture
def comparisons() -> tuple[Comparison, ...]:
    old, first, second = run("old.json", TASKS), run("new.json", LOST), run("newer.json", {**TASKS, "task_07": "e"})
    return compare([*pair(old, first), *pair(old, second)])


def test_in_the_terminal(comparisons: tuple[Comparison, ...]) -> None:
    assert comparison_lines(comparisons, width=100) == TERMINAL.strip("\n").split("\n")


@pytest.mark.parametrize("width", [70, 80, 120])
def test_it_fits(comparisons: tuple[Comparison, ...], width: int) -> None:
    tables = [line for line in comparison_lines(comparisons, width=width) if "; " not in line and ": " not in line]
    assert max(columns_of(line) for line in tables) <= width


def test_in_markdown(comparisons: tuple[Comparison, ...]) -> None:
    lines = comparison_markdown(comparisons)
    assert lines[:3] == [
        "| run | agent | tasks | solved | reward | points (95%) | p | verdict |",
        "| --- | --- | --: | --: | --: | --: | --: | --- |",
        r"| new.json | ollama:qwen | 30 | 100% -\> 80% | 0.89 -\> 0.79 | -20 (-35 to -3) | 0.016 | regressed |",
    ]
    assert r"| worse | task\_00 | 1/1 -\> 0/1 | 1 -\> 2 | 0.89 -\> 0.40 |" in lines


def test_names_are_no_markup() -> None:
    name = "a|b<script>`*_[x](y)\x1b[2J"
    lines = comparison_markdown(compare(pair(run("old", {name: "s"}, agent=name), run("new", {name: "u"}, agent=name))))
    rows = [line for line in lines if "script" in line and line.startswith("|")]
    assert rows
    assert all(r"a\|b\<script\>\`\*\_\[x\](y)\\x1b\[2J" in row for row in rows)
    assert all(line.isprintable() for line in lines)


def test_as_json(comparisons: tuple[Comparison, ...]) -> None:
    found: Any = json.loads(json.dumps(comparison_json(comparisons), allow_nan=False))
    assert found["verdict"] == "regressed"
    first = found["comparisons"][0]
    assert [first[key] for key in ("old_run", "new_run", "old_agent", "tasks", "left_out", "verdict")] == [
        "old.json", "new.json", "ollama:qwen", 30, 0, "regressed",
    ]  # fmt: skip
    assert first["interval"].keys() == {"low", "high"}
    assert first["worse"][0] == {
        "task": "task_00", "digest": first["worse"][0]["digest"],
        "old": {"solved": 1, "judged": 1, "unjudged": 0, "attempts": [1], "rewards": [0.89], "tokens": 1052},
        "new": {"solved": 0, "judged": 1, "unjudged": 0, "attempts": [2], "rewards": [0.4], "tokens": 2104},
    }  # fmt: skip


def test_many_flips_are_counted() -> None:
    old, new = ({f"task_{i:03}": what for i in range(200)} for what in "su")
    lines = comparison_lines(compare(pair(run("old", old), run("new", new))))
    assert sum("task_" in line for line in lines) == 40
    assert lines[-1] == "… and more tasks that flipped, 200 down and 0 up in all"


TERMINAL = """
run         agent        tasks        solved        reward     points (95%)      p  verdict
----------  -----------  -----  ------------  ------------  ---------------  -----  ---------
new.json    ollama:qwen     30   100% -> 80%  0.89 -> 0.79  -20 (-35 to -3)  0.016  regressed
newer.json  ollama:qwen     29  100% -> 100%  0.89 -> 0.89    +0 (-9 to +9)      1  pass

new.json, ollama:qwen: regressed: it solves 20 points fewer on 30 tasks, which chance would do with p = 0.016.

exact McNemar; finds drops of 37 points or more in 80% of runs; with 2x the epochs 25 points, 5x the epochs 14 points at best

       task         solved  attempts        reward
-----  -------  ----------  --------  ------------
worse  task_00  1/1 -> 0/1    1 -> 2  0.89 -> 0.40
worse  task_01  1/1 -> 0/1    1 -> 2  0.89 -> 0.40
worse  task_02  1/1 -> 0/1    1 -> 2  0.89 -> 0.40
worse  task_03  1/1 -> 0/1    1 -> 2  0.89 -> 0.40
worse  task_04  1/1 -> 0/1    1 -> 2  0.89 -> 0.40
worse  task_05  1/1 -> 0/1    1 -> 2  0.89 -> 0.40

newer.json, ollama:qwen: pass: any drop is smaller than 8.9 points, with 97.5% confidence (margin 10 points).

exact McNemar; finds drops of 30 points or more in 80% of runs; with 2x the epochs 19 points, 5x the epochs 10 points at best; 3.3% of the pairs of episodes not judged and left out
"""
