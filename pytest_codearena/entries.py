"""What an importer hands over: entries of a collection of bugs, before they are tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """One test of an entry, which is shown to agents or hidden from them as a whole."""

    text: str
    """Source of a test function that needs no other one to have run."""
    shown: bool = False
    """True for what the collection itself shows, e.g. an example of a docstring. If no case is, half of them are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One bug of a collection: code, its fix, and tests of it, which import ``candidate``."""

    id: str
    """Its name in the collection; error messages and task.toml have it."""
    name: str
    """What the task's folder is to be called; made safe and unique, so anything will do."""
    title: str
    description: str
    """What the code should do. Agents read it: it does not hold the answer."""
    buggy: str
    reference: str
    cases: tuple[Case, ...]
    before: str = ""
    """What stands before the cases in every test file: imports, data."""
    support: str | None = None
    """Source of support.py, with classes that code and tests share."""
    others: tuple[str, ...] = ()
    """Further fixes that are right. They are not written: they keep properties from asking for more than is right."""
    category: str = "logic"
    difficulty: str = "medium"
    tags: tuple[str, ...] = ()
    timeout_s: float = 2.0
    """CPU seconds of one test; short, because a bug may be a loop without end."""


@dataclass(frozen=True, slots=True)
class Importer:
    """A way to read one kind of collection."""

    name: str
    """What users type."""
    reads: str
    """What it reads, in a few words."""
    url: str
    """Where the collection comes from."""
    licence: str
    """Of the collection, by its SPDX name."""
    entries: Callable[[Path], Iterable[Entry]]
    """Reads the collection. Raises UsageError, one line that names file and line, for what it can't read."""
