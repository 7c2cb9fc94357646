"""What a whole report comes to, as the first page shows it: agents and categories with their intervals, settings, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Episode, Report, Settings
from ..report import Totals, grouped, totals
from ..stats.rates import Interval
from .text import duration, number, percent

MOST_MARKS = 10
"""solved@k is listed for so many k at most."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A share or a mean with its 95% interval, in text and as places on a scale from 0 to 100."""

    text: str
    interval: str
    at: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """The sums of some episodes: an agent's, or an agent's in one category."""

    name: str
    solved: str
    rate: Measure
    reward: Measure
    best: str
    solved_at: tuple[str, ...]
    steady: str
    """pass@k and pass^k for the most epochs; empty with one epoch."""
    tokens: str
    time: str
    tasks: int
    episodes: int
    errors: int


@dataclass(frozen=True, slots=True)
class CategoryView:
    """One category and what each agent comes to in it."""

    name: str
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All of the first page but the episodes."""

    name: str
    """Of the report's file; may be empty."""
    created: str
    version: str
    agents: tuple[GroupView, ...]
    categories: tuple[CategoryView, ...]
    marks: tuple[int, ...]
    """k of solved@k."""
    settings: tuple[tuple[str, str], ...]
    layers: tuple[tuple[str, bool, str], ...]
    warnings: tuple[str, ...]
    episodes: int
    judged: int


def overview(report: Report, name: str) -> Overview:
    """The first page of the report."""
    episodes = report.episodes
    attempts = max([1, *(len(episode.attempts) for episode in episodes)])
    agents = grouped(episodes, "agent")
    by_category = grouped(episodes, "category")
    return Overview(
        name=name,
        created=report.created,
        version=report.plugin_version,
        agents=tuple(_group(name, own, attempts) for name, own in agents.items()),
        categories=tuple(
            CategoryView(name, tuple(_group(agent, own, attempts) for agent, own in grouped(group, "agent").items()))
            for name, group in by_category.items()
        ),
        marks=tuple(range(1, min(attempts, MOST_MARKS) + 1)),
        settings=tuple(_settings(report.settings)),
        layers=tuple((layer.name, layer.holds, layer.detail) for layer in report.sandbox),
        warnings=tuple(_warnings(report)),
        episodes=len(episodes),
        judged=sum(episode.outcome.judges_the_model for episode in episodes),
    )


def _group(name: str, episodes: Sequence[Episode], attempts: int) -> GroupView:
    sums = totals(episodes, attempts=attempts)
    return GroupView(
        name=name,
        solved=f"{sums.solved} of {sums.judged}",
        rate=measure(sums.solve_rate, sums.solve_rate_interval, percents=True),
        reward=measure(sums.mean_reward, sums.mean_reward_interval),
        best=number(sums.mean_best_reward),
        solved_at=tuple(map(percent, sums.solved_at[:MOST_MARKS])),
        steady=_steady(sums),
        tokens=_tokens(sums),
        time=duration(sums.timing.agent_s + sums.timing.grade_s),
        tasks=sums.tasks,
        episodes=sums.episodes,
        errors=sums.errors,
    )


def measure(value: float | None, interval: Interval | None, *, percents: bool = False) -> Measure:
    """The number and its interval as they are shown."""
    text = percent if percents else number
    said = f"{text(interval.low)} to {text(interval.high)}" if interval else ""
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Measure(text(value), said, _place(value), _place(low), _place(high))


def _place(value: float | None) -> float | None:
    return None if value is None else round(100 * value, 1)


def _steady(sums: Totals) -> str:
    k = len(sums.pass_all)
    return f"pass@{k} {percent(sums.pass_at[-1])}, pass^{k} {percent(sums.pass_all[-1])}" if k > 1 else ""


def _tokens(sums: Totals) -> str:
    known = [count for count in (sums.tokens.input, sums.tokens.output) if count is not None]
    return f"{sum(known):,}" if known else "–"


def _settings(settings: Settings) -> list[tuple[str, str]]:
    weights = settings.weights
    counted = {
        "compile": weights.compile,
        "tests": weights.tests,
        "efficiency": weights.efficiency,
        "judge": weights.llm_correctness + weights.llm_security + weights.llm_quality,
    }
    return [
        ("attempts", f"up to {settings.attempts}"),
        ("epochs", str(settings.epochs)),
        ("seed", "new for every attempt" if settings.seed is None else str(settings.seed)),
        ("judge", settings.judge or "none (neutral 0.5)"),
        ("memory", settings.memory),
        ("weights", ", ".join(f"{name} {value:g}" for name, value in counted.items())),
        ("costs", f"{weights.step_cost:g} an attempt, {weights.repeat_cost:g} for code that was tried before"),
    ]


def _warnings(report: Report) -> list[str]:
    said = []
    if not any(layer.holds and layer.isolates for layer in report.sandbox) and report.episodes:
        said.append("No layer of the sandbox isolated the candidates: the verdicts hold for code that does no harm.")
    if report.settings.memory != "off":
        said.append("Agents were offered what they did in earlier runs: this is no measurement of the models alone.")
    lost = sum(not episode.outcome.judges_the_model for episode in report.episodes)
    if lost:
        verb = "episode says" if lost == 1 else "episodes say"
        said.append(f"{lost} {verb} nothing about the model (network, budget, task or sandbox) and count in no rate.")
    return said + list(report.judge.warnings if report.judge else ())
