"""A run in Markdown, for the page that GitHub shows of a job. Whatever a model or a task says is text in it, never markup."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import UsageError
from ..printable import shorten, visible
from ..records import Episode, Outcome
from ..report import grouped, in_order, totals

MAX_ROWS = 50
"""Episodes that are named; the others are counted."""
MAX_BYTES = 60_000
"""Of one run's text. GitHub takes 1 MiB of a step, and nothing at all beyond."""
_LONGEST_CELL = 160
_MARKUP = re.compile(r"[^0-9A-Za-z ,;_]", re.ASCII)


def escaped(text: str, columns: int = _LONGEST_CELL) -> str:
    """``text`` on one line, shortened, in which nothing is markup, link, image, mention or HTML."""
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", shorten(visible(text), columns)).replace("_", "&#95;")


def job_summary(episodes: Sequence[Episode], *, notes: Iterable[str] = ()) -> str:
    """Returns the Markdown: a row for each agent, then the episodes that were not solved, then ``notes`` as lines."""
    lines = ["### pytest-codearena", "", *_agents(episodes)]
    open_ones = [episode for episode in in_order(episodes) if episode.outcome is not Outcome.SOLVED]
    if open_ones:
        lines += ["", "| task | agent | outcome | attempts | reward | why |", "|---|---|---|--:|--:|---|"]
        lines += [_row(episode) for episode in open_ones[:MAX_ROWS]]
        more = len(open_ones) - MAX_ROWS
        lines += ["", f"… and {more} more, all in the report"] if more > 0 else []
    lines += ["", *(f"{escaped(note, 300)}  " for note in notes)]
    text = ""
    for line in lines:
        if len((text + line).encode()) > MAX_BYTES:
            return f"{text}\n… the rest is in the report\n"
        text += line + "\n"
    return text


def _agents(episodes: Sequence[Episode]) -> list[str]:
    lines = ["| agent | solved | 95% | reward | errors | tokens |", "|---|--:|--:|--:|--:|--:|"]
    for agent, group in grouped(episodes, "agent").items():
        sums = totals(group)
        between = sums.solve_rate_interval
        tokens = [count for count in (sums.tokens.input, sums.tokens.output) if count is not None]
        cells = [
            escaped(agent),
            f"{sums.solved} of {sums.judged}",
            f"{between.low:.0%} to {between.high:.0%}" if between else "",
            "" if sums.mean_reward is None else f"{sums.mean_reward:.2f}",
            str(sums.errors),
            f"{sum(tokens):,}" if tokens else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _row(episode: Episode) -> str:
    reason = episode.error or (episode.attempts[-1].grade.reason if episode.attempts else "")
    cells = [
        escaped(episode.task) + (f" &#35;{episode.epoch}" if episode.epoch > 1 else ""),
        escaped(episode.agent),
        episode.outcome.value.replace("_", " "),
        str(len(episode.attempts)),
        "" if episode.reward is None else f"{episode.reward:.2f}",
        escaped(reason),
    ]
    return f"| {' | '.join(cells)} |"


def append_job_summary(path: Path, text: str) -> None:
    """The text is at the end of the file after this. Raises UsageError if it can't be written."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        try:
            os.write(file, text.encode())
        finally:
            os.close(file)
    except OSError as error:
        raise UsageError(f"GITHUB_STEP_SUMMARY: cannot write {path}: {error.strerror}") from error
