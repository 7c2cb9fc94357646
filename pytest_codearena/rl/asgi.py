"""The application under a name, for those who start it with an ASGI server of their own: ``pytest_codearena.rl.asgi:app``.

``CODEARENA_TASKS`` names the folder of tasks (default: ``tasks``), ``CODEARENA_TOKEN`` the token, if there is one. Episodes live in
one process: start one only.
"""

from __future__ import annotations

import os
from pathlib import Path

from .app import make_app
from .serve import load_tasks
from .settings import ServerSettings

app = make_app(
    load_tasks([Path(os.environ.get("CODEARENA_TASKS", "tasks"))]),
    ServerSettings(token=os.environ.get("CODEARENA_TOKEN") or None),
)
"""Serves the tasks that the environment names."""
