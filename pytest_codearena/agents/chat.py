"""Agents behind an OpenAI-compatible endpoint: OpenAI, Ollama, Hugging Face, vLLM, TGI, or any URL."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from ..errors import AgentError
from ..records import Candidate, Observation, Tokens
from .endpoints import Endpoint, endpoint_for, timeout_s
from .extract import extract_code
from .failures import explained, redacted
from .prompt import messages
from .spec import Spec
from .transport import Failure, Patience, ask

_LONGEST_REPLY = 2_000_000
_DROPPABLE = ("temperature", "top_p", "seed", "frequency_penalty", "presence_penalty", "reasoning_effort")


class Chat:
    """One model. Sends the conversation of the episode, and of the parameters only those that the user set.

    A parameter that the endpoint refuses is left out (``max_tokens`` renamed) for the rest of this agent's life, and
    the candidate's note says so.
    """

    def __init__(self, spec: Spec, *, seed: int | None = None, patience: Patience | None = None) -> None:
        self.name = spec.text
        self._spec = spec
        self._patience = patience or Patience()
        self._parameters: dict[str, object] = dict(spec.options)
        if seed is not None:
            self._parameters.setdefault("seed", seed)
        self._changes: list[str] = []

    def propose(self, observation: Observation) -> Candidate:
        """The code in the model's answer; ``code`` is None if the answer holds none.

        Raises AgentError, in one line that holds no key, if the endpoint gives no answer: a failing one is given up
        within a minute, a slow one after CODEARENA_TIMEOUT_S (two minutes).
        """
        endpoint = endpoint_for(self._spec, os.environ)
        answer = self._answer(endpoint, observation)
        reply, stopped_short = self._reply(endpoint, answer)
        return Candidate(
            code=extract_code(reply, observation.buggy_code),
            reply=reply,
            truncated=stopped_short,
            tokens=_tokens(answer.get("usage")),
            method=endpoint.provider,
            note="; ".join(self._changes),
        )

    def _answer(self, endpoint: Endpoint, observation: Observation) -> dict[str, object]:
        talk = messages(observation)
        limit_s = timeout_s(os.environ)
        while True:
            answer = ask(endpoint, self._spec.model, talk, dict(self._parameters), limit_s, self._patience)
            if not isinstance(answer, Failure):
                return answer
            if not self._yields_to(answer):
                raise AgentError(explained(answer, endpoint, self._spec.model, limit_s))

    def _yields_to(self, failure: Failure) -> bool:
        """Changes the one parameter that the endpoint refused by name; False if it refused none. Each goes only once."""
        if failure.status not in (400, 422):
            return False
        words = str(failure.body)[:4000]
        if "max_tokens" in self._parameters and re.search(r"\bmax_tokens\b", words):
            self._parameters["max_completion_tokens"] = self._parameters.pop("max_tokens")
            self._changes.append("max_tokens was refused and sent as max_completion_tokens")
            return True
        for name in _DROPPABLE:
            if name in self._parameters and re.search(rf"\b{name}\b", words):
                del self._parameters[name]
                self._changes.append(f"{name} was refused and left out")
                return True
        return False

    def _reply(self, endpoint: Endpoint, answer: Mapping[str, object]) -> tuple[str, bool]:
        """The text of the first choice, and whether the model stopped at its output limit."""
        choices = answer.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        message = choice.get("message") if isinstance(choice, dict) else None
        if not isinstance(choice, dict) or not isinstance(message, dict):
            said = answer.get("error") or answer.get("detail") or "an answer without choices"
            raise AgentError(explained(Failure("status", 200, said), endpoint, self._spec.model, 0.0))
        reply = redacted(_text(message.get("content"))[:_LONGEST_REPLY], endpoint.secrets)
        return reply, choice.get("finish_reason") == "length"


def _text(content: object) -> str:
    """A message's content: a string, a list of parts, or nothing."""
    if isinstance(content, list):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _tokens(usage: object) -> Tokens:
    if not isinstance(usage, dict):
        return Tokens()
    return Tokens(input=_count(usage.get("prompt_tokens")), output=_count(usage.get("completion_tokens")))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
