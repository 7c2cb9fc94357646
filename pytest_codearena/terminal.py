"""What people read in the terminal: records in, lines of plain text out.

Messages and code come from candidates. Everything that is printed goes through ``visible`` first, so that no escape sequence
acts on the terminal; and text of several lines stands behind a bar, so that no line of it begins as a command to a CI log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import unified_diff

from .printable import Column, shorten, table_lines, visible
from .records import Attempt, Component, Episode, Growth, Layer, Outcome, Settings, Tokens, Verdict
from .report import Totals, grouped, totals
from .stats.episodes import solved_at
from .stats.rates import Interval

LIVE_WIDTH = 100
"""Columns of a line of live progress."""

MAX_ROWS = 60
"""Episodes that the summary lists one by one; where there are more, those that were solved are only counted."""

MAX_LINES = 60
"""Lines of feedback, and of a difference, in the text of one failure."""

MAX_COLUMNS = 200
"""Columns of one line of feedback or of a difference."""

MAX_DIFF_LINES = 2000
"""Longer code is not compared: the time that this takes grows with the square of the length."""

NOTHING = "-"
"""Stands where there is no number; a zero is one."""


# The header of the session.


def header_lines(settings: Settings, layers: Sequence[Layer], *, version: str = "") -> list[str]:
    """Who is asked, how often, who judges, and what stands between a candidate and this machine."""
    agents = ", ".join(visible(agent) for agent in settings.agents)
    asked = [
        agents or "no agent: the tasks themselves are checked",
        _count(settings.attempts, "attempt") if agents else "",
        _count(settings.epochs, "epoch") if settings.epochs > 1 else "",
        "" if not agents else f"judge {visible(settings.judge)}" if settings.judge else "no judge (neutral 0.5)",
        "" if settings.seed is None else f"seed {settings.seed}",
    ]
    return [f"codearena {version}".rstrip() + ": " + "; ".join(filter(None, asked)), *_sandbox_lines(settings, layers)]


def _sandbox_lines(settings: Settings, layers: Sequence[Layer]) -> list[str]:
    held = [visible(f"{layer.name} ({layer.detail})" if layer.detail else layer.name) for layer in layers if layer.holds]
    missing = [visible(layer.name) for layer in layers if not layer.holds]
    line = "codearena sandbox: " + (", ".join(held) or "nothing holds")
    lines = [line + (f"; without {', '.join(missing)}" if missing else "")]
    weak = settings.sandbox == "weak"
    if not any(layer.holds and layer.isolates for layer in layers):
        lines.append(
            "codearena sandbox: !!! WEAK: no isolating layer; a candidate can read and write whatever you can !!!"
            if weak
            else "codearena sandbox: no isolating layer, so nothing is graded (--codearena-sandbox=weak grades nevertheless)"
        )
    elif weak:
        lines.append("codearena sandbox: weak is allowed: it would be graded even if no layer isolated")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# One attempt.


def attempt_line(label: str, attempt: Attempt, max_attempts: int, *, width: int = LIVE_WIDTH) -> str:
    """One line of live progress; ``label`` (task and agent, say) goes first where lines of several episodes mix."""
    parts = [visible(label), f"attempt {attempt.number}/{max_attempts}", attempt.grade.verdict.value.ljust(8)]
    counted = [check for check in attempt.grade.checks if check.counts]
    if counted:
        parts.append(f"{sum(check.passed for check in counted)}/{len(counted)} checks")
    parts += [f"reward {attempt.grade.reward:.2f}", visible(attempt.grade.reason)]
    return shorten("  " + "  ".join(filter(None, parts)), width).rstrip()


def live_lines(attempt: Attempt, max_attempts: int, *, noted: bool, label: str = "  ") -> list[str]:
    """The attempt's line of live progress; if ``noted``, its note below: who failed before, what was refused."""
    note = shorten(f"      note: {visible(attempt.note)}", 2 * LIVE_WIDTH)
    return [attempt_line(label, attempt, max_attempts), *([note] if noted and attempt.note else [])]


# The text of a failure.


def failure_lines(episode: Episode, *, buggy: str | None = None, max_attempts: int | None = None) -> list[str]:
    """What happened in an episode that was not solved: its attempts, the last feedback, the last change to ``buggy``."""
    lines = [f"{episode.outcome.value}: {visible(episode.error)}"] if episode.error else []
    made = episode.attempts
    most = max_attempts or len(made)
    lines += [attempt_line("", attempt, most) for attempt in made] or ["  no attempt was made"]
    if not made:
        return lines
    if made[-1].grade.feedback.strip():
        lines += ["", f"feedback to attempt {made[-1].number}:"]
        lines += _barred(made[-1].grade.feedback.strip("\n").split("\n"))
    last = next((attempt for attempt in reversed(made) if attempt.code is not None), None)
    if buggy is not None and last is not None and last.code is not None:
        lines += ["", f"what attempt {last.number} changed:"]
        lines += _barred(_difference(buggy, last.code, f"attempt {last.number}"))
    return lines


