"""``python docs/terminal.py``: runs pytest on three of the shipped tasks; ``docs/terminal.svg`` shows what it printed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console  # by way of import-linter, in the extra [test]
from rich.text import Text

ROOT = Path(__file__).parent.parent
COLUMNS = 100
WORDS = ("tasks", "-k", "cinema_seats or redacted_file or parts_catalogue", "--codearena-agent=builtin", "-v", "--tb=no", "-rN")
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main() -> None:
    """Writes the picture of one real run. Raises CalledProcessError if pytest could not run the tasks."""
    text = f"$ pytest {shlex.join(WORDS)}\n{_printed()}"
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(text), no_wrap=True, overflow="crop")
    svg = console.export_svg(title="pytest-codearena", unique_id="codearena")
    # the picture asks nobody for fonts
    (ROOT / "docs" / "terminal.svg").write_text(_FONT.sub("", svg), encoding="utf-8")


def _printed() -> str:
    command = [sys.executable, "-m", "pytest", *WORDS, "--color=yes", "-p", "no:cacheprovider"]
    environment = {**os.environ, "COLUMNS": str(COLUMNS)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(f"pytest ended with {run.returncode}:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return run.stdout.replace(str(ROOT), "~/pytest-codearena")


if __name__ == "__main__":
    main()
