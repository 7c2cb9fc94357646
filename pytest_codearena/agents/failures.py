"""Why a provider gave no answer, and the same in one line: which endpoint, what happened, what to do. No key is ever in it."""

from __future__ import annotations

import http
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .endpoints import Endpoint

Kind = Literal["status", "refused", "unreachable", "timeout", "interrupted", "html", "not_json", "too_long"]

_LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer."""

    kind: Kind
    status: int | None = None
    body: object = None
    """What the server said with a status, decoded if it was JSON. May hold anything, the key too."""
    retry_after_s: float | None = None
    retry: bool | None = None
    """What the server itself said about trying again; None if nothing."""


def explained(failure: Failure, endpoint: Endpoint, model: str, timeout_s: float) -> str:
    """``failure`` for the user. What the server said is quoted, less the secrets, and shortened."""
    line = f"{endpoint.provider}: {endpoint.host} {_what(failure, timeout_s)}"
    words = words_of(failure.body)
    if words:
        # Before the cut: half a key is a secret too.
        line += f": {_shortened(redacted(words, endpoint.secrets))}"
    return redacted(f"{line}; {_remedy(failure, endpoint, model)}", endpoint.secrets)


def redacted(text: str, secrets: Iterable[str]) -> str:
    """``text`` without any of ``secrets``."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def _what(failure: Failure, timeout_s: float) -> str:
    match failure.kind:
        case "status":
            return f"answered {failure.status}{_phrase(failure.status)}"
        case "refused":
            return "refused the connection"
        case "unreachable":
            return "can't be reached"
        case "timeout":
            return f"did not answer within {timeout_s:g} s"
        case "interrupted":
            return "broke off the connection"
        case "html":
            return "answered with HTML instead of JSON"
        case "not_json":
            return "answered with JSON that is broken or cut off"
        case "too_long":
            return "sent an answer without end"


def _phrase(status: int | None) -> str:
    try:
        return f" {http.HTTPStatus(status or 0).phrase}" if status != 200 else ""
    except ValueError:
        return ""


def _remedy(failure: Failure, endpoint: Endpoint, model: str) -> str:
    ollama = endpoint.provider == "ollama"
    if failure.kind != "status":
        return {
            "refused": f"is the server running?{' (ollama serve)' if ollama else ''}",
            "unreachable": "check the host name, the network and the proxy settings",
            "timeout": "set CODEARENA_TIMEOUT_S higher for a slow model",
            "interrupted": "see the server's log",
            "html": "is the base URL right? It ends in /v1 on most servers",
            "not_json": "see the server's log",
        }.get(failure.kind, "is this an OpenAI-compatible endpoint?")
    match failure.status:
        case 401:
            return f"check {endpoint.key_name}"
        case 403:
            return f"may the key in {endpoint.key_name} use the model {model!r}?"
        case 404:
            return f"is the model {model!r} {f'pulled? (ollama pull {model})' if ollama else 'served there, and is the base URL right?'}"
        case 429 if "quota" in words_of(failure.body).lower():
            return "the quota is used up, check plan and billing"
        case 429:
            return "wait, or run fewer at a time (pytest -n)"
        case 400 | 422:
            return "check the model's name and the options after it"
        case 200:
            return "is this an OpenAI-compatible chat endpoint?"
    return "see the server's log or status page" if (failure.status or 0) >= 500 else "check the base URL"


def words_of(body: object) -> str:
    """What a server said, out of the forms in which servers say it; nothing for HTML pages."""
    if isinstance(body, Mapping):
        for key in ("message", "error", "detail", "error_description"):
            if body.get(key):
                return words_of(body[key])
        return " ".join(json.dumps(body, default=str).split()) if body else ""
    if isinstance(body, list):
        return words_of(body[0]) if body else ""
    text = " ".join(str(body or "").split())
    return "" if text.startswith("<") else text


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}..."
