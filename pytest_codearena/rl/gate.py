"""What a request has to pass before anything reads it: the token, and a limit on its size."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import HTTPException

LARGEST_REQUEST = 16 << 20
"""Bytes that the body of a request, or a message of a WebSocket, may have."""
_OPEN_PATH = "/health"  # so that whoever watches the server needs no token

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class Gate:
    """An ASGI application that lets through what is allowed in."""

    def __init__(self, app: Application, token: str | None = None) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode() if token is not None else None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """The request was passed on, or answered with a refusal."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif not self._is_allowed(scope):
            await _refuse(scope, send, 401, "expected the header Authorization: Bearer, with this server's token")
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        elif _announced_size(scope) > LARGEST_REQUEST:
            await _refuse(scope, send, 413, f"a request has at most {LARGEST_REQUEST} bytes")
        else:
            await self._app(scope, _counted(receive), send)

    def _is_allowed(self, scope: Message) -> bool:
        if self._expected is None or scope["path"] == _OPEN_PATH:
            return True
        return hmac.compare_digest(_header(scope, b"authorization"), self._expected)


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
