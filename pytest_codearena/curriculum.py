"""Which level of difficulty comes next, from the rewards that were earned: easy, medium, hard, and back.

``advance`` is all of it: a function from a state and a reward to the next state. The rest reads rules and states from text,
and keeps states in a file from run to run.
"""

from __future__ import annotations

import json
import math
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from statistics import mean

from .errors import UsageError
from .printable import shorten, visible
from .records import DIFFICULTIES, CurriculumMove, CurriculumPath, CurriculumRules

LONGEST_WINDOW = 1000
"""Rewards that a window may have."""
_LARGEST_FILE = 16 << 20
_VERSION = 1


@dataclass(frozen=True, slots=True)
class CurriculumState:
    """Where one learner stands."""

    level: str = "easy"
    rewards: tuple[float, ...] = ()
    """Those earned since it came to this level, the latest last, no more than the window takes."""
    rules: CurriculumRules = field(default_factory=CurriculumRules)


def advance(state: CurriculumState, reward: float) -> CurriculumState:
    """Returns the state after an episode that earned ``reward``, a number from 0 to 1.

    The level changes when the window is full and its mean lies beyond what the rules say. The window begins anew then: rewards
    of the level before say nothing about this one, and would move it on at once.
    """
    if not 0 <= reward <= 1:
        raise ValueError(f"a reward is a number from 0 to 1, not {reward}")
    rules = state.rules
    rewards = (*state.rewards, float(reward))[-rules.window :]
    if len(rewards) < rules.window:
        return replace(state, rewards=rewards)
    level = _next_level(state.level, mean(rewards), rules)
    return replace(state, level=level, rewards=() if level != state.level else rewards)


def _next_level(level: str, mean_reward: float, rules: CurriculumRules) -> str:
    place = DIFFICULTIES.index(level)
    up = {"easy": rules.easy, "medium": rules.medium, "hard": math.inf}[level]
    if mean_reward > up:
        return DIFFICULTIES[place + 1]
    return DIFFICULTIES[max(place - 1, 0)] if mean_reward < rules.down else level


def move(before: CurriculumState, reward: float, episode: int) -> CurriculumMove | None:
    """Returns the move that ``advance(before, reward)`` makes, None if it makes none; ``episode`` is its number in the run."""
    after = advance(before, reward)
    if after.level == before.level:
        return None
    rewards = (*before.rewards, reward)[-before.rules.window :]
    return CurriculumMove(before.level, after.level, mean(rewards), episode)


def nearest_first(level: str) -> tuple[str, ...]:
    """Returns the levels in the order in which they are taken while there is nothing left of ``level``; harder before easier."""
    place = DIFFICULTIES.index(level)
    return tuple(sorted(DIFFICULTIES, key=lambda each: (abs(DIFFICULTIES.index(each) - place), -DIFFICULTIES.index(each))))


# Rules as users type them.


def parse_rules(text: str, option: str) -> CurriculumRules:
    """Returns the rules in ``easy=0.8,medium=0.75,down=0.35,window=10``, of which any may be left out. Raises UsageError."""
    found: dict[str, float | int] = {}
    names = [each.name for each in fields(CurriculumRules)]
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = (word.strip() for word in part.partition("="))
        if name not in names:
            raise UsageError(f'{option}: expected {", ".join(names)}, each as NAME=NUMBER, got "{part}"; write e.g. window=10')
        try:
            found[name] = int(value) if name == "window" else float(value)
        except ValueError:
            raise UsageError(
                f'{option}: {name}: expected a number, got "{value}"; write e.g. {name}={_default(name)}'
            ) from None
    rules = CurriculumRules(**found)  # type: ignore[arg-type]
    if not 1 <= rules.window <= LONGEST_WINDOW:
        raise UsageError(f"{option}: window: expected a whole number from 1 to {LONGEST_WINDOW}, got {rules.window}")
    for name, share in (("easy", rules.easy), ("medium", rules.medium)):
        if not 0 <= rules.down < share <= 1:
            raise UsageError(
                f"{option}: {name}: expected a share above down ({rules.down:g}) and at most 1, got {share:g}; otherwise levels "
                "would change to and fro"
            )
    return rules


def _default(name: str) -> object:
    return getattr(CurriculumRules(), name)


# States in a file.


def load_states(path: Path, rules: CurriculumRules) -> dict[str, CurriculumState]:
    """Returns the states in the file by agent, going on under ``rules``; none if there is no such file yet.

    Raises UsageError for a file that is something else.
    """
    try:
        with path.open("rb") as stream:
            text = stream.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unusable(path, str(error)) from error
    try:
        data = json.loads(text)
        if len(text) > _LARGEST_FILE or data["codearena_curriculum"] != _VERSION:
            raise ValueError
        return {agent: _state(each, rules) for agent, each in data["agents"].items()}
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise _unusable(path, "it is not what this version of pytest-codearena writes there") from error


def _state(data: Mapping[str, object], rules: CurriculumRules) -> CurriculumState:
    level, rewards = data["level"], data["rewards"]
    if level not in DIFFICULTIES or not isinstance(rewards, list) or len(rewards) > LONGEST_WINDOW:
        raise ValueError
    for reward in rewards:
        if type(reward) not in (int, float) or not 0 <= reward <= 1:
            raise ValueError
    return CurriculumState(str(level), tuple(map(float, rewards))[-rules.window :], rules)


def save_states(path: Path, states: Mapping[str, CurriculumState]) -> None:
    """The file holds these states after this, whole or not at all; makes its folders. Raises UsageError if that can't be done."""
    agents = {agent: {"level": state.level, "rewards": state.rewards} for agent, state in states.items()}
    text = json.dumps({"codearena_curriculum": _VERSION, "agents": agents}, allow_nan=False) + "\n"
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".codearena-{secrets.token_hex(8)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("x", encoding="ascii") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except OSError as error:
        raise _unusable(path, str(error)) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _unusable(path: Path, reason: str) -> UsageError:
    return UsageError(f"--codearena-curriculum-state: cannot use {path}: {reason}; name another file")


# What people read.


def header_line(rules: CurriculumRules) -> str:
    """Returns the rules in one line."""
    return (
        f"codearena curriculum: up above {rules.easy:g} (easy) and {rules.medium:g} (medium), down below {rules.down:g}, "
        f"over {rules.window} episodes"
    )


def move_line(made: CurriculumMove, window: int, agent: str = "") -> str:
    """Returns one line for the moment of a move; ``agent`` is named where there are several."""
    whose = f" ({shorten(visible(agent), 40)})" if agent else ""
    count = f"{window} episode{'s' * (window > 1)}"
    return f"curriculum: {made.before} -> {made.after}, mean reward {made.mean_reward:.2f} over {count}{whose}"


def path_lines(paths: Iterable[CurriculumPath]) -> list[str]:
    """Returns a line for each agent: the levels it went through, with the number of the episode that led to each."""
    lines = []
    for path in paths:
        steps = [f" -> {made.after} ({made.mean_reward:.2f}, episode {made.episode})" for made in path.moves]
        lines.append(f"curriculum: {visible(path.agent)}: {path.start}" + ("".join(steps) or ", no move"))
    return lines
