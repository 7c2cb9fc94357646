"""Makes tasks whose one interest is how fast their function is."""

from __future__ import annotations

from pathlib import Path

from pytest_codearena import Task, load_task

_TOML = """\
title = "Timed"
description = "The same, faster."
category = "speed"
difficulty = "easy"
[tests]
hidden = []
[efficiency]
function = "{function}"
sizes = {sizes}
"""
_UNIT = """\
import candidate


def test_it_is_there():
    assert callable(candidate.{function})
"""


def timed_task(folder: Path, function: str, reference: str, workload: str, sizes: tuple[int, ...], more: str = "") -> Task:
    """Returns the task that ``folder`` holds after this; every module that defines ``function`` passes its tests.

    ``more`` is added to its ``task.toml``.
    """
    folder.mkdir(parents=True)
    texts = {
        "task.toml": _TOML.format(function=function, sizes=list(sizes)) + more,
        "reference.py": reference,
        "buggy.py": "",
        "workload.py": workload,
        "test_unit.py": _UNIT.format(function=function),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_task(folder)


def task_of_known_growth(folder: Path, name: str, among: str = "first") -> Task:
    """Returns a task whose reference is the function of this name in that set of ``tests/complexity``."""
    from tests.complexity.functions import SETS

    known = next(each for each in SETS[among] if each.name == name)
    workload = (
        "from tests.complexity.functions import SETS\n\n"
        f"workload = next(known.make for known in SETS[{among!r}] if known.name == {name!r})\n"
    )
    return timed_task(folder / name, known.function, known.source, workload, known.sizes)
