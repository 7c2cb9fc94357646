"""Two reports side by side: whether they may be compared, which agents and which tasks belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from ..errors import UsageError
from ..printable import visible
from ..records import Episode, Layer, Outcome, Report, Settings

_NAMED = 10
"""Tasks that an error names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Run:
    """A report under the name by which the user knows it."""

    name: str
    """Path of the file, or ``this run``."""
    report: Report


@dataclass(frozen=True, slots=True)
class Side:
    """What one run knows of one agent on one task."""

    solved: int
    judged: int
    unjudged: int
    """Episodes that say nothing about the model."""
    attempts: tuple[int, ...]
    """Attempts made in each judged episode, fewest first."""
    rewards: tuple[float, ...]
    """Of the judged episodes, lowest first."""
    tokens: int
    """Known tokens of all episodes."""

    @property
    def rate(self) -> Fraction:
        """Share of the judged episodes that were solved; there must be one."""
        return Fraction(self.solved, self.judged)


@dataclass(frozen=True, slots=True)
class TaskPair:
    """One version of one task in both runs."""

    task: str
    digest: str
    old: Side
    new: Side

    @property
    def lost(self) -> float:
        """Share of its pairs of episodes that can't be compared, because a side of them says nothing about the model."""
        return max(side.unjudged / (side.judged + side.unjudged) for side in (self.old, self.new))

    @property
    def difference(self) -> Fraction:
        """Solve rate now less that of the baseline; both sides must have a judged episode."""
        return self.new.rate - self.old.rate


@dataclass(frozen=True, slots=True)
class AgentPair:
    """One agent in both runs, with all the tasks that both have."""

    old_run: str
    new_run: str
    old_agent: str
    new_agent: str
    tasks: tuple[TaskPair, ...]
    """In order of name and digest."""
    left_out: int
    """Tasks that only one of the runs has."""


def refuse_other_settings(old: Run, new: Run) -> None:
    """Raises UsageError unless both runs measured the same thing: attempts, judge, weights and sandbox."""
    before, after = (measured(run.report.settings, isolated=isolated(run.report.sandbox)) for run in (old, new))
    reasons = [
        f"{name} is {visible(str(before[name]))} in {old.name}, {visible(str(after[name]))} in {new.name}"
        for name in before
        if before[name] != after[name]
    ]
    if reasons:
        raise UsageError(
            f"{old.name} and {new.name} can't be compared: {'; '.join(reasons)}; "
            "run with the settings of the baseline, or write a new baseline with --codearena-report"
        )


def measured(settings: Settings, *, isolated: bool) -> dict[str, object]:
    """Returns what two runs must have in common if they measured the same thing, by the name that users know it by."""
    weights = {f"weight {name}": weight for name, weight in asdict(settings.weights).items()}
    return {
        "attempts": settings.attempts,
        "judge": settings.judge or "none",
        "judge samples": settings.judge_samples,
        "memory": "off" if settings.memory == "off" else "on",
        "sandbox": f"{settings.sandbox}, {'isolated' if isolated else 'not isolated'}",
        **weights,
    }


def isolated(layers: Iterable[Layer]) -> bool:
    """True if a layer holds that isolates candidates."""
    return any(layer.holds and layer.isolates for layer in layers)


def agent_pairs(old: Run, new: Run) -> list[tuple[str, str]]:
    """The agents that belong together: those of the same spec; else the only one here and the only one there.

    Raises UsageError if there is no such pair. An agent that one run has and the other has not is left out.
    """
    before, after = _agents(old.report), _agents(new.report)
    same = [(agent, agent) for agent in after if agent in before]
    if same:
        return same
    if len(before) == len(after) == 1:
        return [(before[0], after[0])]
    raise UsageError(
        f"{old.name} has {_listed(before)}, {new.name} has {_listed(after)}: no agent is in both, and there is more than one to "
        "choose from; ask the agents of the baseline, or a single one on each side"
    )


def _agents(report: Report) -> list[str]:
    """As the episodes name them, since that may be without a password; before the first episode, as they were asked for."""
    return list(dict.fromkeys([episode.agent for episode in report.episodes] or report.settings.agents))