def _difference(before: str, after: str, name: str) -> list[str]:
    if before == after:
        return ["nothing"]
    old, new = before.removesuffix("\n").split("\n"), after.removesuffix("\n").split("\n")
    if max(len(old), len(new)) > MAX_DIFF_LINES:
        return [f"{len(old)} lines became {len(new)}: too long to compare here"]
    return list(unified_diff(old, new, "buggy", name, lineterm="")) or ["the line break at the end"]


def _barred(lines: Sequence[str]) -> list[str]:
    """The lines made visible, behind a bar, no more and no longer than the limits."""
    shown = ["  | " + shorten(visible(line[: 2 * MAX_COLUMNS]), MAX_COLUMNS) for line in lines[:MAX_LINES]]
    left = len(lines) - MAX_LINES
    return [line.rstrip() for line in shown] + ([f"  … and {_count(left, 'line')} more"] if left > 0 else [])


# The summary of the session.


def summary_lines(episodes: Sequence[Episode], *, width: int = 80) -> list[str]:
    """The episodes by category, the totals of each agent, and the errors apart; nothing if there are no episodes."""
    if not episodes:
        return []
    lines = [*_episode_table(episodes, width), "", *_agent_table(episodes, width), *_certainty_table(episodes, width)]
    errors = [episode for episode in sorted(episodes, key=_order) if not episode.outcome.judges_the_model]
    if errors:
        lines += ["", f"{_count(len(errors), 'episode')} not judged, counted in no rate:"]
        named = [f"  {_name(e)}  {visible(e.agent)}  {e.outcome.value}  {visible(e.error)}".rstrip() for e in errors]
        lines += [shorten(line, width) for line in named[:MAX_ROWS]] + _left_out(len(errors) - MAX_ROWS, "  ")
    return lines


def _left_out(number: int, indent: str = "") -> list[str]:
    return [f"{indent}… and {number} more, all in the report (--codearena-report=PATH)"] if number > 0 else []


_EPISODE_COLUMNS = (
    Column("task", least=14),
    Column("agent", least=12),
    Column("verdict"),
    Column("attempts", right=True),
    Column("reward", right=True),
    Column("compile", right=True, spare=4),
    Column("tests", right=True, spare=1),
    Column("effic.", right=True, spare=2),
    Column("judge", right=True, spare=3),
    Column("tokens", right=True, spare=6),
    Column("cost", right=True, spare=5),
    Column("time", right=True),
)


def _episode_table(episodes: Sequence[Episode], width: int) -> list[str]:
    rows: list[list[str]] = []
    room = MAX_ROWS
    priced = any(episode.cost for episode in episodes)
    for category, group in grouped(episodes, "category").items():
        rows += [[""] * len(_EPISODE_COLUMNS)] if rows else []
        for agent, own in grouped(group, "agent").items():
            rows.append(_category_row(visible(category), visible(agent), totals(own)))
            category = ""
        listed = [e for e in group if len(episodes) <= MAX_ROWS or e.outcome is not Outcome.SOLVED][:room]
        room -= len(listed)
        before: tuple[object, ...] = ()
        for episode in sorted(listed, key=_order):
            this = (episode.task, episode.path, episode.epoch)
            rows.append(_episode_row("" if this == before else f"  {_name(episode)}", episode, priced))
            before = this
    columns = [replace(column, cells=[row[i] for row in rows]) for i, column in enumerate(_EPISODE_COLUMNS)]
    several = len({episode.agent for episode in episodes}) > 1
    used = [c for c in columns if (several or c.heading != "agent") and (not c.spare or set(c.cells) - {"", NOTHING})]
    return table_lines(used, width) + _left_out(len(episodes) - (MAX_ROWS - room))


def _category_row(category: str, agent: str, sums: Totals) -> list[str]:
    verdict = f"{sums.solved}/{sums.judged} solved" if sums.judged else "none judged"
    reward = _number(sums.mean_reward) if sums.judged else ""
    return [category, agent, verdict, "", reward, *[""] * (len(_EPISODE_COLUMNS) - 5)]


def _episode_row(name: str, episode: Episode, priced: bool) -> list[str]:
    judged = episode.outcome.judges_the_model
    grade = episode.attempts[-1].grade if episode.attempts and judged else None
    scores = grade.components if grade else {}
    return [
        name,
        visible(episode.agent),
        grade.verdict.value if grade and episode.outcome is not Outcome.TRUNCATED else episode.outcome.value,
        str(len(episode.attempts)),
        _number(grade.reward if grade else None),
        *(_score(scores.get(name)) for name in ("compile", "tests", "efficiency", "llm_correctness")),
        _tokens(episode.tokens),
        _cost(episode.cost) if priced else "",
        _duration(sum(attempt.timing.agent_s + attempt.timing.grade_s for attempt in episode.attempts)),
    ]


