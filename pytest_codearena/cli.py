"""The command line ``codearena``: which sub-commands there are, and how it ends if one can't do what it was asked for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from . import __version__
from .commands import check, compare, html, import_, new, plot, regrade, serve
from .errors import CodeArenaError, UsageError

WRONG_USE = 2
"""Exit status for what the user has to mend; one line on the standard error says what."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Ends the program with one line."""
        raise UsageError(f"{message}; see {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status. A mistake of the user is one line on the standard error, and status 2."""
    try:
        parsed = make_parser().parse_args(arguments)
        return int(parsed.run(parsed))
    except CodeArenaError as error:
        print(f"codearena: {' '.join(str(error).split())}", file=sys.stderr)  # noqa: T201
        return WRONG_USE


def make_parser() -> argparse.ArgumentParser:
    """Returns the parser of the whole command line. It raises UsageError for what it can't take."""
    parser = _Parser(prog="codearena", description="Write, check and import code-repair tasks.")
    parser.add_argument("--version", action="version", version=f"codearena {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, add in COMMANDS.items():
        add(name, commands)
    return parser


COMMANDS: dict[str, Callable[[str, Any], None]] = {
    "new": new.add,
    "check": check.add,
    "import": import_.add,
    "compare": compare.add,
    "serve": serve.add,
    "regrade": regrade.add,
    "html": html.add,
    "plot": plot.add,
}
"""How each sub-command is added to the command line."""
