"""``codearena new``: a task folder from a template, from a fix and its tests, or from a commit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..records import CATEGORIES, DIFFICULTIES
from .saying import say

if TYPE_CHECKING:
    from ..authoring.fix import Made


def add(name: str, commands: Any) -> None:
    """The command is one of ``commands`` after this."""
    parser = commands.add_parser(
        name,
        help="write a task folder",
        description="Writes DIR/CATEGORY/NAME: from a template, from a fix and its tests, or from a commit.",
    )
    parser.add_argument("name", metavar="NAME", help="name of the task and its folder")
    parser.add_argument("--category", required=True, help=f"{', '.join(CATEGORIES)}, or another word")
    parser.add_argument("--difficulty", choices=DIFFICULTIES, default="medium", help="default: medium")
    parser.add_argument("--dir", type=Path, default=Path("tasks"), metavar="DIR", help="default: tasks")
    parser.add_argument("--efficiency", action="store_true", help="with a workload: speed counts too (template only)")
    sources = parser.add_mutually_exclusive_group()
    sources.add_argument(
        "--from",
        dest="files",
        nargs="+",
        metavar="FILE",
        help="BUGGY FIXED TEST…: the code before and after the fix, and its tests",
    )
    sources.add_argument(
        "--from-commit", dest="commit", nargs="+", metavar="ARG", help="REV FILE TEST…: the fix that commit REV made to FILE"
    )
    parser.add_argument("--module", default="", help="name by which the tests import the code (default: as they say)")
    parser.set_defaults(run=_run)


def _run(parsed: argparse.Namespace) -> int:
    if parsed.files is None and parsed.commit is None:
        from ..authoring.new import new_task

        path = new_task(
            parsed.name, parsed.dir, category=parsed.category, difficulty=parsed.difficulty, efficiency=parsed.efficiency
        )
        say(f"{path}: written, with a small bug as an example. What is left to do:")
        say("  buggy.py, reference.py   your code with its bug, and without")
        say("  task.toml                title, and what the code should do; not how it is mended")
        say("  test_unit.py             5 tests or more; agents see them, and buggy.py fails at least one")
        say("  test_properties.py       2 properties or more; hidden, so that a fix has to be right for other inputs too")
        if parsed.efficiency:
            say("  workload.py              inputs of each size in task.toml, for what is timed")
        say(f"then: codearena check {path}")
        return 0
    if parsed.efficiency:
        raise UsageError("--efficiency: only for the template; write workload.py and [efficiency] yourself")
    from ..authoring.fix import task_from_fix

    fix = _fix(parsed)
    made = task_from_fix(parsed.name, parsed.dir, fix, category=parsed.category, difficulty=parsed.difficulty)
    _tell(made)
    return 0


def _fix(parsed: argparse.Namespace) -> Any:
    if parsed.commit is not None:
        from ..authoring.from_commit import fix_of_commit

        if len(parsed.commit) < 3:
            raise UsageError("--from-commit: expected REV FILE TEST…")
        revision, file, *tests = parsed.commit
        return fix_of_commit(revision, file, tests, parsed.module)
    from ..authoring.fix import read_fix

    if len(parsed.files) < 3:
        raise UsageError("--from: expected BUGGY FIXED TEST…")
    buggy, fixed, *tests = map(Path, parsed.files)
    return read_fix(buggy, fixed, tests, parsed.module)


def _tell(made: Made) -> None:
    say(f'{made.path}: written; the tests import "{made.module}"; the fixed code passes them, the buggy code does not.')
    if made.derived.functions:
        say(f"properties were derived for {', '.join(made.derived.functions)}: read them, they are yours now")
    for name, reason in made.derived.missing.items():
        say(f"no property for {name}: {reason}")
    if not made.derived.functions:
        say("the property file says how to write one; until then, whoever knows the visible tests passes")
    say(f"What is left to do: title and description in {made.path / 'task.toml'}; then: codearena check {made.path}")
