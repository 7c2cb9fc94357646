"""``codearena serve``: tasks as an environment for training, and as a page for people."""

from __future__ import annotations

import argparse
import os
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..errors import UsageError
from .saying import say


def add(name: str, commands: Any) -> None:
    """The command is one of ``commands`` after this."""
    parser = commands.add_parser(
        name,
        help="serve tasks as an environment for training",
        description=f"Serves tasks as an OpenEnv environment, over WebSockets and HTTP, and a page for people at /web. Needs {_EXTRA}.",
    )
    parser.add_argument(
        "tasks",
        nargs="*",
        type=Path,
        default=[Path("tasks")],
        metavar="TASKS",
        help="tasks, or folders of them (default: tasks)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, for this machine only")
    parser.add_argument("--port", type=int, default=8000, help="default: 8000; 0 takes a free one")
    parser.add_argument("--sessions", type=int, help="episodes that may be open at the same time (default: 64)")
    parser.add_argument("--workers", type=int, help="grades done at the same time (default: as many as there are cores)")
    parser.add_argument("--backend", metavar="SPEC", help="where fixes are graded: local (default), ray, or ray:ADDRESS of a Ray cluster")
    parser.add_argument("--reward", help="what a step earns: delta (default; sums up to the best), absolute or terminal")
    parser.add_argument("--attempts", type=int, help="steps of an episode (default: 5)")
    parser.add_argument("--step-timeout-s", type=float, help="a step is answered within so many seconds (default: 45)")
    parser.add_argument("--idle-timeout-s", type=float, help="a session is closed after so many idle seconds (default: 3600)")
    parser.add_argument("--seed", type=int, help="of the inputs that properties record (default: 0)")
    parser.add_argument("--sandbox", choices=("strict", "weak"), help="default: strict")
    parser.add_argument("--token", help="clients have to send it (default: $CODEARENA_TOKEN, or else nobody has to)")
    page = parser.add_argument_group("the page at /web")
    page.add_argument("--agent", action="append", dest="agents", help="an agent that visitors may ask (default: builtin); repeatable")
    page.add_argument("--memory", type=Path, help="file in which these agents' fixes are remembered (default: none)")
    page.add_argument("--runs-per-minute", type=int, help="what one visitor may have run (default: 60)")
    page.add_argument(
        "--allow-host",
        action="append",
        dest="hosts",
        help="a name by which browsers may call the server, beside localhost and numeric addresses; repeatable",
    )
    parser.set_defaults(run=_run)


_EXTRA = 'pip install "pytest-codearena[rl]"'


def _run(parsed: argparse.Namespace) -> int:
    missing = [name for name in ("openenv", "fastapi", "uvicorn") if find_spec(name) is None]
    if missing:
        raise UsageError(f"serve: {' and '.join(missing)} can't be imported; install the extra: {_EXTRA}")
    from ..rl.serve import serve
    from ..rl.settings import ServerSettings

    token = parsed.token if parsed.token is not None else os.environ.get("CODEARENA_TOKEN") or None
    names: tuple[str, ...] = ("sessions", "workers", "reward", "attempts", "step_timeout_s", "idle_timeout_s", "seed", "sandbox")
    names += ("memory", "runs_per_minute", "backend")
    given = {name: value for name in names if (value := getattr(parsed, name)) is not None}
    given |= {name: tuple(dict.fromkeys(value)) for name in ("agents", "hosts") if (value := getattr(parsed, name))}
    serve(parsed.tasks, ServerSettings(token=token, **given), host=parsed.host, port=parsed.port, say=partial(say, now=True))
    return 0