def _listed(agents: Sequence[str]) -> str:
    return ", ".join(visible(agent) for agent in agents) or "no agent"


def pair(old: Run, new: Run, *, common: bool = False) -> tuple[AgentPair, ...]:
    """The agents that both runs have, each with its tasks, paired by digest.

    Raises UsageError with the reason and the way out if the runs measured different things. ``common`` leaves out the tasks
    that only one of them has; without it they are a reason, too.
    """
    refuse_other_settings(old, new)
    return tuple(_pair_agent(old, new, before, after, common) for before, after in agent_pairs(old, new))


def _pair_agent(old: Run, new: Run, before: str, after: str, common: bool) -> AgentPair:
    tasks_before, tasks_after = _by_task(old.report.episodes, before), _by_task(new.report.episodes, after)
    refuse_other_tasks(
        (old.name, {digest: group[0].task for digest, group in tasks_before.items()}),
        (new.name, {digest: group[0].task for digest, group in tasks_after.items()}),
        common=common,
    )
    both = tasks_before.keys() & tasks_after.keys()
    pairs = [TaskPair(tasks_after[d][0].task, d, _side(tasks_before[d]), _side(tasks_after[d])) for d in both]
    pairs.sort(key=lambda each: (each.task, each.digest))
    left_out = len(tasks_before) + len(tasks_after) - 2 * len(both)
    return AgentPair(old.name, new.name, before, after, tuple(pairs), left_out)


def refuse_other_tasks(old: tuple[str, dict[str, str]], new: tuple[str, dict[str, str]], *, common: bool) -> None:
    """Raises UsageError with a list if the tasks (digest to name) of two named runs are not the same.

    With ``common`` it is enough that there is one that both have.
    """
    (old_name, before), (new_name, after) = old, new
    if before.keys() == after.keys() and before:
        return
    if common and before.keys() & after.keys():
        return
    gone, come = ({d: t for d, t in a.items() if d not in b} for a, b in ((before, after), (after, before)))
    changed = sorted(set(gone.values()) & set(come.values()))
    only = [
        (f"changed since {old_name}", changed),
        (f"only in {old_name}", sorted(set(gone.values()) - set(changed))),
        (f"only in {new_name}", sorted(set(come.values()) - set(changed))),
    ]
    said = "; ".join(f"{_counted(names)} {where}: {_names(names)}" for where, names in only if names) or "neither has a task"
    shared = len(before.keys() & after.keys())
    way_out = (
        f"compare the {shared} that both have (--common, --codearena-common), or"
        if shared and not common
        else "none is in both;"
    )
    raise UsageError(
        f"{old_name} and {new_name} are about different tasks: {said}; {way_out} write a new baseline with --codearena-report"
    )


def _counted(names: Sequence[str]) -> str:
    return f"{len(names)} task is" if len(names) == 1 else f"{len(names)} tasks are"


def _names(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(visible(name) for name in names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _by_task(episodes: Iterable[Episode], agent: str) -> dict[str, list[Episode]]:
    """A task is its content: copies of one folder are repeats of one task."""
    groups: dict[str, list[Episode]] = {}
    for episode in sorted((e for e in episodes if e.agent == agent), key=lambda e: (e.task, e.path, e.epoch)):
        groups.setdefault(episode.digest, []).append(episode)
    return groups


def _side(episodes: Sequence[Episode]) -> Side:
    judged = [episode for episode in episodes if episode.outcome.judges_the_model]
    tokens = [count for episode in episodes for count in (episode.tokens.input, episode.tokens.output)]
    return Side(
        solved=sum(episode.outcome is Outcome.SOLVED for episode in judged),
        judged=len(judged),
        unjudged=len(episodes) - len(judged),
        attempts=tuple(sorted(len(episode.attempts) for episode in judged)),
        rewards=tuple(sorted(episode.reward for episode in judged if episode.reward is not None)),
        tokens=sum(count for count in tokens if count is not None),
    )
