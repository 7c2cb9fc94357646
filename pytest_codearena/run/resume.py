"""What a run takes over from one that was interrupted, or that ended in errors: the episodes that would be the same now."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..agents.spec import parse_spec
from ..baseline.pairing import isolated, measured
from ..errors import UsageError
from ..printable import visible
from ..records import Calibration, Episode, Layer, Remembered, Settings, Task
from ..report import read_report
from ..report_lines import Line, RunOfLine, lines_of

_Key = tuple[str, str, str, int]


def partial_path(report: Path) -> Path:
    """Returns where the episodes of a run with this report stand while it goes on."""
    return report.with_name(f"{report.name}.partial.jsonl")


class RunResume:
    """The episodes that an earlier run has finished. Each is given out once."""

    def __init__(self, path: Path | None, settings: Settings, layers: Sequence[Layer]) -> None:
        """Reads what the earlier run left.

        Raises UsageError if there is nothing to read, or nothing in it that was made with this run's settings.
        """
        self._name = path.name if path is not None else ""
        self.torn = ""
        """Says that the last line of a file was cut short; empty if none was."""
        lines = self._read(path) if path is not None else []
        now = _settings_that_matter(settings, isolated=isolated(layers))
        kept = [line for line in lines if _settings_that_matter(line.run.settings, isolated=line.run.isolated) == now]
        latest = {(*_key_of(line.episode), line.episode.path): line.episode for line in kept if line.episode is not None}
        finished = [episode for episode in latest.values() if episode.outcome.judges_the_model]
        if path is not None and not finished:
            self._refuse_others(lines, now)
        self.episodes: tuple[Episode, ...] = tuple(finished)
        self.calibrations: tuple[Calibration, ...] = tuple(
            dict.fromkeys(line.calibration for line in kept if line.calibration is not None and not line.calibration.failed)
        )
        self._left: dict[_Key, list[Episode]] = {}
        for episode in finished:
            self._left.setdefault(_key_of(episode), []).append(episode)
        self._offered = {(episode.digest, episode.agent): episode.remembered for episode in finished}
        self._lock = threading.Lock()

    def _read(self, path: Path) -> list[Line]:
        partial = partial_path(path)
        found: list[Line] = []
        for each in (path, partial):
            if each.suffix == ".jsonl" and each.exists():
                lines, torn = lines_of(each)
                found += lines
                if torn:
                    self.torn = f"{each}: the last line was cut short; what it said is run again"
            elif each.exists():
                report = read_report(each)
                run = RunOfLine(report.plugin_version, report.settings, isolated(report.sandbox))
                found += [Line(run, episode) for episode in report.episodes]
                found += [Line(run, calibration=made) for made in (report.judge.calibrations if report.judge else ())]
        if not path.exists() and not partial.exists():
            raise UsageError(
                f"--codearena-resume: there is neither {path} nor {partial.name} beside it; leave it out to begin anew"
            )
        return found

    def _refuse_others(self, lines: Sequence[Line], now: dict[str, object]) -> None:
        others = [line for line in lines if line.episode is not None and line.episode.outcome.judges_the_model]
        if not others:
            return
        then = _settings_that_matter(others[-1].run.settings, isolated=others[-1].run.isolated)
        differences = [
            f"{name} was {visible(str(then[name]))}, is {visible(str(now[name]))}" for name in now if then[name] != now[name]
        ]
        raise UsageError(
            f"--codearena-resume: no episode of {visible(self._name)} was made with the settings of this run: {'; '.join(differences)}; "
            "run with the settings of then, or leave the option out to begin anew"
        )

    def take(self, task: Task, agent: str, epoch: int, path: str) -> Episode | None:
        """Returns the episode of an agent, as the user typed it, on this version of a task, at its path of now; None if there is none."""
        key = (task.digest, task.name, parse_spec(agent).text, epoch)
        with self._lock:
            stored = self._left.get(key)
            if not stored:
                return None
            place = next((place for place, each in enumerate(stored) if each.path == path), 0)
            episode = stored.pop(place)
        return replace(episode, path=path, category=task.category, difficulty=task.difficulty)

    def offered(self, digest: str, agent: str, otherwise: Remembered | None) -> Remembered | None:
        """Returns what the earlier run offered the agent from memory, if it asked it about the task; else what is given.

        What that run itself left in the memory since is nothing that it would have offered.
        """
        return self._offered.get((digest, agent), otherwise)

    def header(self) -> list[str]:
        """Returns what the header says of it."""
        if not self._name:
            return []
        count = len(self.episodes)
        return [
            f"codearena resume: {count} finished episode{'s' * (count != 1)} in {visible(self._name)}; they are not run again"
        ]


def _key_of(episode: Episode) -> _Key:
    return episode.digest, episode.task, episode.agent, episode.epoch


def _settings_that_matter(settings: Settings, *, isolated: bool) -> dict[str, object]:
    return {**measured(settings, isolated=isolated), "seed": settings.seed}
