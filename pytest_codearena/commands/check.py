"""``codearena check``: pytest on tasks, without an agent."""

from __future__ import annotations

import argparse
from typing import Any

from ..errors import UsageError
from .saying import say


def add(name: str, commands: Any) -> None:
    """The command is one of ``commands`` after this."""
    # With a prefix that nobody types all arguments are taken as they stand, options too.
    parser = commands.add_parser(
        name,
        prefix_chars="\0",
        add_help=False,
        help="check tasks: pytest on these paths, without an agent",
    )
    parser.add_argument("rest", nargs="*")
    parser.set_defaults(run=_run)


def _run(parsed: argparse.Namespace) -> int:
    usage = "usage: codearena check PATH… [options of pytest]"
    if {"-h", "--help"} & set(parsed.rest):
        say(f"{usage}\n\nChecks the tasks at or below each PATH, as `pytest PATH…` does where no agent is named.")
        return 0
    if all(argument.startswith("-") for argument in parsed.rest):
        raise UsageError(f"check: name a task, or a folder of tasks; {usage}")
    if any(argument.startswith("--codearena-agent") for argument in parsed.rest):
        raise UsageError("check: asks no agent; use `pytest PATH… --codearena-agent=SPEC` for that")
    import pytest

    # Agents that the ini file names are not asked either.
    return int(pytest.main(["-p", "codearena", "-o", "codearena_agent=", *parsed.rest]))
