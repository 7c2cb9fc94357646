"""Live progress of a run: a line for each attempt, as soon as it is graded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from ..collect import Repair
from ..records import Attempt
from ..terminal import live_lines

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


def live_progress(config: pytest.Config, item: Repair, attempts: int, *, mixed: bool) -> Callable[[Attempt], None] | None:
    """Returns what prints an attempt of the item, None if nobody asked for it (``-v``) or would see it.

    ``mixed`` says that lines of several items mix, so that each has to name its own.
    """
    reporter: TerminalReporter | None = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput") or config.get_verbosity() < 1:
        return None
    capture = config.pluginmanager.get_plugin("capturemanager")
    noted = ":" in item.agent or item.agent == "auto"  # else the note only says which rule applied
    label = f"  {item.task.name} {item.name}" if mixed else "  "

    def tell(attempt: Attempt) -> None:
        with capture.global_and_fixture_disabled() if capture is not None else nullcontext():
            reporter.ensure_newline()
            for line in live_lines(attempt, attempts, noted=noted, label=label):
                reporter.write_line(line)

    return tell
