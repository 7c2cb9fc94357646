"""Agents behind an OpenAI-compatible endpoint: OpenAI, Ollama, Hugging Face, vLLM, TGI, or any URL."""

from __future__ import annotations

import os

from ..errors import AgentError
from ..records import Candidate, Observation
from .completions import reply_of, tokens_of
from .endpoints import Endpoint, endpoint_for, timeout_s
from .extract import extract_code
from .failures import explained
from .parameters import Parameters
from .prompt import messages
from .spec import Spec
from .transport import Failure, Patience, ask


class Chat:
    """One model. Sends the conversation of the episode, and of the parameters only those that the user set.

    A parameter that the endpoint refuses is left out (``max_tokens`` renamed) for the rest of this agent's life, and
    the candidate's note says so.
    """

    def __init__(self, spec: Spec, *, seed: int | None = None, patience: Patience | None = None) -> None:
        self.name = spec.text
        self._spec = spec
        self._patience = patience or Patience()
        self._parameters = Parameters(spec.options if seed is None else {"seed": seed, **spec.options})

    def propose(self, observation: Observation) -> Candidate:
        """The code in the model's answer; ``code`` is None if the answer holds none.

        Raises AgentError, in one line that holds no key, if the endpoint gives no answer: a failing one is given up
        within a minute, a slow one after CODEARENA_TIMEOUT_S (two minutes).
        """
        endpoint = endpoint_for(self._spec, os.environ)
        answer = self._answer(endpoint, observation)
        reply, stopped_short = reply_of(answer, endpoint, self._spec.model)
        return Candidate(
            code=extract_code(reply, observation.buggy_code),
            reply=reply,
            truncated=stopped_short,
            tokens=tokens_of(answer),
            method=endpoint.provider,
            note="; ".join(self._parameters.changes),
        )

    def _answer(self, endpoint: Endpoint, observation: Observation) -> dict[str, object]:
        talk = messages(observation)
        limit_s = timeout_s(os.environ)
        while True:
            sent = self._parameters.current()
            answer = ask(endpoint, self._spec.model, talk, sent, limit_s, self._patience)
            if not isinstance(answer, Failure):
                return answer
            if not self._parameters.yield_to(answer, sent):
                raise AgentError(explained(answer, endpoint, self._spec.model, limit_s))
