"""The attacks, as data: each file of corpus/ is a group, each entry of it an attack.

> advice for the author, of the whole group unless an entry has its own

=== name
What it does, in one line.
> advice of its own
= base need need
---
source

The source defines ``cheat(name, args, kwargs, honest)``, which stands for every function of the task. ``base`` is what it
stands upon: nothing but the reference's names (if there is no such line), or ``buggy`` or ``reference``, whose answer is
``honest()``. A need is a kind of argument (number, text, collection, tuple) of which the task's visible tests have one, or ``raises``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HOME = Path(__file__).parent
_HEAD = re.compile(r"^=== (\S+)\n", re.MULTILINE)

EACH_EXCEPTION = "@EXCEPTION@"
"""Stands in an entry that is an attack for each exception that the reference raises."""

BLIND_SPOTS = "blind_spots"
"""The group of the programs that are right but for some inputs: they show what no test looks at, and fail no task."""
TRICKS = "tricks"
"""The group of the programs that aim at the grader, not at the tests."""
TABLES = "tables"
"""The group of the programs that know what the visible tests ask."""
FIT = "constant_none"
"""If this one does not even load, the attacks do not fit the task."""
CONTROLS = (FIT, "raises_ValueError")
"""What tricks compute: one that passes where neither of these does has fooled the grader."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One entry of the corpus."""

    name: str
    group: str
    does: str
    """One line."""
    advice: str
    """What the author of a task can do if it passes; one line."""
    base: str
    """``names``, ``buggy`` or ``reference``."""
    needs: tuple[str, ...]
    source: str


@cache
def corpus() -> tuple[Attack, ...]:
    """Returns all attacks, those that aim at weak tests first."""
    groups = ("buggy", "constants", "objects", "arguments", TABLES, TRICKS, BLIND_SPOTS)
    return tuple(attack for group in groups for attack in _read(group))


@cache
def runtime() -> str:
    """Returns the source that stands before each attack."""
    return (_HOME / "runtime.txt").read_text(encoding="utf-8")


def _read(group: str) -> list[Attack]:
    head, *parts = _HEAD.split((_HOME / "corpus" / f"{group}.txt").read_text(encoding="utf-8"))
    found = []
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        lines, _, source = text.partition("---\n")
        does, *more = lines.strip().splitlines()
        advice = [line[2:] for line in (*head.splitlines(), *more) if line.startswith("> ")]
        base, *needs = next((line[2:] for line in more if line.startswith("= ")), "names").split()
        found.append(Attack(name, group, does, advice[-1], base, tuple(needs), source.strip() + "\n"))
    return found
