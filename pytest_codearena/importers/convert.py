"""From entries to task folders: which tests are shown, properties, names, and all of it written."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from ..authoring.folder import Draft, Tables, safe_name, write_folder
from ..authoring.properties import Derived, Solution, derive_properties
from ..entries import Entry, Importer
from ..errors import UsageError
from ..grading.answers import Answers
from ..records import DIFFICULTIES
from ..sandbox.selftest import probe
from .reading import parse
from .split import MODULE, split, test_file

_WORKERS = 2
"""Entries that are worked on at the same time: the code of one runs while another is read."""

_PATIENCE = 4.0
"""A right answer may take so many times the reference's CPU time."""


@dataclass(frozen=True, slots=True)
class Written:
    """One task that was written."""

    name: str
    missing: str
    """Why no property could be derived; empty if one was."""
    left_out: int
    """Tests that took the reference too long."""


def import_entries(importer: Importer, source: Path, out: Path) -> list[Written]:
    """Returns what was written to ``out``, a folder for each entry, in order.

    Raises UsageError, one line, if the collection can't be read or ``out`` is not free; then nothing was written. Raises
    SandboxError where the code of the collection can't be isolated.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out}: is not empty; name a new folder")
    probe()
    entries = list(importer.entries(source))
    if not entries:
        raise UsageError(f"{source}: holds nothing to import")
    for entry in entries:
        _check(entry, source)
    names = _names(entries)
    with _Workshop(importer) as workshop, ThreadPoolExecutor(_WORKERS, thread_name_prefix="codearena-import") as executor:
        made = list(executor.map(workshop.make, entries))
    for name, (draft, _, _) in zip(names, made, strict=True):
        write_folder(draft, out / name)
    return [Written(name, _reason(derived), left_out) for name, (_, derived, left_out) in zip(names, made, strict=True)]


def _check(entry: Entry, source: Path) -> None:
    """Raises UsageError unless a task can be made of the entry."""
    where = f"{source}: {entry.id[:80]!r}"
    if not entry.cases:
        raise UsageError(f"{where}: has no tests")
    if entry.difficulty not in DIFFICULTIES:
        raise UsageError(f'{where}: difficulty: expected easy, medium or hard, got "{entry.difficulty}"')
    parse(entry.reference, f"{where}: the reference")
    parse(test_file(entry, entry.cases), f"{where}: the tests")
    for case in entry.cases:
        parse(case.text, f"{where}: a test")


def _names(entries: Iterable[Entry]) -> list[str]:
    names: list[str] = []
    taken: set[str] = set()
    for entry in entries:
        names.append(safe_name(entry.name, taken))
        taken.add(names[-1])
    return names


def _reason(derived: Derived) -> str:
    if derived.text:
        return ""
    return "; ".join(derived.missing.values()) or "the tests call no function by its name"


class _Workshop:
    """Makes tasks of entries, in several threads; each thread has a process of its own that asks code."""

    def __init__(self, importer: Importer) -> None:
        self._importer = importer
        self._own = threading.local()
        self._all: list[Answers] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for answers in self._all:
            answers.close()

    def make(self, entry: Entry) -> tuple[Draft, Derived, int]:
        """Returns the task folder for the entry, what became of its properties, and how many tests were left out."""
        answers = self._answers()
        parts = split(entry, answers)
        solution = Solution(entry.reference, entry.support, entry.others)
        everything = test_file(entry, (*parts.shown, *parts.hidden))
        derived = derive_properties(solution, [everything], MODULE, answers, from_annotations=False)
        files = {"buggy.py": entry.buggy, "reference.py": entry.reference, "test_unit.py": test_file(entry, parts.shown)}
        if entry.support is not None:
            files["support.py"] = entry.support
        hidden: dict[str, str] = {}
        if parts.hidden:
            hidden["test_hidden.py"] = test_file(entry, parts.hidden)
        if derived.text:
            hidden["test_properties.py"] = derived.text
        keys = {
            "title": entry.title,
            "description": entry.description,
            "category": entry.category,
            "difficulty": entry.difficulty,
            "tags": list(entry.tags),
        }
        tables: Tables = {
            "limits": {"timeout_s": max(entry.timeout_s, float(math.ceil(_PATIENCE * parts.slowest_s)))},
            "tests": {"hidden": list(hidden)},
            "origin": {"url": self._importer.url, "licence": self._importer.licence, "id": entry.id},
        }
        return Draft(keys, tables, files | hidden), derived, parts.left_out

    def _answers(self) -> Answers:
        found: Answers | None = getattr(self._own, "answers", None)
        if found is None:
            found = self._own.answers = Answers()
            self._all.append(found)
        return found
