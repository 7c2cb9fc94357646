"""``codearena import``: task folders for a collection of bugs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..errors import UsageError
from .saying import say


def add(name: str, commands: Any) -> None:
    """The command is one of ``commands`` after this."""
    parser = commands.add_parser(
        name,
        help="write task folders for a collection of bugs",
        description="Writes a task folder into OUT for each bug in SOURCE.",
    )
    parser.add_argument("importer", nargs="?", metavar="NAME", help="the kind of collection; see --list")
    parser.add_argument("source", nargs="?", type=Path, metavar="SOURCE", help="file or folder that holds it")
    parser.add_argument("out", nargs="?", type=Path, metavar="OUT", help="a new folder, or an empty one")
    parser.add_argument("--list", action="store_true", help="say which importers there are")
    parser.add_argument(
        "-p", dest="plugins", action="append", default=[], metavar="MODULE", help="look for importers in MODULE too"
    )
    parser.set_defaults(run=_run)


def _run(parsed: argparse.Namespace) -> int:
    from ..importers import find_importers

    importers = find_importers(parsed.plugins)
    if parsed.list:
        for each in importers.values():
            say(f"{each.name:16} {each.reads} ({each.licence}, {each.url})")
        return 0
    if parsed.out is None:
        raise UsageError("import: expected NAME SOURCE OUT; `codearena import --list` says which names there are")
    importer = importers.get(parsed.importer)
    if importer is None:
        raise UsageError(f'import: there is no importer "{parsed.importer}"; there are {", ".join(importers)}')
    from ..importers.convert import import_entries

    written = import_entries(importer, parsed.source, parsed.out)
    with_properties = sum(not task.missing for task in written)
    say(f"{parsed.out}: {len(written)} tasks, {with_properties} of them with derived properties")
    for task in written:
        if task.missing:
            say(f"  {task.name}: no property: {task.missing}")
        if task.left_out:
            say(f"  {task.name}: left out {task.left_out} tests that take the reference too long")
    say(f"then: codearena check {parsed.out}")
    return 0
