"""What models are asked in one run of pytest: replies that are kept or replayed, what all of it costs, and when enough is spent."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ..agents import meaning_of
from ..agents.calls import Exchange, Request
from ..agents.completions import choice_of, tokens_of
from ..agents.endpoints import keys_in
from ..agents.failures import Failure
from ..agents.replies import Asker, StoredReplies
from ..agents.spec import Spec, judge_spec, parse_spec
from ..errors import UsageError
from ..printable import visible
from ..records import Episode, Settings, Spending, Task, Tokens
from ..spending.account import Account, Spent
from ..spending.pace import Pace
from ..spending.prices import Prices, cost_of, read_prices

DEFAULT_FOLDER = "codearena-replies"
"""Where replies are kept if no folder is named."""
_ACCOUNT = "codearena_account"
_CHARACTERS_A_TOKEN = 3
"""Few: what a provider does not count is rather reckoned too high, as a limit is a promise."""
_ASKING = ("python", "command")
"""Agents that may ask models by themselves."""


class RunCalls:
    """Makes the requests of all agents and of the judge; a pytest plugin, as its account reaches into pytest-xdist's workers."""

    def __init__(
        self,
        config: pytest.Config,
        settings: Settings,
        *,
        folder: Path | None,
        prices: Path | None,
        seed_given: bool,
        per_minute: int | None,
    ) -> None:
        """Raises UsageError for options that can't be met; nothing is asked yet."""
        self._settings = settings
        self.model_seed = settings.seed if seed_given else None
        """Sent to models whose spec gives none; a seed that only replies need is not."""
        self._models = _models_of(settings)
        self._prices = read_prices(prices) if prices is not None else Prices()
        self._price_file = prices
        _refuse(settings, self._prices, self._models)
        self._folder = folder or config.invocation_params.dir / DEFAULT_FOLDER
        self._stored: StoredReplies | None = None
        if settings.replies != "off" and settings.agents and not config.option.collectonly:
            self._stored = StoredReplies(self._folder, makes=settings.replies != "replay")
        shared: str | None = getattr(config, "workerinput", {}).get(_ACCOUNT)
        self._memories: list[int] = []
        account, pace = map(Path, shared.split()) if shared else (None, None)
        self._account = Account(account)
        self._per_minute = per_minute
        self._pace = self._paced(pace)

    def of_episode(self, agent: str, task: Task, epoch: int) -> AskerCalls:
        """Returns what makes the requests of one episode."""
        return AskerCalls(self, Asker(agent, task.name, task.digest, epoch))

    def of_judge(self, task: Task) -> AskerCalls:
        """Returns what makes the requests of the judge about a task."""
        return AskerCalls(self, Asker(f"judge {self._settings.judge}", task.name, task.digest, 0))

    def used_up(self) -> str:
        """Returns why no further episode begins; nothing if one may."""
        settings = self._settings
        if settings.max_tokens is None and settings.max_cost is None:
            return ""
        spent = self._account.spent()
        if settings.max_tokens is not None and spent.tokens >= settings.max_tokens:
            return f"budget: {spent.tokens:,} tokens are used, and --codearena-max-tokens is {settings.max_tokens:,}"
        if settings.max_cost is not None and spent.paid >= settings.max_cost:
            return f"budget: {self._amount(spent.paid)} are paid, and --codearena-max-cost is {settings.max_cost:g}"
        return ""

    def exchange(self, asker: Asker, request: Request, ask: Callable[[], Exchange]) -> Exchange:
        """What came of a request: of a stored reply if there is one and it counts, else of asking; then it is kept, if it is to be.

        Raises StoredReplyError if a stored reply is needed and missing, or can't be used.
        """
        if self._stored is None:
            return self._asked(request, ask)
        if self._settings.replies != "record":
            found = self._stored.find(asker, request) or self._stored.find(asker, self._first_of(asker, request))
            if self._settings.replies == "replay" and found is None:
                raise self._stored.missing(asker, request)
            if found is not None and (self._settings.replies == "replay" or not isinstance(found.answer, Failure)):
                return found
        made = self._stored.keep(asker, request, self._asked(request, ask), (*request.secrets, *keys_in(os.environ)))
        return replace(made, replayed=False)

    def _first_of(self, asker: Asker, request: Request) -> Request:
        """The same answer of a judge in the first round: episodes side by side may ask at the same time what one would have kept."""
        samples = self._settings.judge_samples
        return replace(request, number=(request.number - 1) % samples + 1) if asker.epoch == 0 else request

    def _asked(self, request: Request, ask: Callable[[], Exchange]) -> Exchange:
        if self._pace is not None:
            self._pace.wait(request.host)
        return ask()

    def _paced(self, path: Path | None) -> Pace | None:
        return Pace(self._per_minute, path) if self._per_minute is not None else None

    def spend(self, model: str, tokens: Tokens, *, characters: int, replayed: bool) -> float | None:
        """What an answer used is in the account after this. Returns what it costs, stored or not; None if that is not known."""
        price = self._prices.of(model)
        cost = cost_of(price, tokens)
        counted = tokens.input is not None and tokens.output is not None
        used = (tokens.input or 0) + (tokens.output or 0) if counted else characters // _CHARACTERS_A_TOKEN + 1
        reckoned = cost
        if price is not None and reckoned is None:
            reckoned = cost_of(price, Tokens(0, used))
        unpriced = cost is None and not replayed
        paid = 0.0 if replayed else reckoned or 0.0
        self._account.add(Spent(used, paid, int(unpriced), int(not counted), int(not replayed), int(replayed)))
        return cost

    def spend_nothing(self) -> None:
        """A request that got no answer is in the account after this."""
        self._account.add(Spent(asked=1))

    def spending(self, episodes: Sequence[Episode], judge: Tokens) -> Spending:
        """Returns what the run used and cost, with these episodes, and these tokens of the judge."""
        spent = self._account.spent()
        known = self._prices.known(self._models)
        judge_cost: float | None = 0.0
        if self._settings.judge is not None and judge != Tokens():
            judge_cost = cost_of(self._prices.of(judge_spec(self._settings.judge).model_id), judge)
        costs = [judge_cost, *(episode.cost for episode in episodes)]
        return Spending(
            currency=self._prices.currency,
            prices=known,
            tokens=sum((episode.tokens for episode in episodes), judge),
            cost=round(sum(cost for cost in costs if cost is not None), 10) if None not in costs else None,
            judge_cost=judge_cost,
            paid=None if spent.unpriced else round(spent.paid, 10),
            asked=spent.asked,
            replayed=spent.replayed,
            uncounted=spent.uncounted,
        )

    def header(self) -> list[str]:
        """Returns what the header says of replies and limits."""
        settings = self._settings
        lines = []
        if self._stored is not None:
            does = {
                "record": "all replies are asked for, and kept in",
                "replay": "no model is asked, all replies come from",
                "auto": "replies are asked for and kept, unless they are there, in",
            }[settings.replies]
            lines.append(f"codearena replies: {settings.replies}: {does} {visible(str(self._folder))}")
        limits = []
        if settings.max_cost is not None:
            limits.append(self._amount(settings.max_cost))
        if settings.max_tokens is not None:
            limits.append(f"{settings.max_tokens:,} tokens")
        return lines + ([f"codearena budget: no episode begins after {' or '.join(limits)}"] if limits else [])

    def summary(self, spending: Spending) -> list[str]:
        """Returns what the end of the run says of requests and cost; nothing if there were no requests."""
        if not spending.asked + spending.replayed:
            return []
        used = [count for count in (spending.tokens.input, spending.tokens.output) if count is not None]
        requests = f"models: {spending.asked} requests asked, {spending.replayed} replayed"
        lines = [requests + (f", {sum(used):,} tokens" if used else "")]
        if spending.uncounted:
            lines[0] += f"; the provider counted no tokens of {spending.uncounted} of the replies"
        if self._price_file is not None:
            missing = sorted(set(self._models) - set(spending.prices))
            why = f"no price for {', '.join(map(visible, missing))}" if missing else "not all tokens were counted"
            cost = f"n/a ({why})" if spending.cost is None else self._amount(spending.cost)
            paid = "n/a" if spending.paid is None else self._amount(spending.paid)
            lines.append(
                f"cost: {cost}; paid in this run: {paid}" + (", as what is replayed costs nothing" if spending.replayed else "")
            )
        return lines

    def _amount(self, number: float) -> str:
        return f"{visible(self._prices.currency)} {number:.4f}"

    # --- pytest's hooks

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """The worker has this process's account."""
        if not self._memories:
            self._memories = [os.memfd_create(f"codearena-{name}") for name in ("account", "pace")]
            self._account, self._pace = Account(self._shared(0)), self._paced(self._shared(1))
        node.workerinput[_ACCOUNT] = f"{self._shared(0)} {self._shared(1)}"

    def pytest_unconfigure(self) -> None:
        """What the workers share is gone after this; it goes with this process too, however that ends."""
        while self._memories:
            os.close(self._memories.pop())

    def _shared(self, number: int) -> Path:
        """A file in memory, under the name by which other processes of this user can open it."""
        return Path(f"/proc/{os.getpid()}/fd/{self._memories[number]}")


