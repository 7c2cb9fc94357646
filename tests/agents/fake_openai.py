"""A small OpenAI-compatible server on 127.0.0.1 that answers as a test says and records what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What one request is answered with."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    cut_after: int | None = None
    """Bytes of the body after which the connection is closed, though more were promised."""


@dataclass(frozen=True)
class Request:
    """What one request held."""

    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    json: Any


def completion(
    content: object, *, finish_reason: str = "stop", usage: Mapping[str, int] | None = None, **message: object
) -> Reply:
    """An ordinary answer."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish_reason}
    body: dict[str, object] = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    if usage is not None:
        body["usage"] = usage
    return Reply(body=json.dumps(body).encode(), headers={"content-type": "application/json"})


def error(status: int, message: str = "no", headers: Mapping[str, str] | None = None, **fields: object) -> Reply:
    """An error in the form of OpenAI's."""
    body = json.dumps({"error": {"message": message, **fields}}).encode()
    return Reply(status, body, {"content-type": "application/json", **(headers or {})})


class FakeOpenAI:
    """The running server: ``url`` to reach it, ``requests`` that came."""

    def __init__(self, replies: Sequence[Reply] | Callable[[Request], Reply]) -> None:
        self.requests: list[Request] = []
        self._replies = replies
        self._lock = threading.Lock()
        fake = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length", 0)))
                self._answer(json.loads(raw))

            def _answer(self, asked: object) -> None:
                reply = fake._take(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, asked))
                time.sleep(reply.delay_s)
                self.close_connection = reply.cut_after is not None
                with suppress(BrokenPipeError, ConnectionResetError):  # a client that lost its patience
                    self.send_response(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("content-length", str(len(reply.body)))
                    self.end_headers()
                    self.wfile.write(reply.body[: reply.cut_after])

            def log_message(self, *args: object) -> None:
                """Keeps the test's output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def _take(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            if callable(self._replies):
                return self._replies(request)
            return self._replies[min(len(self.requests), len(self._replies)) - 1]


@contextmanager
def serving(*replies: Reply, answer: Callable[[Request], Reply] | None = None) -> Iterator[FakeOpenAI]:
    """A server that gives ``replies`` in order and then repeats the last, or ``answer``; it is gone after the block."""
    fake = FakeOpenAI(answer or replies)
    thread = threading.Thread(target=fake._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake._server.shutdown()
        fake._server.server_close()
        thread.join(5)
