"""What the exit status of a run depends on: each item, the baseline, a solve rate, or no repair at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import UsageError
from ..records import Episode
from ..report import grouped, totals
from .verdict import MOST_LOST, Comparison, Finding, overall

REGRESSED = 10
"""Exit status: an agent is worse than its baseline."""
INCONCLUSIVE = 11
"""Exit status: the run does not say whether it is; only where that is asked to fail, or too much was not judged."""
BELOW_RATE = 12
"""Exit status: an agent solves less than the rate that was asked for."""

MODES = "items, baseline, baseline:strict, rate:SHARE (as in rate:0.7) or none"


@dataclass(frozen=True, slots=True)
class Gate:
    """What the user asked for."""

    mode: str
    """items, baseline, rate or none."""
    strict: bool = False
    """True: an inconclusive comparison fails, too."""
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """How a run ends."""

    status: int
    reason: str
    """One sentence."""


def parse_gate(text: str) -> Gate:
    """Returns what ``--codearena-gate`` says. Raises UsageError if it is not of that form."""
    mode, colon, value = text.partition(":")
    if text in ("items", "baseline", "none"):
        return Gate(text)
    if text == "baseline:strict":
        return Gate("baseline", strict=True)
    if mode == "rate" and colon:
        return Gate("rate", rate=parse_share("--codearena-gate=rate:SHARE", value))
    raise UsageError(f'--codearena-gate: expected {MODES}, got "{text}"')


def parse_share(option: str, text: str) -> float:
    """Returns a number from 0 to 1. Raises UsageError that names the option if the text is none."""
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(f'{option}: expected a number from 0 to 1, got "{text}"')
    return share


def status_of(finding: Finding, *, strict: bool) -> int:
    """Returns the exit status for a verdict; 0 lets it pass."""
    return {Finding.PASS: 0, Finding.REGRESSED: REGRESSED, Finding.INCONCLUSIVE: INCONCLUSIVE if strict else 0}[finding]


def decide(
    gate: Gate, status: int, other_failures: int, episodes: Sequence[Episode], comparisons: Sequence[Comparison]
) -> Decision:
    """How a run ends that pytest would end with ``status``, 0 or 1.

    Unsolved repairs are no failures unless the gate is ``items``. All else that failed still is one; so are episodes that say
    nothing about the model where they are more than a tenth, since the rest may then say nothing either.
    """
    lost = sum(not episode.outcome.judges_the_model for episode in episodes)
    if gate.mode == "items":
        return Decision(status, "every repair is a test that has to pass")
    if other_failures:
        return Decision(status, f"{other_failures} tests, checks or tasks beside the repairs failed")
    if lost > MOST_LOST * len(episodes):
        share = f"{lost} of {len(episodes)} episodes could not be judged (at most {MOST_LOST:.0%} may)"
        return Decision(status or (0 if gate.mode == "none" else INCONCLUSIVE), share)
    if gate.mode == "none":
        return Decision(0, "repairs do not count")
    return _by_rate(gate, episodes) if gate.mode == "rate" else _by_baseline(gate, comparisons)


def _by_rate(gate: Gate, episodes: Sequence[Episode]) -> Decision:
    """By the rate that was measured, not by a bound of it: that is what a threshold means to those who set it."""
    sums = {agent: totals(group) for agent, group in grouped(episodes, "agent").items()}
    rates = {agent: (each.solve_rate or 0.0, each.solve_rate_interval) for agent, each in sums.items()}
    worst = min(rates, key=lambda agent: rates[agent][0])
    rate, interval = rates[worst]
    sure = f" (95% interval {interval.low:.0%} to {interval.high:.0%})" if interval else ""
    word, status = ("less", BELOW_RATE) if rate < gate.rate else ("no less", 0)
    return Decision(status, f"{worst} solved {rate:.1%}{sure}, {word} than the {gate.rate:.0%} that are asked for")


def _by_baseline(gate: Gate, comparisons: Sequence[Comparison]) -> Decision:
    verdict = overall(comparisons)
    first = next(each for each in comparisons if each.verdict is verdict)
    agent = f"{first.pair.new_agent}: " if len(comparisons) > 1 else ""
    return Decision(status_of(verdict, strict=gate.strict), f"{agent}{first.reason}")
