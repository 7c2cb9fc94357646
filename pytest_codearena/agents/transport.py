"""One chat request over the openai package, repeated while that may help: an answer or a Failure, never an exception.

The library's own retries are off: it would sleep as long as a server says, two minutes at a time, and five times over.
Here a failing endpoint is given up within a minute whatever it says.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, cast

import openai

from .endpoints import Endpoint
from .failures import Failure, Kind
from .prompt import Message

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

_LONGEST_ANSWER = 32 * 1024 * 1024
_CONNECT_S = 10.0
_TRIES: dict[Kind, int] = {"refused": 3, "unreachable": 2, "interrupted": 2, "not_json": 2}
"""How often a request is sent at most if it fails like this; other kinds once, statuses as ``_tries`` says."""

_OWN_HEADERS = ("accept", "connection", "content-", "host", "transfer-encoding", "user-agent", "x-stainless-", "authorization")


@dataclass(frozen=True, slots=True)
class Patience:
    """When a failing endpoint is given up."""

    window_s: float = 45.0
    """The last try is to be over by then."""
    server_errors: int = 5
    """Requests to a server that answers 5xx each time."""
    first_wait_s: float = 0.5
    longest_wait_s: float = 8.0


def ask(
    endpoint: Endpoint,
    model: str,
    messages: Sequence[Message],
    parameters: dict[str, object],
    timeout_s: float,
    patience: Patience,
) -> dict[str, object] | Failure:
    """The decoded answer of ``endpoint``, or how the last try failed. ``parameters`` are sent as they are."""
    started = time.monotonic()
    tries = 0
    with _http_client(endpoint) as http_client:
        client = openai.OpenAI(
            api_key=endpoint.key,
            base_url=endpoint.base_url,
            max_retries=0,
            timeout=openai.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s)),
            http_client=http_client,
        )
        while True:
            began = time.monotonic()
            answer = _ask_once(client, model, messages, parameters, timeout_s)
            tries += 1
            if not isinstance(answer, Failure) or tries >= _tries(answer, patience):
                return answer
            wait_s = answer.retry_after_s
            if wait_s is None:
                wait_s = min(patience.first_wait_s * 2.0 ** min(tries - 1, 30), patience.longest_wait_s)
            now = time.monotonic()
            if now - started + wait_s + (now - began) > patience.window_s:  # the next try may take as long as this one
                return answer
            time.sleep(wait_s)


def _tries(failure: Failure, patience: Patience) -> int:
    """How often a request is sent at most if it keeps failing like this; a rate limit is limited by the window alone."""
    if failure.kind != "status" or failure.status is None:
        return _TRIES.get(failure.kind, 1)
    if failure.retry is False:
        return 1
    if failure.status == 429:
        return 1 if _quota_is_used_up(failure.body) else 1000
    return patience.server_errors if failure.status >= 500 or failure.status in (408, 409) or failure.retry else 1


def _quota_is_used_up(body: object) -> bool:
    """OpenAI's 429 that no waiting mends."""
    return isinstance(body, dict) and "insufficient_quota" in (body.get("code"), body.get("type"))


class _Request(Protocol):
    @property
    def headers(self) -> MutableMapping[str, str]: ...


def _http_client(endpoint: Endpoint) -> openai.DefaultHttpxClient:
    def drop_foreign_headers(request: _Request) -> None:
        """The library adds the user's OpenAI organisation, project and OPENAI_CUSTOM_HEADERS to whatever it talks to."""
        for name in list(request.headers):
            if not name.lower().startswith(_OWN_HEADERS):
                del request.headers[name]
        if "authorization" in request.headers:  # absent after a redirect to another host, and so it stays
            request.headers["authorization"] = f"Bearer {endpoint.key}"

    hooks = [] if endpoint.provider == "openai" else [drop_foreign_headers]
    if endpoint.is_loopback:
        return openai.DefaultHttpxClient(trust_env=False, verify=_tls_on_loopback(), event_hooks={"request": hooks})
    return openai.DefaultHttpxClient(event_hooks={"request": hooks})


@lru_cache(maxsize=1)
def _tls_on_loopback() -> ssl.SSLContext:
    """What a client would make for itself, 30 ms of CPU time for each request to a server that seldom speaks TLS at all."""
    return ssl.create_default_context()


def _ask_once(
    client: openai.OpenAI, model: str, messages: Sequence[Message], parameters: dict[str, object], timeout_s: float
) -> dict[str, object] | Failure:
    deadline = time.monotonic() + timeout_s
    try:
        with client.chat.completions.with_streaming_response.create(
            model=model, messages=cast("list[ChatCompletionMessageParam]", list(messages)), extra_body=parameters
        ) as response:
            content = _read(response.iter_bytes(65536), deadline)
    except openai.APIStatusError as error:
        headers = error.response.headers
        retry = {"true": True, "false": False}.get(headers.get("x-should-retry", ""))
        return Failure("status", error.status_code, error.body, _retry_after(headers), retry)
    except openai.APITimeoutError as error:
        return Failure("unreachable" if "ConnectTimeout" in _causes(error) else "timeout")
    except openai.APIConnectionError as error:
        return Failure(_connection_kind(error))
    return content if isinstance(content, Failure) else _decoded(content)


def _read(chunks: Iterator[bytes], deadline: float) -> bytes | Failure:
    """The whole body, if it ends in time and is of a size that an answer has."""
    body = bytearray()
    try:
        for chunk in chunks:
            body += chunk
            if len(body) > _LONGEST_ANSWER:
                return Failure("too_long")
            if time.monotonic() > deadline:
                return Failure("timeout")
    except Exception as error:  # noqa: BLE001 - classes of httpx or httpx2, depending on openai's version
        return Failure("timeout" if "ReadTimeout" in _causes(error) else "interrupted")
    return bytes(body)


def _decoded(body: bytes) -> dict[str, object] | Failure:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return Failure("html" if body.lstrip()[:1] == b"<" else "not_json")
    return answer if isinstance(answer, dict) else Failure("not_json")


def _causes(error: BaseException | None) -> tuple[str, ...]:
    """Class names from ``error`` down to what began it."""
    names: list[str] = []
    while error is not None and len(names) < 20:
        names += [cls.__name__ for cls in type(error).__mro__]
        error = error.__cause__ or error.__context__
    return tuple(names)


def _connection_kind(error: BaseException) -> Kind:
    causes = _causes(error)
    if "ConnectionRefusedError" in causes:
        return "refused"
    return "unreachable" if "ConnectError" in causes else "interrupted"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that the server asks to wait; None if it asks for none, or as a date (nobody's API does)."""
    for name, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / divisor
        except ValueError:
            continue
        if 0 <= seconds < float("inf"):
            return seconds
    return None