class AskerCalls:
    """Makes the requests of one asker, and sums up what they cost."""

    def __init__(self, run: RunCalls, asker: Asker) -> None:
        self.cost: float | None = 0.0
        """At the prices of the run, stored replies too; None as soon as something is not known."""
        self._run = run
        self._asker = asker
        self._times: Counter[str] = Counter()

    def exchange(self, request: Request, ask: Callable[[], Exchange]) -> Exchange:
        """What came of the request. Raises StoredReplyError if a stored reply is needed and missing, or can't be used."""
        if not request.number:
            this = repr((request.model, request.messages, request.parameters))
            self._times[this] += 1
            request = replace(request, number=self._times[this])
        made = self._run.exchange(self._asker, request, ask)
        if not isinstance(made.answer, Failure):
            said = choice_of(made.answer)
            characters = sum(len(message["content"]) for message in request.messages) + len(said[0] if said else "")
            self._spend(request.model, tokens_of(made.answer), characters, replayed=made.replayed)
        elif not made.replayed:
            self._run.spend_nothing()
        return made

    def count(self, model: str, tokens: Tokens, characters: int) -> None:
        """What an agent that asks a model by itself says it used is counted; ``characters`` is the length of its reply."""
        self._spend(model, tokens, characters, replayed=False)

    def _spend(self, model: str, tokens: Tokens, characters: int, *, replayed: bool) -> None:
        cost = self._run.spend(model, tokens, characters=characters, replayed=replayed)
        self.cost = None if self.cost is None or cost is None else round(self.cost + cost, 10)


