"""A judge: a model that is asked several times about the same code, of which the median counts."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from ..agents.calls import Calls, Direct, Exchange, Request
from ..agents.completions import reply_of, tokens_of
from ..agents.endpoints import Endpoint, judge_endpoint_for, timeout_s
from ..agents.failures import Failure, explained
from ..agents.parameters import Parameters
from ..agents.spec import judge_spec
from ..agents.transport import Patience, ask
from ..errors import AgentError
from ..records import Task, Tokens
from .rubric import RESPONSE_FORMATS, RUBRIC_VERSION, messages
from .scores import Scores, median, read_scores
from .stored import StoredScores, key_of

_SIDE_BY_SIDE = 6
"""Requests at the same time, unless one code alone is asked about more often."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge said about one code."""

    scores: Scores | None
    """None if it said nothing that can be used; then ``error`` says why."""
    tokens: Tokens
    """What the answers used; zero if the scores were known already."""
    error: str = ""
    """One line that holds no key."""


class Judge:
    """One model as a judge. Thread-safe; close it."""

    def __init__(
        self,
        spec: str,
        *,
        samples: int = 3,
        stored: StoredScores | None = None,
        patience: Patience | None = None,
        calls_for: Callable[[Task], Calls] | None = None,
    ) -> None:
        """Raises UsageError if ``spec`` names no model; nothing is asked yet. ``calls_for`` makes the requests about a task."""
        self._spec = judge_spec(spec)
        self.name = self._spec.text
        self.samples = samples
        self._stored = stored or StoredScores()
        self._patience = patience or Patience()
        self._calls_for = calls_for or _directly
        self._rounds: Counter[str] = Counter()
        self._parameters = Parameters(self._spec.options)
        self._format = 0
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(max(samples, _SIDE_BY_SIDE), thread_name_prefix="codearena-judge")

    def opinions(self, task: Task, views: Sequence[str]) -> list[Opinion]:
        """Returns what the judge says of each view, all of them asked about side by side.

        A failure of its provider is an opinion without scores. Raises UsageError for a store that can't be used, and
        StoredReplyError if it is not asked, and a reply is not stored.
        """
        calls = self._calls_for(task)
        try:
            endpoint = judge_endpoint_for(self._spec, os.environ, needs_key=False)  # a reply that is stored needs none
            limit_s = timeout_s(os.environ)
        except AgentError as error:
            return [_failed(str(error))] * len(views)
        keys = [self._key(task, view, endpoint) for view in views]
        known = [self._stored.find(key) for key in keys]
        asked = [
            self._ask_about(task, view, endpoint, limit_s, calls) if found is None else []
            for view, found in zip(views, known, strict=True)
        ]
        opinions = []
        for key, found, futures in zip(keys, known, asked, strict=True):
            opinion = Opinion(found, Tokens(0, 0)) if found is not None else _median([future.result() for future in futures])
            if found is None and opinion.scores is not None:
                self._stored.keep(key, opinion.scores, judge=self.name)
            opinions.append(opinion)
        return opinions

    def close(self) -> None:
        """Nothing is asked after this."""
        self._threads.shutdown(cancel_futures=True)

    def _key(self, task: Task, view: str, endpoint: Endpoint) -> str:
        return key_of(RUBRIC_VERSION, self.name, endpoint.host, str(self.samples), task.digest, view)

    def _ask_about(self, task: Task, view: str, endpoint: Endpoint, limit_s: float, calls: Calls) -> list[Future[Opinion]]:
        """All answers about one view. They are numbered here, not in the threads, so that the numbers are the same in every run."""
        talk = messages(task, view)
        with self._lock:
            before = self._rounds[talk[-1]["content"]]
            self._rounds[talk[-1]["content"]] += self.samples
        requests = [
            Request(
                self._spec.model_id,
                talk,
                self._spec.options,
                number=before + number,
                host=endpoint.host,
                secrets=endpoint.secrets,
            )
            for number in range(1, self.samples + 1)
        ]
        return [self._threads.submit(self._ask, request, endpoint, limit_s, calls) for request in requests]

    def _ask(self, request: Request, endpoint: Endpoint, limit_s: float, calls: Calls) -> Opinion:
        """One answer."""
        try:
            answer = calls.exchange(request, lambda: self._exchange(request, limit_s)).answer
        except AgentError as error:
            return _failed(str(error))
        if isinstance(answer, Failure):
            return _failed(explained(answer, endpoint, self._spec.model, limit_s))
        tokens = tokens_of(answer)
        try:
            reply, _ = reply_of(answer, endpoint, self._spec.model)
        except AgentError as error:
            return _failed(str(error), tokens)
        scores = read_scores(reply)
        if scores is None:
            return _failed("the answer holds no scores from 0 to 1; can the model answer in a given form?", tokens)
        return Opinion(scores, tokens)

    def _exchange(self, request: Request, limit_s: float) -> Exchange:
        """An answer, or a failure that no simpler question mends. Raises AgentError if there is no key."""
        endpoint = judge_endpoint_for(self._spec, os.environ)
        while True:
            form = self._format
            sent = self._parameters.current()
            wanted = RESPONSE_FORMATS[form]
            asked = sent if wanted is None else {**sent, "response_format": wanted}
            answer = ask(endpoint, self._spec.model, request.messages, asked, limit_s, self._patience)
            if not isinstance(answer, Failure):
                return Exchange(answer)
            if not self._parameters.yield_to(answer, sent) and not self._ask_more_simply(answer, form):
                return Exchange(answer)

    def _ask_more_simply(self, failure: Failure, form: int) -> bool:
        """The next ``response_format`` is sent from now on, if this one may have been what was refused."""
        if failure.status not in (400, 404, 415, 422, 500, 501) or form + 1 >= len(RESPONSE_FORMATS):
            return False
        if failure.status in (404, 500) and "format" not in str(failure.body)[:4000]:
            return False
        with self._lock:
            self._format = max(self._format, form + 1)
        return True


def _directly(_task: Task) -> Calls:
    return Direct()


def _failed(error: str, tokens: Tokens | None = None) -> Opinion:
    return Opinion(None, tokens or Tokens(), f"judge: {error.removeprefix('judge: ')}")


def _median(opinions: Sequence[Opinion]) -> Opinion:
    """One opinion out of several answers; without scores unless more than half of the answers hold some."""
    tokens = sum((opinion.tokens for opinion in opinions), Tokens())
    scores = [opinion.scores for opinion in opinions if opinion.scores is not None]
    if 2 * len(scores) > len(opinions):
        return Opinion(median(scores), tokens)
    return Opinion(None, tokens, next(opinion.error for opinion in opinions if opinion.scores is None))