def _order(episode: Episode) -> tuple[str, str, int, str]:
    return episode.task, episode.path, episode.epoch, episode.agent


def _name(episode: Episode) -> str:
    return visible(episode.task) + (f" #{episode.epoch}" if episode.epoch > 1 else "")


def _score(component: Component | None) -> str:
    if component is None or component.source in ("neutral", "dropped", "absent"):
        return NOTHING
    return "error" if component.source == "error" else _number(component.value)


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0%}"


def _duration(seconds: float) -> str:
    if seconds < 99.95:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest:02}s" if minutes < 100 else f"{minutes // 60}h{minutes % 60:02}m"


def _agent_table(episodes: Sequence[Episode], width: int) -> list[str]:
    most = max(1, *(len(episode.attempts) for episode in episodes))
    marks = [k for k in (1, 2, 3, 4, 5, 10, 20, 50) if k < most] + [most]
    groups = grouped(episodes, "agent")
    sums = [totals(group) for group in groups.values()]
    return table_lines(
        [
            Column("agent", [visible(agent) for agent in groups], least=12),
            Column("solved", [f"{one.solved}/{one.judged}" for one in sums], right=True),
            Column("reward", [_number(one.mean_reward) for one in sums], right=True),
            Column("best", [_number(one.mean_best_reward) for one in sums], right=True, spare=2),
            *(
                Column(f"{'solved' if k == 1 else ''}@{k}", [_share(solved_at(g, k)) for g in groups.values()], right=True)
                for k in marks
            ),
            Column("tokens", [_tokens(one.tokens) for one in sums], right=True, spare=1),
            *(
                [Column("cost", [_cost(one.cost) for one in sums], right=True, spare=1)]
                if any(one.cost for one in sums)
                else []
            ),
            Column("time", [_duration(one.timing.agent_s + one.timing.grade_s) for one in sums], right=True),
        ],
        width,
    )


def _certainty_table(episodes: Sequence[Episode], width: int) -> list[str]:
    """How far chance may have moved the rates, after a blank line; with epochs, how steady the agents are."""
    groups = grouped(episodes, "agent")
    sums = [totals(group) for group in groups.values()]
    if not any(one.judged for one in sums):
        return []
    most = max(len(one.pass_all) for one in sums)
    columns = [
        Column("agent", [visible(agent) for agent in groups], least=12),
        Column("95%: solved", [_range(one.solve_rate_interval, _share) for one in sums], right=True),
        Column("reward", [_range(one.mean_reward_interval, _number) for one in sums], right=True),
        Column("tasks", [str(one.tasks) for one in sums], right=True, spare=1),
    ]
    for name, rates in (("pass@", [one.pass_at for one in sums]), ("pass^", [one.pass_all for one in sums])):
        if most > 1:
            cells = [_share(each[most - 1]) if len(each) == most else NOTHING for each in rates]
            columns.append(Column(f"{name}{most}", cells, right=True))
    return ["", *table_lines(columns, width)]


def _range(interval: Interval | None, text: Callable[[float], str]) -> str:
    return NOTHING if interval is None else f"{text(interval.low)} to {text(interval.high)}"


def _tokens(used: Tokens) -> str:
    known = [count for count in (used.input, used.output) if count is not None]
    return f"{sum(known):,}" if known else NOTHING


def _cost(amount: float | None) -> str:
    return "n/a" if amount is None else f"{amount:.4f}"


def growth_lines(attempts: Sequence[tuple[Growth, Attempt]], *, width: int = 80) -> list[str]:
    """The attempts by what their time grows like, slowest growth first, after a blank line; nothing if there are none."""
    groups = {growth: [attempt for own, attempt in attempts if own is growth] for growth in Growth}
    groups = {growth: group for growth, group in groups.items() if group}
    if not groups:
        return []
    solved = [sum(each.grade.verdict is Verdict.RESOLVED for each in group) / len(group) for group in groups.values()]
    rewards = [sum(each.grade.reward for each in group) / len(group) for group in groups.values()]
    ratios = [[each.grade.measurement.ratio for each in group if each.grade.measurement] for group in groups.values()]
    columns = [
        Column("growth", [growth.value for growth in groups]),
        Column("attempts", [str(len(group)) for group in groups.values()], right=True),
        Column("solved", [_share(share) for share in solved], right=True),
        Column("reward", [_number(reward) for reward in rewards], right=True),
        Column("cost ratio", [_number(_median(each)) for each in ratios], right=True),
    ]
    return ["", *table_lines(columns, width)]


def _median(values: Sequence[float]) -> float | None:
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2 if ordered else None
