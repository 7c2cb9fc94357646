"""What an endpoint's decoded answer holds: the reply, and what it used."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import AgentError
from ..records import Tokens
from .endpoints import Endpoint
from .failures import explained, redacted
from .transport import Failure

_LONGEST_REPLY = 2_000_000


def reply_of(answer: Mapping[str, object], endpoint: Endpoint, model: str) -> tuple[str, bool]:
    """The text of the first choice, without any secret, and whether the model stopped at its output limit.

    Raises AgentError if there is no choice in it.
    """
    choices = answer.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        said = answer.get("error") or answer.get("detail") or "an answer without choices"
        raise AgentError(explained(Failure("status", 200, said), endpoint, model, 0.0))
    reply = redacted(_text(message.get("content"))[:_LONGEST_REPLY], endpoint.secrets)
    return reply, choice.get("finish_reason") == "length"


def tokens_of(answer: Mapping[str, object]) -> Tokens:
    """What the provider said that the answer used."""
    usage = answer.get("usage")
    if not isinstance(usage, dict):
        return Tokens()
    return Tokens(input=_count(usage.get("prompt_tokens")), output=_count(usage.get("completion_tokens")))


def _text(content: object) -> str:
    """A message's content: a string, a list of parts, or nothing."""
    if isinstance(content, list):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
