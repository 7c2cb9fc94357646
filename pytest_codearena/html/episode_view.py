"""One episode as its page shows it: plain values in the order in which they are read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Attempt, Check, Component, Episode, Grade, Measurement, Outcome, Tokens, Verdict
from .curve import Curve, curve_of, seconds
from .difference import Difference, difference, whole
from .text import cut, duration, number


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of an attempt is shown; of all else it is said how much it is."""

    characters: int
    """Of a message."""
    checks: int
    """Failing checks."""
    lines: int
    """Of a difference."""
    around: int
    """Lines that are alike, before and after what is different."""


FULL = Detail(1200, 6, 400, 3)
BRIEF = Detail(200, 2, 40, 1)
"""For a page that would be too large."""

_NEAR = (Verdict.OVERFIT, Verdict.SLOW)


@dataclass(frozen=True, slots=True)
class Bar:
    """A component of the reward: what it could count, and what it does."""

    name: str
    room: int
    """Weight, as a share of the largest one, in percent."""
    filled: int
    """Score, in percent."""
    earned: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that did not pass."""

    test: str
    phase: str
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt."""

    number: int
    verdict: str
    tone: str
    """good, near or bad."""
    reward: str
    facts: tuple[str, ...]
    """Method, passed checks, tokens, times, flags: a few words each."""
    note: str
    against: str
    """What the difference is taken against."""
    change: Difference | None
    """None if there is no code."""
    bars: tuple[Bar, ...]
    failures: tuple[Failure, ...]
    same_as_before: bool
    """True if the attempt before failed in the same way: ``failures`` is empty then."""
    more_failures: int
    feedback: str
    """What the agent was told, where no failing check says it."""
    curve: Curve | None
    cost: str


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """One episode; ``key`` is its place in the report."""

    key: str
    task: str
    path: str
    category: str
    difficulty: str
    agent: str
    epoch: int
    ended: str
    """Verdict of the last attempt, or the outcome where that says more."""
    tone: str
    """good, near, bad, or error for what says nothing about the model."""
    outcome: str
    error: str
    reward: float | None
    best_reward: float | None
    tokens: int | None
    time_s: float
    attempts: tuple[AttemptView, ...]
    tones: tuple[str, ...]
    remembered: bool
    steps: str
    """Rewards of the attempts as the points of a line, 100 wide and 40 high; empty if there are not two."""


def episode_view(episode: Episode, key: str, buggy: str | None, detail: Detail = FULL) -> EpisodeView:
    """The episode as it is shown; ``buggy`` is the code that it began with, if that is known."""
    made = episode.attempts
    views = []
    before, name = buggy, "the buggy code"
    for place, attempt in enumerate(made):
        views.append(_attempt_view(attempt, before, name, made[place - 1].grade.checks if place else (), detail))
        if attempt.code is not None:
            before, name = attempt.code, f"attempt {attempt.number}"
    tone, ended = _ending(episode)
    return EpisodeView(
        key=key,
        task=episode.task,
        path=episode.path,
        category=episode.category,
        difficulty=episode.difficulty,
        agent=episode.agent,
        epoch=episode.epoch,
        ended=ended,
        tone=tone,
        outcome=episode.outcome.value,
        error=episode.error,
        reward=episode.reward if episode.outcome.judges_the_model else None,
        best_reward=episode.best_reward if episode.outcome.judges_the_model else None,
        tokens=_sum(episode.tokens),
        time_s=math.fsum(attempt.timing.agent_s + attempt.timing.grade_s for attempt in made),
        attempts=tuple(views),
        tones=tuple(view.tone for view in views),
        remembered=episode.remembered is not None,
        steps=_steps([attempt.grade.reward for attempt in made]),
    )


def _ending(episode: Episode) -> tuple[str, str]:
    if not episode.outcome.judges_the_model:
        return "error", _words(episode.outcome.value)
    if episode.outcome is Outcome.TRUNCATED or not episode.attempts:
        return "bad", _words(episode.outcome.value)
    verdict = episode.attempts[-1].grade.verdict
    return tone_of(verdict), _words(verdict.value)


