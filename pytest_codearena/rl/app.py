"""The server as an ASGI application: OpenEnv's own sessions, episodes over plain HTTP for simple clients, and a page for people.

OpenEnv's routes ``/reset``, ``/step`` and ``/state`` make an environment for each request and close it again, so an episode is
only possible over its WebSocket. The routes of those names here keep it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi import FastAPI, Query
from fastapi.exceptions import RequestValidationError
from fastapi.requests import Request
from fastapi.responses import JSONResponse
from openenv.core.env_server.http_server import HTTPEnvServer
from openenv.core.env_server.serialization import serialize_observation
from openenv.core.env_server.types import ConcurrencyConfig, ResetResponse, StepResponse
from pydantic import BaseModel, ConfigDict, Field

from .. import __version__
from ..printable import visible
from ..records import Task
from .arena import Arena
from .dashboard.routes import page_routes
from .dashboard.visitors import Visitors
from .environment import RepairEnvironment
from .episodes import Episodes
from .gate import Gate, Login
from .models import RepairAction, RepairObservation, RepairState, ResetParameters, problems
from .refused import BUSY, Refused
from .settings import ServerSettings

NAME = "codearena"
"""The environment's name in the paths of OpenEnv's task routes."""
_ID = Field(default=None, max_length=255, description="Which episode; not needed while only one is open")
_REFUSALS: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such task or episode"},
    409: {"description": "There is no episode to step, it is done, or it is not clear which one is meant"},
    422: {"description": "The request is not of the form that is expected"},
    500: {"description": "The task or the grader failed, which says nothing about the fix"},
    503: {"description": "All places are taken, or the fix is not graded yet: ask again"},
}


class StepRequest(BaseModel):
    """The body of ``/step``."""

    model_config = ConfigDict(extra="forbid")

    action: RepairAction
    episode_id: str | None = _ID
    timeout_s: float | None = Field(default=None, gt=0, allow_inf_nan=False, description="At most what the server allows")
    request_id: str | None = Field(default=None, max_length=255, description="For the client's own use")


def make_app(tasks: Sequence[Task], settings: ServerSettings | None = None) -> FastAPI:
    """Returns the application that serves these tasks; its graders end when it is shut down.

    Raises UsageError for tasks that can't be served together, and for a memory that can't be used.
    """
    arena = Arena(tasks, settings)
    settings = arena.settings

    def make() -> RepairEnvironment:
        return RepairEnvironment(arena)

    app = FastAPI(title="pytest-codearena", version=__version__, description="Code repair as an OpenEnv environment.")
    steps = ThreadPoolExecutor(settings.sessions, thread_name_prefix="codearena-step")
    _add_episode_routes(app, Episodes(make, most=settings.sessions, idle_timeout_s=settings.idle_timeout_s), steps)
    server = HTTPEnvServer(
        make,
        RepairAction,
        RepairObservation,
        env_name=NAME,
        state_cls=RepairState,
        concurrency_config=ConcurrencyConfig(max_concurrent_envs=settings.sessions, session_timeout=settings.idle_timeout_s),
    )
    server.register_routes(app)
    _keep_first_routes(app)
    _add_refusals(app)
    visitors, login = Visitors(arena), Login(settings.token)
    app.include_router(page_routes(visitors, login))
    app.add_middleware(Gate, login=login, hosts=settings.hosts)

    def end() -> None:
        visitors.close()
        steps.shutdown(wait=False, cancel_futures=True)
        arena.close()

    app.router.on_shutdown.append(end)
    app.state.arena, app.state.server = arena, server
    return app


def _add_episode_routes(app: FastAPI, episodes: Episodes, steps: ThreadPoolExecutor) -> None:
    async def on_a_thread(work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(steps, work)

    @app.post("/reset", tags=["Environment Control"], responses=_REFUSALS)
    async def reset(request: ResetParameters | None = None) -> ResetResponse:
        """Begins an episode; its id is in the metadata of the answer."""
        asked = request.model_dump(exclude_none=True) if request is not None else {}
        return ResetResponse(**serialize_observation(episodes.begin(asked)))

    @app.post("/step", tags=["Environment Control"], responses=_REFUSALS)
    async def step(request: StepRequest) -> StepResponse:
        """Grades a proposed fix."""
        environment = episodes.find(request.episode_id)
        observation = await on_a_thread(lambda: environment.step(request.action, timeout_s=request.timeout_s))
        return StepResponse(**serialize_observation(observation))

    @app.get("/state", tags=["State Management"], responses=_REFUSALS)
    async def state(episode_id: str | None = Query(default=None, max_length=255)) -> RepairState:
        """Says where an episode stands."""
        return episodes.state(episode_id)


def _keep_first_routes(app: FastAPI) -> None:
    """Of routes with the same path and methods the first one answers; OpenEnv's later ones would only double the OpenAPI document."""
    seen = set()
    kept = []
    for route in app.router.routes:
        key = getattr(route, "path", ""), frozenset(getattr(route, "methods", None) or ()), type(route)
        if key not in seen:
            kept.append(route)
        seen.add(key)
    app.router.routes[:] = kept


def _add_refusals(app: FastAPI) -> None:
    """What is refused says why, in characters that JSON can carry, and never repeats what came in."""

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        headers = {"Retry-After": "1"} if error.status == BUSY else None
        return JSONResponse({"detail": str(error)}, status_code=error.status, headers=headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse({"detail": visible(problems(list(error.errors())))}, status_code=422)
