"""What an endpoint's decoded answer holds: the reply, and what it used."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import AgentError
from ..records import Tokens
from .endpoints import Endpoint
from .failures import Failure, explained, redacted

_LONGEST_REPLY = 2_000_000


def reply_of(answer: Mapping[str, object], endpoint: Endpoint, model: str) -> tuple[str, bool]:
    """The text of the first choice, without any secret, and whether the model stopped at its output limit.

    Raises AgentError if there is no choice in it.
    """
    choice = choice_of(answer)
    if choice is None:
        raise AgentError(explained(Failure("status", 200, error_in(answer)), endpoint, model, 0.0))
    text, reason = choice
    return redacted(text[:_LONGEST_REPLY], endpoint.secrets), reason == "length"


def choice_of(answer: Mapping[str, object]) -> tuple[str, str] | None:
    """The text of the first choice and the reason why it ended, empty if it is not given; None if there is no choice."""
    choices = answer.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        return None
    reason = choice.get("finish_reason")
    return _text(message.get("content")), reason if isinstance(reason, str) else ""


def error_in(answer: Mapping[str, object]) -> object:
    """What an answer without choices says instead."""
    return answer.get("error") or answer.get("detail") or "an answer without choices"


def tokens_of(answer: Mapping[str, object]) -> Tokens:
    """What the provider said that the answer used."""
    usage = answer.get("usage")
    if not isinstance(usage, dict):
        return Tokens()
    details = usage.get("prompt_tokens_details")
    return Tokens(
        input=_count(usage.get("prompt_tokens")),
        output=_count(usage.get("completion_tokens")),
        cached=_count(details.get("cached_tokens")) if isinstance(details, dict) else None,
    )


def _text(content: object) -> str:
    """A message's content: a string, a list of parts, or nothing."""
    if isinstance(content, list):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
