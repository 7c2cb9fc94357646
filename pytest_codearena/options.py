"""What the user typed, or wrote into the ini file, as the settings of one run."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .agents import check_spec
from .agents.spec import judge_spec
from .errors import SandboxError, UsageError
from .grading.backends import check_backend
from .grading.client import layers
from .records import Settings
from .run.calls import RunCalls
from .run.gate import RunGate
from .run.order import curriculum_rules
from .run.resume import RunResume

if TYPE_CHECKING:
    from .judge.run import RunJudge

_REPLIES = ("off", "record", "replay", "auto")


def option(config: pytest.Config, name: str) -> Any:
    """Returns what the command line, or else the ini file, says; None for neither."""
    given = config.getoption(f"codearena_{name}")
    return given if given is not None else config.getini(f"codearena_{name}") or None


def path_option(config: pytest.Config, name: str) -> Path | None:
    """Returns the path that was given, relative to where pytest was started; None if there is none."""
    given = option(config, name)
    return Path(config.invocation_params.dir, given) if given else None


def report_paths(config: pytest.Config) -> tuple[Path, ...]:
    """Returns where the run's reports go, relative to where pytest was started; the ini file names one at most."""
    given = option(config, "report") or []
    return tuple(Path(config.invocation_params.dir, each) for each in ([given] if isinstance(given, str) else given))


def concurrency_of(config: pytest.Config, settings: Settings) -> int:
    """Returns how many episodes run side by side in this process. Raises UsageError where one has to follow the other.

    Workers of pytest-xdist are told of one test after the other, so that each runs one at a time.
    """
    asked = _whole(config, "concurrency", 1, 1, 1000)
    if asked > 1 and settings.curriculum is not None:
        raise UsageError(
            "--codearena-concurrency: with a curriculum the next task follows from the reward of the last one, so they can't run side "
            "by side; leave one of the two out"
        )
    return 1 if hasattr(config, "workerinput") else asked


def backend_of(config: pytest.Config) -> str:
    """Returns where fixes are graded. Raises UsageError for what is no back end, or is not installed."""
    spec: str = option(config, "backend") or "local"
    check_backend(spec, "--codearena-backend")
    return spec


def resume_of(config: pytest.Config, settings: Settings) -> RunResume:
    """Returns what the run takes over from an earlier one; says so if a line of it was cut short.

    Raises UsageError if there is nothing that can be taken over.
    """
    path = path_option(config, "resume") if settings.agents else None
    if path is not None and path_option(config, "curriculum_state") is not None:
        raise UsageError(
            "--codearena-resume: the curriculum's state already knows what the earlier run came to; leave one of the two out"
        )
    try:
        resume = RunResume(path, settings, layers(settings.sandbox) if path is not None else ())
    except SandboxError as error:
        raise UsageError(str(error)) from None
    if resume.torn and not hasattr(config, "workerinput"):
        config.issue_config_time_warning(pytest.PytestWarning(resume.torn), stacklevel=2)
    return resume


def settings_of(config: pytest.Config) -> Settings:
    """Returns all settings of the run. Raises UsageError for a value that an option does not take."""
    agents = tuple(dict.fromkeys(option(config, "agent") or ()))
    for agent in agents:
        check_spec(agent)
    sandbox = option(config, "sandbox") or "strict"
    if sandbox not in ("strict", "weak"):
        raise UsageError(f'--codearena-sandbox: expected strict or weak, got "{sandbox}"')
    depth = option(config, "check") or "full"
    if depth not in ("full", "quick"):
        raise UsageError(f'--codearena-check: expected full or quick, got "{depth}"')
    replies = option(config, "replies") or "off"
    if replies not in _REPLIES:
        raise UsageError(f'--codearena-replies: expected {", ".join(_REPLIES)}, got "{replies}"')
    seed = option(config, "seed")
    if seed is None and agents and replies != "off":
        seed = 0  # else the properties' counterexamples would be others in each run, and so would the prompts
    judge = option(config, "judge")
    return Settings(
        agents=agents,
        attempts=_whole(config, "attempts", 5, 1, 100),
        epochs=_whole(config, "epochs", 1, 1, 10_000),
        attack=bool(option(config, "attack")),
        seed=None if seed is None else _whole(config, "seed", 0, 0, 2**32 - 1),
        replies=replies,
        max_cost=_amount(config, "max_cost"),
        max_tokens=None if option(config, "max_tokens") is None else _whole(config, "max_tokens", 0, 1, 10**15),
        check=depth,
        judge=judge_spec(judge).text if judge else None,
        judge_samples=_whole(config, "judge_samples", 3, 1, 25),
        sandbox=sandbox,
        memory=option(config, "memory") or "off",
        curriculum=curriculum_rules(option(config, "curriculum"), option(config, "curriculum_rules")),
    )


def gate_of(config: pytest.Config, settings: Settings) -> RunGate:
    """Returns the gate of the run. Raises UsageError for options that can't be met."""
    gate, margin, common = (option(config, name) for name in ("gate", "margin", "common"))
    baseline, reports = path_option(config, "baseline"), report_paths(config)
    return RunGate(settings, gate=gate, baseline=baseline, margin=margin, common=bool(common), reports=reports)


def calls_of(config: pytest.Config, settings: Settings) -> RunCalls:
    """Returns what makes the run's requests. Raises UsageError for options that can't be met."""
    folder, prices, seed = path_option(config, "replies_dir"), path_option(config, "prices"), option(config, "seed")
    per_minute = None if option(config, "requests_per_minute") is None else _whole(config, "requests_per_minute", 0, 1, 10**6)
    return RunCalls(config, settings, folder=folder, prices=prices, seed_given=seed is not None, per_minute=per_minute)


def judge_of(config: pytest.Config, settings: Settings, calls: RunCalls) -> RunJudge | None:
    """Returns the judge of the run; None if there is none. Raises UsageError for one that can't be used."""
    if settings.judge is None:
        return None
    from .judge.run import RunJudge

    return RunJudge(option(config, "judge"), settings, path_option(config, "judge_cache"), calls.of_judge)


def _amount(config: pytest.Config, name: str) -> float | None:
    text = option(config, name)
    if text is None:
        return None
    try:
        amount = float(text)
    except ValueError:
        amount = 0.0
    if not 0 < amount < math.inf:
        raise UsageError(f'--codearena-{name.replace("_", "-")}: expected a positive number, got "{text}"')
    return amount


def _whole(config: pytest.Config, name: str, default: int, least: int, most: int) -> int:
    text = option(config, name)
    if text is None:
        return default
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise UsageError(f'--codearena-{name.replace("_", "-")}: expected a whole number from {least} to {most}, got "{text}"')
    return number
