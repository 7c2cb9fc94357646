"""``codearena serve``: tasks from folders, a port, and the server until it is told to end."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn

from ..errors import UsageError
from ..grading.client import layers
from ..records import Task
from ..tasks import find_tasks, load_task
from .app import make_app
from .gate import LARGEST_REQUEST
from .settings import ServerSettings

_LAST_PORT = 65535
_SHUTDOWN_S = 5


def load_tasks(paths: Sequence[Path]) -> tuple[Task, ...]:
    """Returns the tasks at or below the paths. Raises UsageError for a path without one, TaskError for an author's mistake."""
    found: dict[Path, Task] = {}
    for path in paths:
        folders = list(find_tasks(path))
        if not folders:
            raise UsageError(f"serve: {path}: there is no task.toml at or below it; name a folder of tasks")
        found |= {folder.resolve(): load_task(folder) for folder in folders}
    return tuple(found.values())


def serve(paths: Sequence[Path], settings: ServerSettings, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serves the tasks until the process is told to end (SIGINT or SIGTERM); ``say`` is told where, as soon as clients may come.

    Raises UsageError if the address can't be had, SandboxError where candidates can't be isolated. Port 0 takes a free one.
    """
    tasks = load_tasks(paths)
    held = [layer.name for layer in layers(settings.sandbox) if layer.holds]
    with _listening(host, port) as listener:
        app = make_app(tasks, settings)
        address = listener.getsockname()
        where = f"[{address[0]}]:{address[1]}" if listener.family == socket.AF_INET6 else f"{address[0]}:{address[1]}"
        limits = f"up to {settings.sessions} sessions, {settings.workers} workers, {settings.attempts} attempts"
        say(f"codearena serve: {len(tasks)} tasks, {limits}, reward {settings.reward}")
        say(f"sandbox: {', '.join(held) or 'nothing holds'}" + (" (weak)" if settings.sandbox == "weak" else ""))
        if settings.token is None and not _is_loopback(address[0]):
            say("no token: everybody who reaches this port can have code graded here; --token keeps them out")
        say(f"page for people: http://{where}/web" + ("" if settings.token is None else " (it asks for the token)"))
        say(f"listening on http://{where}")
        logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
        config = uvicorn.Config(
            app, log_level="warning", ws_max_size=LARGEST_REQUEST, timeout_graceful_shutdown=_SHUTDOWN_S, access_log=False
        )
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    if not 0 <= port <= _LAST_PORT:
        raise UsageError(f"--port: expected a number from 0 to {_LAST_PORT}, got {port}; write e.g. --port 8000")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise UsageError(f"serve: can't listen on {host}:{port}: {error}; choose another --host or --port") from None


def _is_loopback(address: str) -> bool:
    return address.startswith("127.") or address == "::1"
