"""The offline agent: repairs by rules and by search, without a model, the same way every time."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Candidate, Observation, PastAttempt
from ...trying import Trial
from .budget import Budget
from .choice import REFUSED, Choice
from .rules import Context
from .search import Fix, fixes
from .validation import Validation

CPU_S = 10.0
"""What looking for one task's repair may cost, if the spec does not say."""
_SHARES = (0.6, 0.7, 0.8, 0.9, 1.0)
"""How much of that may be used up by each attempt."""


class Builtin:
    """Proposes the likeliest repair that the episode has not seen yet.

    Given a way to try code, it proposes what passes the visible tests; without one, what the rules say.
    """

    def __init__(self, *, cpu_s: float = CPU_S, name: str = "builtin") -> None:
        self.name = name
        self._cpu_s = cpu_s
        self._trial: Trial | None = None
        self._searches: dict[tuple[str, str], _Episode] = {}

    def use(self, trial: Trial) -> None:
        """Candidates are tried on the visible tests before one is proposed."""
        self._trial = trial
        self._searches.clear()

    def propose(self, observation: Observation) -> Candidate:
        """A module that compiles wherever the rules can make it so; the code unchanged if no rule applies.

        What earlier attempts came to is read as evidence: it makes some repairs likelier, and none is proposed twice
        as long as there is another; where there is none, the candidate says so (``exhausted``). Raises only what a trial raises.
        """
        found = self._searched(observation, self._trial) if self._trial is not None else None
        return found or _by_rules(observation)

    def _searched(self, observation: Observation, trial: Trial) -> Candidate | None:
        key = (observation.task, observation.buggy_code)
        episode = self._searches.get(key)
        if episode is None:
            self._searches.clear()  # of other tasks: each has a trial of its own
            episode = self._searches[key] = _Episode(observation, trial, self._cpu_s)
        return episode.propose(observation)


class _Episode:
    """The search for one task, with what its attempts came to."""

    def __init__(self, observation: Observation, trial: Trial, cpu_s: float) -> None:
        self._budget = Budget(cpu_s)
        self._validation = Validation(observation.buggy_code, _context(observation), trial, self._budget)
        self._choice = Choice(observation, trial, self._budget)

    def propose(self, observation: Observation) -> Candidate | None:
        """The best candidate that was not tried; None if the search has nothing that passes a test more than others."""
        self._budget.resume()
        share = _SHARES[min(observation.attempt, len(_SHARES)) - 1]
        past = observation.previous_attempts
        ranked = self._ranked(past)
        if not ranked or ranked[0][0] >= REFUSED:
            self._validation.advance(share)
            if not self._validation.plausible:
                self._validation.advance()
            ranked = self._ranked(past)
        if ranked:
            return _of_plausible(ranked[0][1], len(self._validation.plausible), self._validation.runs)
        best = self._validation.best
        if best is not None and _bare(best.source) not in {_bare(each.code) for each in past if each.code is not None}:
            return _of_plausible(best, 0, self._validation.runs)
        return None

    def _ranked(self, past: Sequence[PastAttempt]) -> list[tuple[float, Fix]]:
        return self._choice.ranked(self._validation.plausible, past, changed=not self._validation.base_passes)


def _of_plausible(found: Fix, count: int, runs: int) -> Candidate:
    method = f"builtin:{found.rules[0]}" if found.rules else "builtin"
    passing = f"one of {count} that pass the visible tests" if count else "none passes the visible tests"
    return Candidate(code=found.source, method=method, note=f"{', '.join(found.rules)}; {passing}, of {runs} that were tried")


def _by_rules(observation: Observation) -> Candidate:
    tried = {_bare(past.code) for past in observation.previous_attempts if past.code is not None}
    fallback: Fix | None = None
    for fix in fixes(observation.buggy_code, _context(observation)):
        if _bare(fix.source) not in tried:
            return _candidate(fix)
        fallback = fallback or fix
    if fallback is not None:
        return Candidate(code=fallback.source, method="builtin", note="no further rule applies; the likeliest repair again", exhausted=True)
    return Candidate(code=observation.buggy_code, method="builtin", note="no rule applies", exhausted=True)


def _candidate(fix: Fix) -> Candidate:
    counted = [f"{name} x{fix.rules.count(name)}" if fix.rules.count(name) > 1 else name for name in dict.fromkeys(fix.rules)]
    method = f"builtin:{fix.rules[0]}" if fix.rules else "builtin"
    return Candidate(code=fix.source, method=method, note=", ".join(counted))


def _context(observation: Observation) -> Context:
    feedback = [past.feedback for past in observation.previous_attempts]
    return Context(
        tests="\n".join(test.text for test in observation.visible_tests),
        feedback="\n".join([*feedback, observation.error_log, observation.test_results]),
        category=observation.category,
    )


def _bare(code: str) -> str:
    return "\n".join(line.rstrip() for line in code.strip().split("\n"))
