"""Where an OpenAI-compatible server is and which key it gets: from the spec and the environment, and from nothing else."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from ..errors import AgentError
from .spec import Spec, without_password

PLACEHOLDER_KEY = "none"
"""Sent where no key is set: the client library insists on one, local servers ignore it."""

_TIMEOUT_S = 120.0
_OLLAMA_PORT = 11434
_JUDGE_BASE_URL, _JUDGE_API_KEY = "CODEARENA_JUDGE_BASE_URL", "CODEARENA_JUDGE_API_KEY"
_SHORTEST_KEY = 8
_KEY_NAMES = {
    "openai": "OPENAI_API_KEY",
    "ollama": "OLLAMA_API_KEY",
    "hf": "HF_TOKEN",
    "vllm": "VLLM_API_KEY",
    "tgi": "TGI_API_KEY",
}
"""Provider -> the variable that holds its key; URLs have CODEARENA_API_KEY."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server."""

    provider: str
    base_url: str
    key: str
    key_name: str
    """The environment variable that holds, or would hold, the key."""

    @property
    def host(self) -> str:
        """``host:port`` for messages, without a password or a query."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    @property
    def is_loopback(self) -> bool:
        """True if the server is on this machine: no proxy can lead there."""
        name = urlsplit(self.base_url).hostname or ""
        if name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may hold: the key, and the password of the URL in each form in which it may come back."""
        parts = urlsplit(self.base_url)
        user, password = parts.username or "", parts.password or ""
        own = password or user  # a token may stand alone, in the user's place
        forms = {self.key, own, unquote(own)}
        if own:
            forms.add(base64.b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode())
        return tuple(sorted(forms - {"", PLACEHOLDER_KEY}, key=len, reverse=True))  # one may hold another


def endpoint_for(spec: Spec, environment: Mapping[str, str], *, needs_key: bool = True) -> Endpoint:
    """The server that ``spec`` means under ``environment``.

    A key goes to its own provider only: no variable of OpenAI's is ever looked at for another one. Raises AgentError
    if a provider's own server is meant and there is no key for it, unless it is not ``needs_key``, or if the environment
    holds a key or URL that is none.
    """
    return _checked(_endpoint(spec, environment, needs_key), spec.provider)