def _models_of(settings: Settings) -> tuple[str, ...]:
    """The models that the run may ask, each with its provider; agents that may ask some by themselves under their spec."""
    parts: list[Spec] = []
    for agent in settings.agents:
        spec = parse_spec(meaning_of(agent))
        parts += spec.chain or (spec,)
    if settings.judge is not None:
        parts.append(judge_spec(settings.judge))
    return tuple(dict.fromkeys(part.model_id for part in parts if part.model or part.provider in _ASKING))


def _refuse(settings: Settings, prices: Prices, models: Sequence[str]) -> None:
    if settings.replies != "off" and "auto" in map(str.strip, settings.agents):
        raise UsageError(
            f"--codearena-replies={settings.replies}: the agent auto is another one in another environment; "
            f"write what it stands for here: {meaning_of('auto')}"
        )
    if settings.max_cost is not None and settings.agents:
        if not prices.models:
            raise UsageError("--codearena-max-cost: needs --codearena-prices=PATH, a TOML file that says what models cost")
        unknown = [model for model in models if prices.of(model) is None]
        if unknown:
            raise UsageError(
                f'--codearena-max-cost: there is no price for {", ".join(unknown)}; add [models."{unknown[0]}"] to the prices, '
                "with input = 0 and output = 0 if it is free"
            )
