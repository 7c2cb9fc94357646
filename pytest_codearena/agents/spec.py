"""What a user types for ``--codearena-agent``, taken apart at the first colon and checked without doing any work."""

from __future__ import annotations

import difflib
import math
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from ..errors import UsageError

BASELINES = ("buggy", "reference")
CHAT_PROVIDERS = ("openai", "ollama", "hf", "vllm", "tgi")
FORMS: Mapping[str, str] = {
    "builtin": "builtin",  # or builtin?cpu_s=20
    "buggy": "buggy",
    "reference": "reference",
    "openai": "openai:MODEL",
    "ollama": "ollama:MODEL",
    "hf": "hf:MODEL",
    "vllm": "vllm:MODEL",
    "tgi": "tgi:MODEL",
    "http": "http(s)://HOST/v1#MODEL",
    "https": "http(s)://HOST/v1#MODEL",
    "file": "file:PATH",
    "command": "command:PROGRAM ARGS",
    "python": "python:pkg.module:callable",
    "chain": "chain:AGENT,AGENT",
    "auto": "auto",
}
"""Provider -> the form of its spec."""

OPTIONS: Mapping[str, type[int | float | str]] = {
    "temperature": float,
    "top_p": float,
    "max_tokens": int,
    "max_completion_tokens": int,
    "seed": int,
    "frequency_penalty": float,
    "presence_penalty": float,
    "reasoning_effort": str,
}
"""What may follow a model, as ``?temperature=0&max_tokens=4000``; sent as it is, and only if it is there."""

PASSES = ("retry", "critique")
"""What is done around a model unless ``?retry=0`` or ``?critique=0`` follows it; never sent."""

