"""Where what a run found out goes: lines while it goes on, files of the kinds that were asked for at its end, GitHub's page."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import pytest

from .. import __version__
from ..baseline.pairing import isolated
from ..errors import UsageError
from ..records import Calibration, Episode, Layer, Report, Settings
from ..report import write_report, write_whole
from ..report_csv import report_to_csv
from ..report_lines import EpisodeLog, Line, RunOfLine, text_of_lines
from .job_summary import append_job_summary, job_summary
from .page import check_page, write_page
from .resume import partial_path
from .thread_output import at_its_item


class RunReport:
    """The files of one run; nothing at all in the workers of pytest-xdist, whose episodes come to the one process that has it."""

    def __init__(self, config: pytest.Config, settings: Settings, paths: Sequence[Path], page: Path | None) -> None:
        """Nothing is written yet. Raises UsageError for two reports in one file, and for a page that can't be made here."""
        self._settings = settings
        self._spread = getattr(config.option, "dist", "no") != "no"
        self._writes = not hasattr(config, "workerinput") and not config.option.collectonly
        self.paths = tuple(paths)
        self._log: EpisodeLog | None = None
        self._run = RunOfLine(__version__, settings, isolated=False)
        if len({path.resolve() for path in paths}) < len(paths):
            raise UsageError("--codearena-report: the same file is named twice")
        self._page = page
        self._root = config.rootpath
        if page is not None:
            check_page(page, paths)

    def begin(self, layers: Sequence[Layer], taken_over: Iterable[Episode], calibrations: Iterable[Calibration]) -> None:
        """From now on an episode that has ended is on the disk; what an earlier run left is there already.

        Raises UsageError if the file can't be written.
        """
        self._run = RunOfLine(__version__, self._settings, isolated(layers))
        if not self.paths or not self._writes or not self._settings.agents:
            return
        self._log = EpisodeLog(partial_path(self.paths[0]))
        for episode in taken_over:
            self._log.add(Line(self._run, episode))
        for calibration in calibrations:
            self._log.add(Line(self._run, calibration=calibration))

    def keep(self, episode: Episode) -> None:
        """The episode, which has just ended in this process, survives it from now on."""
        self._add(Line(self._run, episode))

    def hear(self, episode: Episode) -> None:
        """The episode, which pytest reports, survives from now on if a worker ran it; else it does since it ended."""
        if self._spread:
            self._add(Line(self._run, episode))

    def hear_calibration(self, calibration: Calibration) -> None:
        """What a judge's calibration came to survives from now on."""
        self._add(Line(self._run, calibration=calibration))

    def _add(self, line: Line) -> None:
        if self._log is not None:
            try:
                self._log.add(line)
            except UsageError as error:  # the episode itself is good, and was paid for
                at_its_item(partial(warnings.warn, pytest.PytestWarning(str(error)), stacklevel=1))

    def write(self, report: Report, *, whole: bool) -> None:
        """The reports are written after this; the lines are gone if the run went through as a ``whole``, else they stay.

        Raises UsageError if one can't be written.
        """
        if not self._writes:
            return
        for path in self.paths:
            if path.suffix == ".csv":
                write_whole(path, report_to_csv(report.episodes))
            elif path.suffix == ".jsonl":
                write_whole(path, text_of_lines(report.episodes, self._run))
            else:
                write_report(path, report)
        if self._page is not None:
            write_page(self._page, report, self._root, self.paths[0].name if self.paths else "")
        if self._log is not None:
            self._log.close(delete=whole)

    def tell_github(self, episodes: Sequence[Episode], notes: Iterable[str]) -> None:
        """GitHub's page of the job shows the run, if this is such a job. Warns if that can't be done."""
        path = os.environ.get("GITHUB_STEP_SUMMARY")
        if path and episodes and self._writes:
            try:
                append_job_summary(Path(path), job_summary(episodes, notes=notes))
            except UsageError as error:
                warnings.warn(pytest.PytestWarning(str(error)), stacklevel=1)

    def lines(self) -> list[str]:
        """Returns what the end of the run says of its files."""
        return [f"report: {path}" for path in self.paths] + ([f"page: {self._page}"] if self._page is not None else [])

    def close(self) -> None:
        """The lines, if they are still there, are for a run that resumes this one."""
        if self._log is not None:
            self._log.close(delete=False)
