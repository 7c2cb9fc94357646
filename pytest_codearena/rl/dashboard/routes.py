"""The page's own paths below ``/web``: its files, and what it asks. Whom they are open to is decided by ``gate``."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Response
from fastapi.requests import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from ... import __version__
from ...errors import SandboxError
from ...grading.client import layers
from ...records import CurriculumRules
from ..gate import LOGIN_COOKIE, Login
from ..models import Source
from ..refused import FORBIDDEN, TOO_MANY, Refused, not_graded
from . import view
from .limit import RunLimit
from .programs import TIMEOUT_S
from .visitors import Visitors
from .workspace import Workspace

VISITOR_COOKIE = "codearena_visitor"
FILES = {"style.css": "text/css", "page.js": "text/javascript", "editor.js": "text/javascript", "show.js": "text/javascript"}
"""What the browser loads beside the page, with its type."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LOGINS_PER_MINUTE = 10


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LoginRequest(_Body):
    """The body of ``login``."""

    token: str = Field(max_length=1000)


class BeginRequest(_Body):
    """The body of ``begin``: which task the episode is about."""

    task: str | None = Field(default=None, max_length=255)
    category: str | None = Field(default=None, max_length=255)
    difficulty: str | None = Field(default=None, max_length=255)


class CodeRequest(_Body):
    """The body of ``fix`` and ``program``."""

    code: Source


class AgentRequest(_Body):
    """The body of ``ask`` and ``agent``."""

    agent: str = Field(max_length=1000)


def page_routes(visitors: Visitors, login: Login) -> APIRouter:
    """Returns the routes of the page."""
    router = APIRouter(prefix="/web", include_in_schema=False)
    _add_files(router, login)
    _add_login(router, login)
    _add_reading(router, visitors)
    _add_doing(router, visitors)
    return router


def _add_files(router: APIRouter, login: Login) -> None:
    folder = files(__package__).joinpath("page")
    texts = {name: folder.joinpath(name).read_bytes() for name in ("index.html", *FILES)}

    @router.get("")
    @router.get("/")
    def page(request: Request, token: str = "") -> Response:
        answer = Response(texts["index.html"], media_type="text/html; charset=utf-8", headers=HEADERS)
        if token and login.is_right(token):
            _set(answer, LOGIN_COOKIE, login.cookie, request)
        return answer

    def add(name: str, kind: str) -> None:
        @router.get(f"/{name}")
        def file() -> Response:
            return Response(texts[name], media_type=f"{kind}; charset=utf-8", headers=HEADERS)

    for name, kind in FILES.items():
        add(name, kind)


def _add_login(router: APIRouter, login: Login) -> None:
    limit = RunLimit(_LOGINS_PER_MINUTE)

    @router.post("/api/login")
    def log_in(body: LoginRequest, request: Request) -> Response:
        wait_s = limit.take(_address(request))
        if wait_s:
            raise Refused(TOO_MANY, f"too many tries: the next one may be made in {max(1, round(wait_s))} s")
        if not login.is_right(body.token):
            raise Refused(FORBIDDEN, "that is not this server's token")
        answer = _json({})
        _set(answer, LOGIN_COOKIE, login.cookie, request)
        return answer


def _add_reading(router: APIRouter, visitors: Visitors) -> None:
    arena = visitors.arena
    settings = arena.settings
    tasks = [view.listed(task) for task in arena.choice.tasks]
    rules = CurriculumRules()

    @router.get("/api/start")
    def start(request: Request) -> Response:
        try:
            held = [layer.name for layer in layers(settings.sandbox) if layer.holds]
        except SandboxError as error:
            raise not_graded("sandbox", error) from None
        answer = _json(
            {
                "version": __version__,
                "tasks": tasks,
                "agents": settings.agents,
                "attempts": settings.attempts,
                "sandbox": held,
                "program_s": TIMEOUT_S,
                "rules": {"window": rules.window, "easy": rules.easy, "medium": rules.medium, "down": rules.down},
            }
        )
        if not visitors.is_ours(_cookie(request)):
            _set(answer, VISITOR_COOKIE, visitors.cookie(), request)
        return answer

    @router.get("/api/state")
    def state(request: Request, known: int = -1) -> Response:
        workspace = visitors.find(_cookie(request))
        if workspace is None:
            return _json(None)
        seen = workspace.seen()
        return Response(status_code=204, headers=HEADERS) if seen.version == known else _json(view.state(seen, arena.choice.level))

    @router.get("/api/memory")
    def memory(request: Request) -> Response:
        workspace = visitors.find(_cookie(request))
        chosen = workspace.seen().chosen if workspace is not None else None
        return _json(view.memory(visitors.notebook, chosen.task.digest if chosen is not None else ""))


def _add_doing(router: APIRouter, visitors: Visitors) -> None:
    def workspace_of(request: Request) -> Workspace:
        cookie = _cookie(request)
        if not visitors.is_ours(cookie):
            raise Refused(FORBIDDEN, "the server was started anew, or takes no cookies from this browser; reload the page")
        return visitors.workspace(cookie, _address(request))

    def told(workspace: Workspace) -> Response:
        return _json(view.state(workspace.seen(), visitors.arena.choice.level))

    @router.post("/api/begin")
    def begin(body: BeginRequest, request: Request) -> Response:
        workspace = workspace_of(request)
        workspace.begin(task_id=body.task, category=body.category, difficulty=body.difficulty)
        return told(workspace)

    @router.post("/api/fix")
    def fix(body: CodeRequest, request: Request) -> Response:
        workspace = workspace_of(request)
        workspace.propose(body.code)
        return told(workspace)

    @router.post("/api/ask")
    def ask(body: AgentRequest, request: Request) -> Response:
        workspace = workspace_of(request)
        workspace.ask(body.agent)
        return told(workspace)

    @router.post("/api/agent")
    def agent(body: AgentRequest, request: Request) -> Response:
        workspace = workspace_of(request)
        workspace.run(body.agent)
        return told(workspace)

    @router.post("/api/stop")
    def stop(request: Request) -> Response:
        workspace = workspace_of(request)
        workspace.stop()
        return told(workspace)

    @router.post("/api/program")
    async def program(body: CodeRequest, request: Request) -> Response:
        cookie = _cookie(request)
        if not visitors.is_ours(cookie):
            raise Refused(FORBIDDEN, "the server was started anew, or takes no cookies from this browser; reload the page")
        run = await asyncio.to_thread(visitors.run_program, body.code, cookie, _address(request))
        return _json(await asyncio.to_thread(view.program, run, body.code))


def _json(value: Any) -> JSONResponse:
    return JSONResponse(value, headers=HEADERS)


def _cookie(request: Request) -> str:
    return str(request.cookies.get(VISITOR_COOKIE, ""))


def _address(request: Request) -> str:
    return str(request.client.host) if request.client is not None else ""


def _set(answer: Response, name: str, value: str, request: Request) -> None:
    answer.set_cookie(name, value, path="/web", httponly=True, samesite="strict", secure=request.url.scheme == "https")
