"""The judge of one run of pytest: made from the settings, asked through a way to grade, summed up for terminal and report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..agents import meaning_of
from ..agents.spec import Spec, judge_spec, parse_spec, without_password
from ..episode import Grading
from ..grading.pool import GradingPool
from ..printable import visible
from ..records import Calibration, Episode, JudgeUse, Settings, Task, Tokens
from ..report import calibration_from_json, calibration_to_json
from .rubric import RUBRIC_VERSION
from .stored import StoredScores

if TYPE_CHECKING:
    from ..agents.calls import Calls
    from .grading import JudgedGrading


class RunJudge:
    """One judge for all episodes of a process; where pytest-xdist starts several, this process sums up what they say."""

    def __init__(
        self, spec: str, settings: Settings, folder: Path | None = None, calls_for: Callable[[Task], Calls] | None = None
    ) -> None:
        """Raises UsageError for a spec that names no model, and for a folder that can't be made. Nothing is asked yet."""
        self._spec = judge_spec(spec)
        self._text = spec
        self.name = self._spec.text
        self._settings = settings
        self._stored = StoredScores(folder)
        self._calls_for = calls_for
        self._judged: JudgedGrading | None = None
        self._close: Callable[[], None] | None = None
        self._told = False
        self._known: Calibration | None = None
        self._calibrations: list[Calibration] = []

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever reads the scores should know."""
        own = [agent for agent in self._settings.agents if _model(self._spec) in map(_model, _models_of(agent))]
        return tuple(f"{self.name} judges its own fixes: it is also the agent {without_password(agent)}" for agent in own)

    def grading(self, plain: Grading, tasks: Callable[[], Sequence[Task]], pool: GradingPool) -> Grading:
        """Returns ``plain`` with this judge's scores; ``tasks`` are those of the run, asked for when the first code is judged."""
        if self._judged is None:
            from .calibration import calibrate
            from .grading import JudgedGrading
            from .judge import Judge

            judge = Judge(self._text, samples=self._settings.judge_samples, stored=self._stored, calls_for=self._calls_for)
            self._close = judge.close
            self._judged = JudgedGrading(
                plain,
                judge,
                lambda: self._known or calibrate(judge, tasks(), pool, seed=self._settings.seed),
                weights=self._settings.weights,
            )
        return self._judged

    def news(self) -> str | None:
        """Returns the calibration of this process as a line of text, the first time after it was made; else None."""
        made = self._judged.calibration if self._judged is not None else None
        if made is None or self._told:
            return None
        self._told = True
        return json.dumps(calibration_to_json(made))

    def hear(self, line: str | None) -> Calibration | None:
        """The calibration that some process made counts from now on, and is returned, if there is one."""
        if line is None:
            return None
        made = calibration_from_json(json.loads(line))
        self._calibrations.append(made)
        return made

    def take_over(self, calibrations: Sequence[Calibration]) -> None:
        """Calibrations of the run that this one resumes count from now on; if there is one, none is made anew."""
        if calibrations:
            self._calibrations += calibrations
            self._known, self._told = calibrations[0], True

    def use(self, episodes: Iterable[Episode]) -> JudgeUse:
        """Returns what the run had of its judge."""
        spent = [attempt.grade.judge_tokens for episode in episodes for attempt in episode.attempts]
        tokens = sum([*(each.tokens for each in self._calibrations), *spent], Tokens())
        return JudgeUse(self.name, RUBRIC_VERSION, tuple(self._calibrations), tokens, self.warnings)

    def header_lines(self) -> list[str]:
        """Returns what the header says beside the judge's name."""
        return [f"codearena judge: {visible(warning)}" for warning in self.warnings]

    def summary_lines(self, episodes: Sequence[Episode]) -> list[str]:
        """Returns what people read about the judge at the end; nothing if all is in order and nobody needed it."""
        use = self.use(episodes)
        name = f"judge {visible(self.name)}"
        lines = [f"{name}: {visible(warning)}" for warning in use.warnings]
        lines += [f"{name}: {_outcome(calibration)}" for calibration in dict.fromkeys(use.calibrations)]
        errors = [each.grade.judge_error for episode in episodes for each in episode.attempts if each.grade.judge_error]
        if errors and any(calibration.passed for calibration in use.calibrations):
            lines.append(f"{name}: gave no scores for {len(errors)} attempts: {visible(errors[0])}")
        known = [count for count in (use.tokens.input, use.tokens.output) if count is not None]
        return lines + ([f"{name}: {sum(known):,} tokens"] if known and use.calibrations else [])

    def close(self) -> None:
        """Nothing is asked after this."""
        if self._close is not None:
            self._close()


def _outcome(calibration: Calibration) -> str:
    if calibration.passed:
        tasks = len({probe.task for probe in calibration.probes})
        probes = f"{len(calibration.probes)} probes of {tasks} task{'s' * (tasks != 1)}"
        return f"ranks reference above mutants above buggy code (p = {calibration.p_value:.2g}, {probes})"
    if calibration.failed:
        return f"failed, so its scores are neutral: {visible(calibration.reason)}"
    return f"dropped, its scores are neutral and count for nothing: {visible(calibration.reason)}"


def _models_of(agent: str) -> list[Spec]:
    spec = parse_spec(meaning_of(agent))
    return list(spec.chain or (spec,))


def _model(spec: Spec) -> tuple[str, str, str]:
    is_url = spec.provider in ("http", "https")
    return spec.provider, spec.target.rstrip("/") if is_url or not spec.model else "", spec.model