_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_NEXT_IN_CHAIN = re.compile(rf",(?=(?:{'|'.join(FORMS)})(?:[:,?]|$))")


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec in its parts."""

    text: str
    """As the user typed it, without a password in a URL: what reports show."""
    provider: str
    target: str
    """All that follows the first colon, without options; for a URL the base URL."""
    model: str = ""
    """For chat providers and URLs."""
    options: Mapping[str, int | float | str] = field(default_factory=dict)
    chain: tuple[Spec, ...] = ()
    passes: frozenset[str] = frozenset(PASSES)
    """Those of ``PASSES`` that are made; for chat providers and URLs."""

    @property
    def model_id(self) -> str:
        """Provider and model without options or a password, e.g. ``openai:gpt-5``; where no model is named, the whole text."""
        if not self.model:
            return self.text
        if self.provider in ("http", "https"):
            return f"{without_password(self.target)}#{self.model}"
        return f"{self.provider}:{self.model}"


def parse_spec(text: str) -> Spec:
    """``text`` in its parts. Raises UsageError if no agent is of that form; the text says which forms there are."""
    provider, colon, target = text.strip().partition(":")
    if provider not in FORMS and provider.partition("?")[0] != "builtin":
        raise UsageError(_unknown(text.strip(), provider, target))
    if provider.startswith("builtin?") or text.strip() == "builtin":
        return _builtin(text.strip())
    if provider in ("builtin", "auto", *BASELINES):
        if colon:
            raise UsageError(f"agent {text!r}: {provider} takes nothing after it")
        return Spec(provider, provider, "")
    if not target.strip():
        raise UsageError(f"agent {text!r}: what follows {provider!r} is missing; write {FORMS[provider]}")
    if provider in ("http", "https"):
        return _url(text.strip(), provider)
    if provider in CHAT_PROVIDERS:
        model, options, passes = _options(text, target)
        return Spec(text.strip(), provider, target, model, options, passes=passes)
    if provider == "chain":
        return _chain(text.strip(), target)
    _CHECKS[provider](text, target)
    return Spec(text.strip(), provider, target)


def judge_spec(text: str) -> Spec:
    """The spec of a judge in its parts. Raises UsageError if it names no model."""
    try:
        spec = parse_spec(text)
    except UsageError as error:
        raise UsageError(f"--codearena-judge: {str(error).removeprefix('agent ')}") from None
    if not spec.model:
        forms = ", ".join(dict.fromkeys(FORMS[provider] for provider in (*CHAT_PROVIDERS, "http")))
        raise UsageError(f'--codearena-judge: expected a model ({forms}), got "{spec.text}"')
    return spec


def _builtin(text: str) -> Spec:
    """``builtin``, or with what a task may cost: ``builtin?cpu_s=20``."""
    _, mark, query = text.partition("?")
    options: dict[str, int | float | str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        try:
            number = float(value) if name == "cpu_s" else 0.0
        except ValueError:
            number = 0.0
        if name != "cpu_s" or not 0 < number < math.inf:
            raise UsageError(f"agent {text!r}: expected CPU seconds for a task; write builtin?cpu_s=20")
        options[name] = number
    if mark and not options:
        raise UsageError(f"agent {text!r}: what follows the ? is missing; write builtin?cpu_s=20")
    return Spec(text, "builtin", "", options=options)


def _url(text: str, provider: str) -> Spec:
    base, hash_sign, rest = text.partition("#")
    try:
        host = urlsplit(base).hostname
        urlsplit(base).port  # noqa: B018 - raises ValueError for a port that is none
    except ValueError as error:
        raise UsageError(f"agent {without_password(text)!r}: {error}; write {FORMS[provider]}") from None
    if not host or not hash_sign or not rest:
        raise UsageError(f"agent {without_password(text)!r}: write {FORMS[provider]}, the model after the #")
    model, options, passes = _options(without_password(text), rest)
    return Spec(without_password(text), provider, base, model, options, passes=passes)


def without_password(url: str) -> str:
    """``url`` less the ``user:password@`` in it."""
    return re.sub(r"(?<=://)[^/@#?]*@", "", url, count=1)


def _options(text: str, target: str) -> tuple[str, dict[str, int | float | str], frozenset[str]]:
    """The model, what is sent along, and the passes that are made."""
    model, _, query = target.partition("?")
    if not model:
        raise UsageError(f"agent {text!r}: the model's name is missing")
    options: dict[str, int | float | str] = {}
    passes = set(PASSES)
    known = {**OPTIONS, **dict.fromkeys(PASSES, bool)}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in known:
            raise UsageError(f"agent {text!r}: unknown option {name!r}{_meant(name, known)}; known: {', '.join(known)}")
        if name in PASSES:
            if value not in ("0", "1"):
                raise UsageError(f"agent {text!r}: {name} takes 0 or 1, not {value!r}")
            (passes.discard if value == "0" else passes.add)(name)
            continue
        try:
            options[name] = OPTIONS[name](value)
        except ValueError:
            raise UsageError(f"agent {text!r}: {name} takes {_KINDS[OPTIONS[name]]}, not {value!r}") from None
    return model, options, frozenset(passes)


_KINDS: Mapping[type, str] = {int: "a whole number", float: "a number", str: "a word"}


def _chain(text: str, target: str) -> Spec:
    parts = tuple(parse_spec(part) for part in _NEXT_IN_CHAIN.split(target))
    if any(part.provider in ("chain", "auto") for part in parts):
        raise UsageError(f"agent {text!r}: a chain can't hold a chain, and auto is one")
    return Spec(text, "chain", target, chain=parts)


def _check_file(text: str, target: str) -> None:
    if not Path(target).exists():
        raise UsageError(f"agent {text!r}: there is no file or folder {target!r}")


def _check_command(text: str, target: str) -> None:
    try:
        words = shlex.split(target)
    except ValueError as error:
        raise UsageError(f"agent {text!r}: {error}") from None
    if not words or not words[0]:
        raise UsageError(f"agent {text!r}: the program's name is missing; write {FORMS['command']}")


def _check_python(text: str, target: str) -> None:
    module, _, name = target.rpartition(":")
    if not _DOTTED.fullmatch(module) or not _DOTTED.fullmatch(name):
        raise UsageError(f"agent {text!r}: write {FORMS['python']}, for instance python:my_agent:propose")


_CHECKS = {"file": _check_file, "command": _check_command, "python": _check_python}


def _meant(word: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f", did you mean {close[0]!r}?" if close else ""


def _unknown(text: str, provider: str, target: str) -> str:
    """One line for a spec whose provider does not exist, with the likeliest thing that was meant."""
    known = f"known: {', '.join(dict.fromkeys(FORMS.values()))}"
    if not text:
        return f"an agent's spec is empty; {known}"
    before, slash, rest = text.partition("/")
    is_path = text.endswith(".py") or Path(text).exists()
    if slash and before in CHAT_PROVIDERS:
        meant = f", did you mean '{before}:{rest}'?"
    elif _meant(provider, FORMS):
        meant = _meant(provider, FORMS)
    elif is_path:
        meant = f", did you mean 'file:{text}'?"
    elif "." in provider and _DOTTED.fullmatch(provider) and _DOTTED.fullmatch(target):
        meant = f", did you mean 'python:{text}'?"
    elif slash:
        meant = f": a model needs its provider, for instance 'hf:{text}' or 'vllm:{text}'"
    else:
        meant = f": a model needs its provider, for instance 'ollama:{text}' or 'openai:{text}'"
    return f"agent {text!r}: unknown provider {provider!r}{meant}; {known}"