def _checked(endpoint: Endpoint, name: str) -> Endpoint:
    parts = urlsplit(endpoint.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AgentError(f"{name}: the base URL {without_password(endpoint.base_url)!r} is not http(s)://HOST/v1")
    if not (endpoint.key.isascii() and endpoint.key.isprintable()):
        raise AgentError(f"{name}: {endpoint.key_name} holds a character that no key has; was it pasted whole?")
    return endpoint


def judge_endpoint_for(spec: Spec, environment: Mapping[str, str], *, needs_key: bool = True) -> Endpoint:
    """The server that ``spec`` means as a judge: CODEARENA_JUDGE_BASE_URL and CODEARENA_JUDGE_API_KEY come first.

    A base URL of the judge's own gets a key of its own only: no provider's key is sent to it. Raises as ``endpoint_for``.
    """
    base_url, key = (environment.get(name, "").strip() for name in (_JUDGE_BASE_URL, _JUDGE_API_KEY))
    if spec.provider in ("http", "https"):
        base_url = ""  # the spec's own URL is the more exact one
    if not base_url and not key:
        return endpoint_for(spec, environment, needs_key=needs_key)
    if base_url:
        base_url = with_v1(base_url) if spec.provider == "ollama" else base_url
        endpoint = Endpoint("judge", base_url, key or PLACEHOLDER_KEY, _JUDGE_API_KEY)
    else:
        usual = endpoint_for(spec, {**environment, _KEY_NAMES.get(spec.provider, "CODEARENA_API_KEY"): key})
        endpoint = Endpoint("judge", usual.base_url, key, _JUDGE_API_KEY)
    return _checked(endpoint, "judge")


def _endpoint(spec: Spec, environment: Mapping[str, str], needs_key: bool) -> Endpoint:
    def value(name: str) -> str:
        return environment.get(name, "").strip()

    match spec.provider:
        case "openai":
            base_url = value("OPENAI_BASE_URL")
            if needs_key and not base_url and not value("OPENAI_API_KEY"):
                raise AgentError("openai: there is no key for api.openai.com; set OPENAI_API_KEY")
            key = value("OPENAI_API_KEY") or PLACEHOLDER_KEY
            return Endpoint("openai", base_url or "https://api.openai.com/v1", key, "OPENAI_API_KEY")
        case "ollama":
            base_url = value("OLLAMA_BASE_URL") or ollama_url(environment.get("OLLAMA_HOST", ""))
            return Endpoint("ollama", with_v1(base_url), value("OLLAMA_API_KEY") or PLACEHOLDER_KEY, "OLLAMA_API_KEY")
        case "hf":
            base_url = value("HF_BASE_URL") or "https://router.huggingface.co/v1"
            if needs_key and not value("HF_BASE_URL") and not value("HF_TOKEN"):
                raise AgentError("hf: there is no key for router.huggingface.co; set HF_TOKEN")
            return Endpoint("hf", base_url, value("HF_TOKEN") or PLACEHOLDER_KEY, "HF_TOKEN")
        case "vllm" | "tgi" as provider:
            port = 8000 if provider == "vllm" else 8080
            base_url = value(f"{provider.upper()}_BASE_URL") or f"http://127.0.0.1:{port}"
            key_name = f"{provider.upper()}_API_KEY"
            base_url = base_url if urlsplit(base_url).path.strip("/") else with_v1(base_url)
            return Endpoint(provider, base_url, value(key_name) or PLACEHOLDER_KEY, key_name)
    return Endpoint(spec.provider, spec.target, value("CODEARENA_API_KEY") or PLACEHOLDER_KEY, "CODEARENA_API_KEY")


def keys_in(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Every provider's key that the environment holds, the longest first; short words, which any text may hold, are no keys."""
    names = (*_KEY_NAMES.values(), "CODEARENA_API_KEY", _JUDGE_API_KEY)
    found = {environment.get(name, "").strip() for name in names}
    return tuple(sorted((key for key in found if len(key) >= _SHORTEST_KEY), key=len, reverse=True))


def timeout_s(environment: Mapping[str, str]) -> float:
    """How long one answer may take: CODEARENA_TIMEOUT_S, else two minutes. Raises AgentError if it is no such number."""
    text = environment.get("CODEARENA_TIMEOUT_S", "").strip()
    if not text:
        return _TIMEOUT_S
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise AgentError(f"CODEARENA_TIMEOUT_S is {text!r}; it takes a positive number of seconds")
    return seconds


def with_v1(base_url: str) -> str:
    """``base_url`` with the ``/v1`` that OpenAI's paths start with, if it lacks it."""
    parts = urlsplit(base_url.rstrip("/"))
    path = parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=path if path.endswith("/v1") else f"{path}/v1"))


def ollama_url(host: str) -> str:
    """OLLAMA_HOST read as ollama reads it (scheme, port and path optional), as a URL that a client can connect to."""
    scheme, separator, rest = host.strip().strip("'\"").strip().partition("://")
    port = _OLLAMA_PORT
    if not separator:
        scheme, rest = "http", scheme
        if rest == "ollama.com":
            scheme, rest = "https", "ollama.com:443"
    elif scheme in ("http", "https"):
        port = 80 if scheme == "http" else 443
    place, slash, path = rest.partition("/")
    name, given_port = _split_port(place)
    if given_port.isascii() and given_port.isdigit() and int(given_port) <= 65535:
        port = int(given_port)
    if name in ("", "0.0.0.0"):
        name = "127.0.0.1"  # a server listens on every address, a client connects to one
    elif name == "::":
        name = "::1"
    shown = f"[{name}]" if ":" in name else name
    return f"{scheme}://{shown}:{port}{slash}{path}"


def _split_port(place: str) -> tuple[str, str]:
    """Host and port of ``host``, ``host:port``, ``[v6]:port`` or a bare IPv6 address."""
    bare = place.strip("[]")
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        name, colon, port = place.rpartition(":")
        return (name.strip("[]"), port) if colon else (place, "")
    return bare, ""
