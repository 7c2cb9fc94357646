"""A report from a file that may come from anywhere: of the form that the schema says, and coherent."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..records import Episode, Outcome, Report, Verdict
from ..report import load_schema, read_report

MAX_BYTES = 512 * 1024 * 1024
"""A larger file is not read: it would not fit into memory beside what else a run needs."""


def read_baseline(path: Path) -> Report:
    """Returns the report in the file at ``path``; raises UsageError that names the place if anything is wrong with it."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UsageError(
            f"cannot read the report {path}: {error.strerror}; write one with --codearena-report={path}"
        ) from error
    if not path.is_file():
        raise UsageError(f"cannot read the report {path}: it is no file; name one that --codearena-report wrote")
    if size > MAX_BYTES:
        raise UsageError(f"cannot read the report {path}: {size:,} bytes; reports of more than {MAX_BYTES:,} are not read")
    try:
        report = read_report(path)
    except UsageError as error:
        raise UsageError(f"{error}; if it is a report of another version, make it anew") from error
    try:
        _obey_the_schema(json.loads(path.read_text(encoding="utf-8")))
        _be_coherent(report)
    except UsageError as error:
        raise UsageError(
            f"cannot read the report {path}: {error}; it was edited, or is of another version: make it anew"
        ) from error
    return report


def _obey_the_schema(data: Any) -> None:
    """The summary is left out: nobody reads it here, and older versions of this package know fewer sums."""
    from jsonschema import Draft202012Validator

    schema = load_schema()
    schema["properties"]["summary"] = {}
    for error in Draft202012Validator(schema).iter_errors(data):
        place = error.json_path.replace("$", "report", 1)
        raise UsageError(f"{ascii(place)[1:-1][:200]}: {ascii(error.message)[1:-1][:200]}")


def _be_coherent(report: Report) -> None:
    seen = Counter((e.agent, e.path, e.task, e.digest, e.epoch) for e in report.episodes)
    for index, episode in enumerate(report.episodes):
        place = f"report.episodes[{index}]"
        if seen[episode.agent, episode.path, episode.task, episode.digest, episode.epoch] > 1:
            raise UsageError(f"{place}: epoch {episode.epoch} of this task and agent is there more than once")
        if len(episode.attempts) > report.settings.attempts:
            raise UsageError(f"{place}.attempts: {len(episode.attempts)}, but the settings allow {report.settings.attempts}")
        if [attempt.number for attempt in episode.attempts] != list(range(1, len(episode.attempts) + 1)):
            raise UsageError(f"{place}.attempts: expected numbers 1, 2, 3, …")
        if episode.outcome.judges_the_model and _solved(episode) != (episode.outcome is Outcome.SOLVED):
            raise UsageError(f"{place}.outcome: {episode.outcome}, but the verdicts of its attempts say otherwise")


def _solved(episode: Episode) -> bool:
    return bool(episode.attempts) and episode.attempts[-1].grade.verdict is Verdict.RESOLVED
