"""The order of tasks in a run with a curriculum: while pytest goes through its items, those that are left change places.

Pytest asks for the next test before it runs one, so that it knows which fixtures are still needed after it. So what follows a
move of the level is the task that was next already; its reward does not count, and the one after it is of the new level.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..collect import Repair
from ..curriculum import (
    CurriculumState,
    advance,
    header_line,
    load_states,
    move,
    move_line,
    nearest_first,
    parse_rules,
    path_lines,
    save_states,
)
from ..errors import UsageError
from ..records import CurriculumMove, CurriculumPath, CurriculumRules, Settings

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


def curriculum_rules(asked: bool | None, text: str | None) -> CurriculumRules | None:
    """Returns the rules of the run's curriculum, None if there is none. Raises UsageError for rules that can't be read."""
    return parse_rules(text or "", "--codearena-curriculum-rules") if asked else None


class CurriculumOrder:
    """Orders the repairs of each agent by the level it has reached, as a plugin of pytest's. All else keeps its place."""

    def __init__(self, config: pytest.Config, settings: Settings, state_path: Path | None) -> None:
        """Reads the states of earlier runs, and begins to listen, if there is a curriculum.

        Raises UsageError where there are several processes, or for a file that is something else.
        """
        self._config = config
        self._rules = rules = settings.curriculum if settings.agents else None
        self._state_path = state_path
        self._states: dict[str, CurriculumState] = {}
        self._chosen_for: dict[pytest.Item, str] = {}
        agents = settings.agents if rules is not None else ()
        if settings.curriculum is None:
            _refuse_lone_options(config)
        if rules is not None:
            _refuse_several_processes(config)
            self._states = load_states(state_path, rules) if state_path is not None else {}
            self._states = {agent: CurriculumState(rules=rules) for agent in agents} | self._states
            if state_path is not None and not config.option.collectonly:
                save_states(state_path, self._states)  # a file that can't be written stops the run before it costs anything
            config.pluginmanager.register(self, "codearena-curriculum")
        self._start = {agent: self._states[agent].level for agent in agents}
        self._moves: dict[str, list[CurriculumMove]] = {agent: [] for agent in agents}
        self._ended = dict.fromkeys(agents, 0)

    @property
    def paths(self) -> tuple[CurriculumPath, ...]:
        """The levels that each agent went through so far."""
        return tuple(CurriculumPath(agent, start, tuple(self._moves[agent])) for agent, start in self._start.items())

    def header(self) -> list[str]:
        """Returns what the header says of it."""
        return [header_line(self._rules)] if self._rules is not None else []

    def summary(self) -> list[str]:
        """Returns what the end of the run says of it: the levels that each agent went through."""
        return path_lines(self.paths)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Puts the first tasks first."""
        for agent in self._start:
            self._arrange(session.items, agent, 0)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
        """Takes the reward of an episode that has ended."""
        result = yield
        if isinstance(item, Repair):
            self._take(item)
        return result

    def _take(self, item: Repair) -> None:
        episode, agent = item.episode, item.agent
        if episode is None or episode.reward is None or not episode.outcome.judges_the_model:
            return
        self._ended[agent] += 1
        state = self._states[agent]
        if self._chosen_for.get(item) != state.level:
            return
        made = move(state, episode.reward, self._ended[agent])
        self._states[agent] = advance(state, episode.reward)
        if self._state_path is not None:
            self._save(self._state_path)
        if made is not None:
            self._moves[agent].append(made)
            self._tell(move_line(made, state.rules.window, agent if len(self._start) > 1 else ""))
            items = item.session.items
            self._arrange(items, agent, items.index(item) + 2)

    def _arrange(self, items: list[pytest.Item], agent: str, first: int) -> None:
        """From ``first`` on, the agent's tasks of the nearest level come first, in the places that its tasks had."""
        level = self._states[agent].level
        order = nearest_first(level)
        places = [place for place in range(first, len(items)) if _is_repair(items[place], agent)]
        left = [items[place] for place in places]
        for place, item in zip(places, sorted(left, key=lambda item: order.index(_difficulty(item))), strict=True):
            items[place] = item
            self._chosen_for[item] = level

    def _save(self, path: Path) -> None:
        try:
            save_states(path, self._states)
        except UsageError as error:  # the episode itself is good, and was paid for
            self._config.issue_config_time_warning(pytest.PytestWarning(str(error)), stacklevel=2)

    def _tell(self, line: str) -> None:
        reporter: TerminalReporter | None = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and self._config.get_verbosity() >= 0:
            reporter.ensure_newline()
            reporter.write_line(line)


def _refuse_several_processes(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or getattr(config.option, "dist", "no") != "no":
        raise UsageError(
            "--codearena-curriculum: the next task follows from the reward of the last one, so it takes a single process; leave "
            "out -n, or switch the curriculum off with -o codearena_curriculum=false"
        )


def _refuse_lone_options(config: pytest.Config) -> None:
    for name in ("rules", "state"):
        if config.getoption(f"codearena_curriculum_{name}") is not None:
            raise UsageError(f"--codearena-curriculum-{name}: there is no curriculum in this run; add --codearena-curriculum")


def _is_repair(item: pytest.Item, agent: str) -> bool:
    return isinstance(item, Repair) and item.agent == agent


def _difficulty(item: pytest.Item) -> str:
    assert isinstance(item, Repair)
    return item.task.difficulty
