"""A task from the template: it runs at once, as it holds a small bug and all that belongs to one."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from .folder import Draft, Tables, check_name, write_folder

_DESCRIPTION = """\
chunks(items, size) returns the items, in order, in lists of `size`; the last one may be shorter. A size below 1 is a ValueError.

Known to be wrong: some items are missing."""
_EFFICIENCY: Tables = {"efficiency": {"function": "chunks", "sizes": [20_000, 40_000, 80_000, 160_000], "expected": "O(n)"}}
_FILES = ("buggy.py", "reference.py", "test_unit.py", "test_properties.py")


def new_task(name: str, folder: Path, *, category: str, difficulty: str, efficiency: bool) -> Path:
    """Returns the new folder ``folder/category/name``. Raises UsageError if it exists, or can't be called that."""
    check_name(name, "NAME")
    check_name(category, "--category")
    keys = {"title": title_of(name), "description": _DESCRIPTION, "category": category, "difficulty": difficulty}
    files = {file: _template(file) for file in (*_FILES, *(["workload.py"] if efficiency else []))}
    return write_folder(Draft(keys, _EFFICIENCY if efficiency else {}, files), folder / category / name)


def title_of(name: str) -> str:
    """Returns the name as words, e.g. ``Stale index`` for ``stale_index``."""
    return name.replace("_", " ").replace("-", " ").strip().capitalize()


def _template(name: str) -> str:
    return resources.files(__package__).joinpath("template", f"{name}.txt").read_text(encoding="utf-8")
