"""The gate of one run of pytest: compares it with its baseline, and decides its exit status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from .. import __version__
from ..agents.spec import parse_spec
from ..baseline.gate import Decision, Gate, decide, parse_gate, parse_share
from ..baseline.lines import comparison_lines
from ..baseline.pairing import Run, agent_pairs, pair, refuse_other_settings, refuse_other_tasks
from ..baseline.reading import read_baseline
from ..baseline.verdict import MARGIN, Comparison, compare
from ..errors import UsageError
from ..printable import visible
from ..records import Episode, Layer, Report, Settings

WRONG_USE = 4
"""Pytest's own exit status for what the user has to mend."""

_THIS_RUN = "this run"


class RunGate:
    """Lives as long as the session. Raises UsageError for options that can't be met, before anything is asked of an agent."""

    def __init__(
        self,
        settings: Settings,
        *,
        gate: str | None,
        baseline: Path | None,
        margin: str | None,
        common: bool,
        reports: Sequence[Path],
    ) -> None:
        for report in reports:
            if baseline is not None and baseline.resolve() == report.resolve():
                raise UsageError(f"--codearena-report={report}: would write over the baseline; name another file")
        self._settings = replace(settings, agents=tuple(parse_spec(agent).text for agent in settings.agents))
        self._gate = parse_gate(gate) if gate else Gate("items")
        self._asked = gate is not None
        self._margin = MARGIN if margin is None else parse_share("--codearena-margin", margin)
        self._common = common
        self._baseline = Run(baseline.name, read_baseline(baseline)) if baseline and settings.agents else None
        if self._gate.mode == "baseline" and baseline is None:
            raise UsageError("--codearena-gate=baseline: needs --codearena-baseline=PATH, a report of an earlier run")
        self._comparisons: tuple[Comparison, ...] = ()
        self._decision: Decision | None = None
        self._refusal = ""

    def refuse_early(self, layers: Sequence[Layer], tasks: Mapping[str, str]) -> None:
        """Raises UsageError if the runs can't be compared, as far as that is known before it starts.

        ``tasks`` are those that will be repaired, digest to name; empty if other processes know them.
        """
        if self._baseline is None:
            return
        run = self._this_run((), layers)
        refuse_other_settings(self._baseline, run)
        pairs = agent_pairs(self._baseline, run)
        for before, _ in pairs if tasks else ():
            known = {e.digest: e.task for e in self._baseline.report.episodes if e.agent == before}
            refuse_other_tasks((self._baseline.name, known), (_THIS_RUN, dict(tasks)), common=self._common)

    def _this_run(self, episodes: Sequence[Episode], layers: Sequence[Layer]) -> Run:
        return Run(_THIS_RUN, Report(__version__, "", self._settings, tuple(layers), tuple(episodes)))

    def exit_status(self, status: int, other_failures: int, episodes: Sequence[Episode], layers: Sequence[Layer]) -> int:
        """Returns how a run with these episodes ends that pytest would end with ``status``."""
        if not episodes:
            return status
        if self._baseline is not None:
            try:
                pairs = pair(self._baseline, self._this_run(episodes, layers), common=self._common)
                self._comparisons = compare(pairs, margin=self._margin)
            except UsageError as error:
                self._refusal = str(error)
        if status > 1:
            return status
        if self._refusal and self._gate.mode == "baseline":
            self._decision = Decision(status if other_failures else WRONG_USE, "there is nothing to compare with, see above")
        else:
            self._decision = decide(self._gate, status, other_failures, episodes, self._comparisons)
        return self._decision.status

    def lines(self, width: int) -> list[str]:
        """The comparison with the baseline, and in one sentence why the run ends as it does."""
        lines: list[str] = []
        if self._baseline is not None and (self._comparisons or self._refusal):
            lines += ["", f"baseline: {visible(self._baseline.name)}, of {visible(self._baseline.report.created)}"]
            lines += [visible(self._refusal)] if self._refusal else comparison_lines(self._comparisons, width=width)
        if self._asked and self._decision is not None:
            word = "passed" if self._decision.status == 0 else f"failed with status {self._decision.status}"
            lines.append(f"gate {self._gate.mode}: {word}: {visible(self._decision.reason)}")
        return lines
