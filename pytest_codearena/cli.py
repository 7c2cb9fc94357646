"""The command line ``codearena``: sub-commands, each of which lives in a room of its own.

A sub-command is a function below that adds its parser, and one that runs it; ``COMMANDS`` lists them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from . import __version__
from .errors import CodeArenaError, UsageError
from .records import CATEGORIES, DIFFICULTIES

if TYPE_CHECKING:
    from .authoring.fix import Made

WRONG_USE = 2
"""Exit status for what the user has to mend; one line on the standard error says what."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Ends the program with one line."""
        raise UsageError(f"{message}; see {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status. A mistake of the user is one line on the standard error, and status 2."""
    parser = _Parser(prog="codearena", description="Write, check and import code-repair tasks.")
    parser.add_argument("--version", action="version", version=f"codearena {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, add in COMMANDS.items():
        add(name, commands)
    try:
        parsed = parser.parse_args(arguments)
        return int(parsed.run(parsed))
    except CodeArenaError as error:
        print(f"codearena: {' '.join(str(error).split())}", file=sys.stderr)  # noqa: T201
        return WRONG_USE


def _say(text: str) -> None:
    print(text)  # noqa: T201  # what a command found out is its output


# --- new


def _add_new(name: str, commands: Any) -> None:
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
        "--from", dest="files", nargs="+", metavar="FILE", help="BUGGY FIXED TEST…: the code before and after the fix, and its tests"
    )
    sources.add_argument(
        "--from-commit", dest="commit", nargs="+", metavar="ARG", help="REV FILE TEST…: the fix that commit REV made to FILE"
    )
    parser.add_argument("--module", default="", help="name by which the tests import the code (default: as they say)")
    parser.set_defaults(run=_run_new)


def _run_new(parsed: argparse.Namespace) -> int:
    if parsed.files is None and parsed.commit is None:
        from .authoring.new import new_task

        path = new_task(
            parsed.name, parsed.dir, category=parsed.category, difficulty=parsed.difficulty, efficiency=parsed.efficiency
        )
        _say(f"{path}: written, with a small bug as an example. What is left to do:")
        _say("  buggy.py, reference.py   your code with its bug, and without")
        _say("  task.toml                title, and what the code should do; not how it is mended")
        _say("  test_unit.py             5 tests or more; agents see them, and buggy.py fails at least one")
        _say("  test_properties.py       2 properties or more; hidden, so that a fix has to be right for other inputs too")
        if parsed.efficiency:
            _say("  workload.py              inputs of each size in task.toml, for what is timed")
        _say(f"then: codearena check {path}")
        return 0
    if parsed.efficiency:
        raise UsageError("--efficiency: only for the template; write workload.py and [efficiency] yourself")
    from .authoring.fix import task_from_fix

    fix = _fix(parsed)
    made = task_from_fix(parsed.name, parsed.dir, fix, category=parsed.category, difficulty=parsed.difficulty)
    _tell(made)
    return 0


def _fix(parsed: argparse.Namespace) -> Any:
    if parsed.commit is not None:
        from .authoring.from_commit import fix_of_commit

        if len(parsed.commit) < 3:
            raise UsageError("--from-commit: expected REV FILE TEST…")
        revision, file, *tests = parsed.commit
        return fix_of_commit(revision, file, tests, parsed.module)
    from .authoring.fix import read_fix

    if len(parsed.files) < 3:
        raise UsageError("--from: expected BUGGY FIXED TEST…")
    buggy, fixed, *tests = map(Path, parsed.files)
    return read_fix(buggy, fixed, tests, parsed.module)


def _tell(made: Made) -> None:
    _say(f'{made.path}: written; the tests import "{made.module}"; the fixed code passes them, the buggy code does not.')
    if made.derived.functions:
        _say(f"properties were derived for {', '.join(made.derived.functions)}: read them, they are yours now")
    for name, reason in made.derived.missing.items():
        _say(f"no property for {name}: {reason}")
    if not made.derived.functions:
        _say("the property file says how to write one; until then, whoever knows the visible tests passes")
    _say(f"What is left to do: title and description in {made.path / 'task.toml'}; then: codearena check {made.path}")


# --- check


def _add_check(name: str, commands: Any) -> None:
    # With a prefix that nobody types all arguments are taken as they stand, options too.
    parser = commands.add_parser(
        name,
        prefix_chars="\0",
        add_help=False,
        help="check tasks: pytest on these paths, without an agent",
    )
    parser.add_argument("rest", nargs="*")
    parser.set_defaults(run=_run_check)


def _run_check(parsed: argparse.Namespace) -> int:
    usage = "usage: codearena check PATH… [options of pytest]"
    if {"-h", "--help"} & set(parsed.rest):
        _say(f"{usage}\n\nChecks the tasks at or below each PATH, as `pytest PATH…` does where no agent is named.")
        return 0
    if all(argument.startswith("-") for argument in parsed.rest):
        raise UsageError(f"check: name a task, or a folder of tasks; {usage}")
    if any(argument.startswith("--codearena-agent") for argument in parsed.rest):
        raise UsageError("check: asks no agent; use `pytest PATH… --codearena-agent=SPEC` for that")
    import pytest

    # Agents that the ini file names are not asked either.
    return int(pytest.main(["-p", "codearena", "-o", "codearena_agent=", *parsed.rest]))


# --- import


def _add_import(name: str, commands: Any) -> None:
    parser = commands.add_parser(
        name, help="write task folders for a collection of bugs", description="Writes a task folder into OUT for each bug in SOURCE."
    )
    parser.add_argument("importer", nargs="?", metavar="NAME", help="the kind of collection; see --list")
    parser.add_argument("source", nargs="?", type=Path, metavar="SOURCE", help="file or folder that holds it")
    parser.add_argument("out", nargs="?", type=Path, metavar="OUT", help="a new folder, or an empty one")
    parser.add_argument("--list", action="store_true", help="say which importers there are")
    parser.add_argument("-p", dest="plugins", action="append", default=[], metavar="MODULE", help="look for importers in MODULE too")
    parser.set_defaults(run=_run_import)


def _run_import(parsed: argparse.Namespace) -> int:
    from .importers import find_importers

    importers = find_importers(parsed.plugins)
    if parsed.list:
        for each in importers.values():
            _say(f"{each.name:16} {each.reads} ({each.licence}, {each.url})")
        return 0
    if parsed.out is None:
        raise UsageError("import: expected NAME SOURCE OUT; `codearena import --list` says which names there are")
    importer = importers.get(parsed.importer)
    if importer is None:
        raise UsageError(f'import: there is no importer "{parsed.importer}"; there are {", ".join(importers)}')
    from .importers.convert import import_entries

    written = import_entries(importer, parsed.source, parsed.out)
    with_properties = sum(not task.missing for task in written)
    _say(f"{parsed.out}: {len(written)} tasks, {with_properties} of them with derived properties")
    for task in written:
        if task.missing:
            _say(f"  {task.name}: no property: {task.missing}")
        if task.left_out:
            _say(f"  {task.name}: left out {task.left_out} tests that take the reference too long")
    _say(f"then: codearena check {parsed.out}")
    return 0


# --- compare


def _add_compare(name: str, commands: Any) -> None:
    parser = commands.add_parser(
        name,
        help="compare reports with a baseline",
        description="Says of each REPORT whether its agents are worse than in BASELINE: pass, regressed or inconclusive.",
    )
    parser.add_argument("baseline", type=Path, metavar="BASELINE", help="the report of an earlier run")
    parser.add_argument("reports", type=Path, nargs="+", metavar="REPORT", help="reports of later runs")
    parser.add_argument("--common", action="store_true", help="compare the tasks that both have, instead of refusing others")
    parser.add_argument("--margin", default=None, metavar="SHARE", help="drop in the solve rate that pass excludes (default 0.10)")
    parser.add_argument("--format", choices=("text", "md", "json"), default="text", help="default: text")
    parser.add_argument("--gate", action="store_true", help="exit status 10 if an agent regressed")
    parser.add_argument("--strict", action="store_true", help="and 11 if that is inconclusive")
    parser.add_argument("--html", type=Path, metavar="PATH", help="also write a page that shows what flipped, with the fixes side by side")
    _add_root(parser)
    parser.set_defaults(run=_run_compare)


def _run_compare(parsed: argparse.Namespace) -> int:
    from .baseline.gate import parse_share, status_of
    from .baseline.lines import comparison_json, comparison_lines, comparison_markdown
    from .baseline.pairing import Run, pair
    from .baseline.reading import read_baseline
    from .baseline.verdict import MARGIN, compare, overall

    margin = MARGIN if parsed.margin is None else parse_share("--margin", parsed.margin)
    old, *others = [Run(str(path), read_baseline(path)) for path in (parsed.baseline, *parsed.reports)]
    pairs = [each for new in others for each in pair(old, new, common=parsed.common)]
    comparisons = compare(pairs, margin=margin)
    if parsed.html is not None:
        from .html.comparison_page import write_comparison_page

        _check_page("--html", parsed.html, (parsed.baseline, *parsed.reports))
        write_comparison_page(parsed.html, old, others, comparisons, root=parsed.root)
    if parsed.format == "json":
        _say(json.dumps(comparison_json(comparisons), indent=1))
    elif parsed.format == "md":
        _say("\n".join(comparison_markdown(comparisons)))
    else:
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        _say("\n".join(comparison_lines(comparisons, width=width)))
    return status_of(overall(comparisons), strict=parsed.strict) if parsed.gate or parsed.strict else 0


# --- serve


def _add_serve(name: str, commands: Any) -> None:
    parser = commands.add_parser(
        name,
        help="serve tasks as an environment for training",
        description=f"Serves tasks as an OpenEnv environment, over WebSockets and HTTP. Needs {_EXTRA}.",
    )
    parser.add_argument(
        "tasks", nargs="*", type=Path, default=[Path("tasks")], metavar="TASKS", help="tasks, or folders of them (default: tasks)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, for this machine only")
    parser.add_argument("--port", type=int, default=8000, help="default: 8000; 0 takes a free one")
    parser.add_argument("--sessions", type=int, help="episodes that may be open at the same time (default: 64)")
    parser.add_argument("--workers", type=int, help="grades done at the same time (default: as many as there are cores)")
    parser.add_argument("--reward", help="what a step earns: delta (default; sums up to the best), absolute or terminal")
    parser.add_argument("--attempts", type=int, help="steps of an episode (default: 5)")
    parser.add_argument("--step-timeout-s", type=float, help="a step is answered within so many seconds (default: 45)")
    parser.add_argument("--idle-timeout-s", type=float, help="a session is closed after so many idle seconds (default: 3600)")
    parser.add_argument("--seed", type=int, help="of the inputs that properties record (default: 0)")
    parser.add_argument("--sandbox", choices=("strict", "weak"), help="default: strict")
    parser.add_argument("--token", help="clients have to send it (default: $CODEARENA_TOKEN, or else nobody has to)")
    parser.set_defaults(run=_run_serve)


_EXTRA = 'pip install "pytest-codearena[rl]"'


def _run_serve(parsed: argparse.Namespace) -> int:
    missing = [name for name in ("openenv", "fastapi", "uvicorn") if find_spec(name) is None]
    if missing:
        raise UsageError(f"serve: {' and '.join(missing)} can't be imported; install the extra: {_EXTRA}")
    from .rl.serve import serve
    from .rl.settings import ServerSettings

    token = parsed.token if parsed.token is not None else os.environ.get("CODEARENA_TOKEN") or None
    names = ("sessions", "workers", "reward", "attempts", "step_timeout_s", "idle_timeout_s", "seed", "sandbox")
    given = {name: value for name in names if (value := getattr(parsed, name)) is not None}
    serve(parsed.tasks, ServerSettings(token=token, **given), host=parsed.host, port=parsed.port, say=_say_now)
    return 0


def _say_now(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # whoever started the server reads it while it runs


# --- regrade


def _add_regrade(name: str, commands: Any) -> None:
    parser = commands.add_parser(
        name,
        help="grade the attempts of a report again, without any model",
        description="Grades the attempts of REPORT again with the tasks and the grader of today. Exit status: 0 nothing changed, "
        "1 a verdict or a reward changed, 3 nothing changed but not all could be graded.",
    )
    parser.add_argument("report", type=Path, metavar="REPORT", help="a report that --codearena-report wrote")
    parser.add_argument("--tasks", type=Path, action="append", metavar="PATH", help="where its tasks are, repeatable (default: .)")
    parser.add_argument("--out", type=Path, metavar="PATH", help="write the report as it is with the new grades")
    parser.add_argument("--tolerance", metavar="SHARE", help="a reward that speed alone moves by less did not change (default 0.02)")
    parser.add_argument("--sandbox", choices=("strict", "weak"), default="strict", help="default: strict")
    parser.set_defaults(run=_run_regrade)


def _run_regrade(parsed: argparse.Namespace) -> int:
    from .baseline.gate import parse_share
    from .regrade.lines import regrade_lines
    from .regrade.run import TOLERANCE, regrade, status_of
    from .report import write_report

    if parsed.out is not None and parsed.out.resolve() == parsed.report.resolve():
        raise UsageError(f"--out={parsed.out}: would write over the report that is read; name another file")
    tolerance = TOLERANCE if parsed.tolerance is None else parse_share("--tolerance", parsed.tolerance)
    regraded = regrade(parsed.report, parsed.tasks or [Path()], sandbox=parsed.sandbox, tolerance=tolerance)
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    _say("\n".join(regrade_lines(regraded, width=width)))
    if parsed.out is not None:
        write_report(parsed.out, regraded.report)
        _say(f"report: {parsed.out}")
    return status_of(regraded)


# --- html


def _add_html(name: str, commands: Any) -> None:
    parser = commands.add_parser(
        name, help="show a report as a page", description="Writes a page that shows all of REPORT; it can be opened from disk."
    )
    parser.add_argument("report", type=Path, metavar="REPORT", help="a report that --codearena-report wrote")
    parser.add_argument("--out", type=Path, default=Path("report.html"), metavar="PATH", help="default: report.html")
    _add_root(parser)
    parser.set_defaults(run=_run_html)


def _add_root(parser: Any) -> None:
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="where the paths of the tasks begin (default: here)")


def _check_page(option: str, page: Path, reports: Sequence[Path]) -> None:
    from .html.writing import require_jinja2

    require_jinja2(option)
    if any(page.resolve() == report.resolve() for report in reports):
        raise UsageError(f"{option} {page}: would write over the report; name another file")


def _run_html(parsed: argparse.Namespace) -> int:
    from .html.report_page import write_report_page
    from .report import read_report

    _check_page("--out", parsed.out, (parsed.report,))
    written = write_report_page(parsed.out, read_report(parsed.report), root=parsed.root, name=parsed.report.name)
    _say("\n".join(map(str, written)))
    return 0


# --- plot


def _add_plot(name: str, commands: Any) -> None:
    parser = commands.add_parser(
        name,
        help="draw figures of reports and of tables of training",
        description="Draws figures of all that the files hold together: reports, tables that --codearena-complexity wrote, "
        "and CSV files with the columns step,reward[,category].",
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="reports (JSON) and tables (CSV)")
    parser.add_argument("--out", type=Path, default=Path("figures"), metavar="DIR", help="default: figures")
    parser.add_argument("--format", dest="forms", action="append", choices=("svg", "png"), help="default: both")
    parser.set_defaults(run=_run_plot)


def _run_plot(parsed: argparse.Namespace) -> int:
    from .figures.drawing import FORMATS, require_matplotlib, write_figures
    from .figures.rows import read_sources

    require_matplotlib("plot")
    for drawn, paths in write_figures(parsed.out, read_sources(parsed.files), parsed.forms or FORMATS):
        _say(f"{', '.join(map(str, paths))}: {drawn.said if drawn.empty else drawn.kind.title}")
    return 0


COMMANDS: dict[str, Callable[[str, Any], None]] = {
    "new": _add_new,
    "check": _add_check,
    "import": _add_import,
    "compare": _add_compare,
    "serve": _add_serve,
    "regrade": _add_regrade,
    "html": _add_html,
    "plot": _add_plot,
}
"""How each sub-command is added to the command line."""