def tone_of(verdict: Verdict) -> str:
    """How good that is: good, near or bad."""
    return "good" if verdict is Verdict.RESOLVED else "near" if verdict in _NEAR else "bad"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _attempt_view(attempt: Attempt, before: str | None, name: str, checks_before: tuple[Check, ...], detail: Detail) -> AttemptView:
    grade = attempt.grade
    failed = [check for check in grade.checks if check.counts and not check.passed]
    ran = [check for check in failed if check.outcome != "not_run"]
    same = bool(ran) and grade.checks == checks_before
    shown = [] if same else ran[: detail.checks]
    change = None
    if attempt.code is not None:
        change = whole(attempt.code, detail.lines) if before is None else difference(before, attempt.code, detail.lines, detail.around)
    told = grade.feedback if not ran and grade.verdict is not Verdict.RESOLVED else ""
    return AttemptView(
        number=attempt.number,
        verdict=_words(grade.verdict.value),
        tone=tone_of(grade.verdict),
        reward=number(grade.reward),
        facts=tuple(_facts(attempt)),
        note=cut(attempt.note, detail.characters),
        against=name if before is not None else "",
        change=change,
        bars=_bars(grade),
        failures=tuple(_failure(check, detail) for check in shown),
        same_as_before=same,
        more_failures=0 if same else len(failed) - len(shown),
        feedback=cut(told.strip("\n"), detail.characters),
        curve=curve_of(grade.measurement),
        cost=_cost(grade.measurement),
    )


def _facts(attempt: Attempt) -> list[str]:
    facts = []
    for phase, word in (("unit", "unit tests"), ("property", "properties")):
        counted = [check for check in attempt.grade.checks if check.phase == phase and check.counts]
        if counted:
            facts.append(f"{sum(check.passed for check in counted)}/{len(counted)} {word}")
    if attempt.method:
        facts.append(f"by {attempt.method}")
    if tokens := _tokens(attempt.tokens):
        facts.append(tokens)
    facts.append(f"agent {duration(attempt.timing.agent_s)}, grading {duration(attempt.timing.grade_s)}")
    if attempt.repeated:
        facts.append("tried before")
    return facts + [_words(flag) for flag in attempt.grade.flags]


def _tokens(tokens: Tokens) -> str:
    parts = [(tokens.input, "in"), (tokens.output, "out")]
    said = [f"{count:,} {word}" for count, word in parts if count is not None]
    return f"{' + '.join(said)} tokens" if said else ""


def _sum(tokens: Tokens) -> int | None:
    known = [count for count in (tokens.input, tokens.output) if count is not None]
    return sum(known) if known else None


def _bars(grade: Grade) -> tuple[Bar, ...]:
    present = {name: part for name, part in grade.components.items() if part.weight > 0}
    most = max((part.weight for part in present.values()), default=1.0)
    judged = [name for name, part in present.items() if name.startswith("llm_") and part.source == "neutral"]
    bars = [_bar(_words(name).removeprefix("llm "), part, most) for name, part in present.items() if name not in judged]
    if judged:  # nobody was asked, so three rows would say the same
        weight = math.fsum(present[name].weight for name in judged)
        bars.append(_bar("judge", Component(present[judged[0]].value, weight, "neutral"), max(most, weight)))
    rest = grade.reward - math.fsum(part.value * part.weight for part in present.values())
    if abs(rest) >= 0.005:
        bars.append(Bar("costs" if rest < 0 else "bounds", 0, 0, f"{rest:+.2f}".replace("-", "−"), "", "measured"))
    return tuple(bars)


def _bar(name: str, part: Component, most: float) -> Bar:
    earned = f"+{part.value * part.weight:.2f}"
    return Bar(name, round(100 * part.weight / most), round(100 * part.value), earned, number(part.value), part.source)


def _failure(check: Check, detail: Detail) -> Failure:
    test = check.id.partition("::")[2] or check.id
    return Failure(test, check.phase, _words(check.outcome), cut(check.message.strip("\n"), detail.characters))


def _cost(measurement: Measurement | None) -> str:
    """What was measured, in a sentence."""
    if measurement is None:
        return ""
    if measurement.note:
        return measurement.note
    said = [f"{number(measurement.ratio)} times the CPU time of the reference"]
    if measurement.points:
        last = measurement.points[-1]
        said.append(f"({seconds(last.candidate_s)} against {seconds(last.reference_s)} at size {last.size:,})")
    if measurement.exponent:
        said.append(f"growing like {measurement.growth.value} (n^{measurement.exponent:.2f})")
    return " ".join(said)


def _steps(rewards: Sequence[float]) -> str:
    if len(rewards) < 2:
        return ""
    width = 100 / (len(rewards) - 1)
    return " ".join(f"{index * width:g},{40 - 40 * reward:g}" for index, reward in enumerate(rewards))
