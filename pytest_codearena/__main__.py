"""``python -m pytest_codearena`` is the command ``codearena``."""

from __future__ import annotations

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
