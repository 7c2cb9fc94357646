"""The offline agent: repairs by rules, without a model, the same way every time."""

from __future__ import annotations

from ...records import Candidate, Observation
from .rules import Context
from .search import Fix, fixes


class Builtin:
    """Proposes the likeliest repair that the episode has not seen yet."""

    name = "builtin"

    def propose(self, observation: Observation) -> Candidate:
        """A module that compiles wherever the rules can make it so; the code unchanged if no rule applies.

        What earlier attempts came to is read as evidence: it makes some repairs likelier, and none is proposed twice
        as long as there is another. Never raises.
        """
        tried = {_bare(past.code) for past in observation.previous_attempts if past.code is not None}
        fallback: Fix | None = None
        for fix in fixes(observation.buggy_code, _context(observation)):
            if _bare(fix.source) not in tried:
                return _candidate(fix)
            fallback = fallback or fix
        if fallback is not None:
            return Candidate(code=fallback.source, method="builtin", note="no further rule applies; the likeliest repair again")
        return Candidate(code=observation.buggy_code, method="builtin", note="no rule applies")


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
