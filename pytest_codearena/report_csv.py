"""A report as a table for spreadsheets: a row for each episode."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from .printable import cell
from .records import Episode, Outcome
from .report import in_order

COLUMNS = (
    "task", "path", "digest", "category", "difficulty", "agent", "epoch", "outcome", "solved", "verdict", "reward", "best_reward",
    "attempts", "input_tokens", "output_tokens", "agent_s", "grade_s", "candidate_cpu_s", "error",
)  # fmt: skip


def report_to_csv(episodes: Sequence[Episode]) -> str:
    """Returns the table with its header; empty cells stand for what is not known, and no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(episode) for episode in in_order(episodes))
    return text.getvalue()


def _row(episode: Episode) -> list[str]:
    timings = [attempt.timing for attempt in episode.attempts]
    last = episode.attempts[-1].grade.verdict.value if episode.attempts else ""
    judged = episode.outcome.judges_the_model
    texts = (episode.task, episode.path, episode.digest, episode.category, episode.difficulty, episode.agent)
    numbers = (
        episode.reward,
        episode.best_reward,
        len(episode.attempts),
        episode.tokens.input,
        episode.tokens.output,
        *(round(sum(getattr(each, name) for each in timings), 3) for name in ("agent_s", "grade_s", "candidate_cpu_s")),
    )
    return [
        *map(cell, texts),
        str(episode.epoch),
        episode.outcome.value,
        str(episode.outcome is Outcome.SOLVED).lower() if judged else "",
        last,
        *("" if number is None else str(number) for number in numbers),
        cell(episode.error),
    ]
