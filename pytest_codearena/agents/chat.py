"""Agents behind an OpenAI-compatible endpoint: OpenAI, Ollama, Hugging Face, vLLM, TGI, or any URL."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..errors import AgentError
from ..records import Candidate, Observation
from .calls import Calls, Direct, Exchange, Request
from .completions import reply_of, tokens_of
from .endpoints import Endpoint, endpoint_for, timeout_s
from .extract import extract_code
from .failures import Failure, explained
from .parameters import Parameters
from .prompt import Message, messages
from .spec import Spec
from .transport import Patience, ask


class Chat:
    """One model. Sends the conversation of the episode, and of the parameters only those that the user set.

    A parameter that the endpoint refuses is left out (``max_tokens`` renamed) for the rest of this agent's life, and
    the candidate's note says so.
    """

    def __init__(
        self, spec: Spec, *, seed: int | None = None, patience: Patience | None = None, calls: Calls | None = None
    ) -> None:
        self.name = spec.text
        self._spec = spec
        self._patience = patience or Patience()
        self._calls = calls or Direct()
        self._given = spec.options if seed is None else {"seed": seed, **spec.options}
        self._parameters = Parameters(self._given)

    def propose(self, observation: Observation) -> Candidate:
        """The code in the model's answer; ``code`` is None if the answer holds none.

        Raises AgentError, in one line that holds no key, if the endpoint gives no answer: a failing one is given up
        within a minute, a slow one after CODEARENA_TIMEOUT_S (two minutes). Raises StoredReplyError if it is not asked, and no
        reply is stored.
        """
        endpoint = endpoint_for(self._spec, os.environ, needs_key=False)  # a reply that is stored needs none
        limit_s = timeout_s(os.environ)
        talk = messages(observation)
        request = Request(self._spec.model_id, talk, self._given, host=endpoint.host, secrets=endpoint.secrets)
        made = self._calls.exchange(request, lambda: self._exchange(endpoint_for(self._spec, os.environ), talk, limit_s))
        if isinstance(made.answer, Failure):
            raise AgentError(explained(made.answer, endpoint, self._spec.model, limit_s))
        reply, stopped_short = reply_of(made.answer, endpoint, self._spec.model)
        return Candidate(
            code=extract_code(reply, observation.buggy_code),
            reply=reply,
            truncated=stopped_short,
            tokens=tokens_of(made.answer),
            method=endpoint.provider,
            note="; ".join(made.changes),
        )

    def _exchange(self, endpoint: Endpoint, talk: Sequence[Message], limit_s: float) -> Exchange:
        """An answer, or a failure that no other parameters mend."""
        while True:
            sent = self._parameters.current()
            answer = ask(endpoint, self._spec.model, talk, sent, limit_s, self._patience)
            if not isinstance(answer, Failure) or not self._parameters.yield_to(answer, sent):
                return Exchange(answer, tuple(self._parameters.changes))
