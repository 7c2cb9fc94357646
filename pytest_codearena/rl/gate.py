"""What a request has to pass before anything reads it: where it comes from, the token, and a limit on its size.

A browser sends what any page tells it to, also to servers of its own machine. So what comes from a page of another origin is
refused, and so is a name that may have been pointed at this machine by somebody else (DNS rebinding). Programs, which send no
``Origin``, may use any name.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.requests import cookie_parser

from ..printable import visible

LARGEST_REQUEST = 16 << 20
"""Bytes that the body of a request, or a message of a WebSocket, may have."""
LOGIN_COOKIE = "codearena_login"
PAGE = "/web"
"""Path of the page, and of all that it asks for."""
_OPEN = ("/health",)  # so that whoever watches the server needs no token
_OPEN_ON_PAGE = (PAGE, f"{PAGE}/", f"{PAGE}/style.css", f"{PAGE}/page.js", f"{PAGE}/editor.js", f"{PAGE}/show.js", f"{PAGE}/api/login")
"""The page itself holds nothing; it asks for the token."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class Login:
    """The token, and the cookie that a browser gets for it: another one whenever the server is started."""

    def __init__(self, token: str | None) -> None:
        self._token = token
        self.cookie = secrets.token_urlsafe(32)

    @property
    def is_needed(self) -> bool:
        """True if there is a token."""
        return self._token is not None

    def is_right(self, token: str) -> bool:
        """True if this is the token."""
        return self._token is not None and hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode())

    def is_cookie(self, cookie: str) -> bool:
        """True if a browser got this for the token."""
        return hmac.compare_digest(cookie.encode("utf-8", "replace"), self.cookie.encode())


class Gate:
    """An ASGI application that lets through what is allowed in."""

    def __init__(self, app: Application, login: Login | None = None, hosts: Sequence[str] = ()) -> None:
        """``hosts`` are names by which browsers may call the server, beside localhost and numeric addresses."""
        self._app = app
        self._login = login or Login(None)
        self._hosts = frozenset({"localhost", *(host.lower() for host in hosts)})

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """The request was passed on, or answered with a refusal."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif reason := self._foreign(scope):
            await _refuse(scope, send, 403, reason)
        elif not self._is_allowed(scope):
            await _refuse(scope, send, 401, "expected the header Authorization: Bearer, with this server's token")
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        elif _announced_size(scope) > LARGEST_REQUEST:
            await _refuse(scope, send, 413, f"a request has at most {LARGEST_REQUEST} bytes")
        else:
            await self._app(scope, _counted(receive), send)

    def _is_allowed(self, scope: Message) -> bool:
        path = scope["path"]
        if not self._login.is_needed or path in _OPEN or path in _OPEN_ON_PAGE:
            return True
        if _is_page(path) and self._login.is_cookie(_cookie(scope, LOGIN_COOKIE)):
            return True
        kind, _, token = _header(scope, b"authorization").decode("latin-1").partition(" ")
        return kind == "Bearer" and self._login.is_right(token)

    def _foreign(self, scope: Message) -> str:
        """Why a page must not have sent this; empty if it may, or if no page did."""
        origin = _header(scope, b"origin").decode("latin-1")
        host = _header(scope, b"host").decode("latin-1")
        if origin and origin.lower().partition("://")[2] != host.lower():
            return "requests from pages of another origin are refused"
        if (origin or _is_page(scope["path"])) and not self._is_known(host):
            return f'"{visible(host)[:100]}" is no name of this server; start it with --allow-host and that name if it is'
        return ""

    def _is_known(self, host: str) -> bool:
        """Nobody else can point a number at this machine."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def _is_page(path: str) -> bool:
    return path == PAGE or path.startswith(f"{PAGE}/")


def _cookie(scope: Message, name: str) -> str:
    """Other servers of this machine set cookies too, some of them odd: Python's own parser would end at the first of these."""
    return str(cookie_parser(_header(scope, b"cookie").decode("latin-1")).get(name, ""))


def _header(scope: Message, name: bytes) -> bytes:
    return next((bytes(value) for key, value in scope["headers"] if key == name), b"")


def _announced_size(scope: Message) -> int:
    text = _header(scope, b"content-length")
    return int(text) if text.isdigit() and len(text) < 20 else 0


def _counted(receive: Receive) -> Receive:
    """A body that does not say its size is counted as it comes."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_REQUEST:
            raise HTTPException(413, f"a request has at most {LARGEST_REQUEST} bytes")
        return message

    return counted


async def _refuse(scope: Message, send: Send, status: int, text: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": text})
        return
    headers = [(b"content-type", b"application/json"), (b"www-authenticate", b"Bearer")][: 2 if status == 401 else 1]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"detail": text}).encode()})
