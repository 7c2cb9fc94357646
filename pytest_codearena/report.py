"""What a run found out: as JSON, as a file, and back again, without loss.

The JSON mirrors the records field by field, except that an attempt holds the fields of its grade itself, and that sums are
added for whoever reads the file without this package. ``report_schema.json`` is the full word on it. All strings of a
candidate or a model are data here: stored and given back, never interpreted.
"""

from __future__ import annotations

import json
import math
import os
import secrets
from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from .errors import UsageError
from .memory.gain import gains
from .records import Attempt, Calibration, Episode, Grade, Outcome, Report, Settings, Timing, Tokens
from .stats.episodes import pass_all_each, pass_at_each, reward_interval, solve_rate_interval
from .stats.rates import Interval

REPORT_SCHEMA_VERSION = 1
"""Raised by one whenever a reader of the previous version would misread the file."""

_MAY_BE_INFINITE = frozenset({"ratio", "candidate_s", "reference_s"})
"""Fields of a measurement in which null stands for infinity (the code did not finish); JSON has no infinity."""

Record = TypeVar("Record")
Plain = TypeVar("Plain")


@dataclass(frozen=True, slots=True)
class Totals:
    """What a group of episodes adds up to. Rates and means are over the judged episodes and None if there is none."""

    episodes: int
    outcomes: Mapping[str, int]
    """How many episodes ended so, for every outcome that there is."""
    solved: int
    judged: int
    """Episodes whose outcome says something about the model."""
    errors: int
    """The other episodes: they count in no rate."""
    tasks: int
    """Tasks of which an episode was judged."""
    solve_rate: float | None
    solve_rate_interval: Interval | None
    """95%, clustered by task."""
    mean_reward: float | None
    """Of the last attempts; a judged episode without an attempt has no reward and is left out."""
    mean_reward_interval: Interval | None
    """95%, clustered by task; None if there are not two tasks."""
    mean_best_reward: float | None
    solved_at: tuple[float | None, ...]
    """Share of the judged solved within the first attempt, the first two, and so on."""
    pass_at: tuple[float, ...]
    """pass@k: the chance that one of k epochs solves a task; to the most epochs of a task."""
    pass_all: tuple[float, ...]
    """pass^k: the chance that each of k epochs solves a task."""
    tokens: Tokens
    """Sum over all episodes, errors too: they were paid for."""
    cost: float | None
    """Sum over all episodes at the prices of the run, stored replies too; None if one of them is not known."""
    timing: Timing
    """Sum over all attempts of all episodes."""


def totals(episodes: Iterable[Episode], *, attempts: int = 0) -> Totals:
    """Add up ``episodes``; ``solved_at`` reaches to ``attempts``, or to the most that were made if that is more."""
    group = tuple(episodes)
    judged = [episode for episode in group if episode.outcome.judges_the_model]
    made = [attempt for episode in group for attempt in episode.attempts]
    solved_in = [len(episode.attempts) for episode in judged if episode.outcome is Outcome.SOLVED]
    return Totals(
        episodes=len(group),
        outcomes={outcome.value: sum(episode.outcome is outcome for episode in group) for outcome in Outcome},
        solved=len(solved_in),
        judged=len(judged),
        errors=len(group) - len(judged),
        tasks=len({episode.digest for episode in judged}),
        solve_rate=len(solved_in) / len(judged) if judged else None,
        solve_rate_interval=solve_rate_interval(judged),
        mean_reward=_mean([episode.reward for episode in judged]),
        mean_reward_interval=reward_interval(judged),
        mean_best_reward=_mean([episode.best_reward for episode in judged]),
        solved_at=tuple(
            sum(number <= k for number in solved_in) / len(judged) if judged else None
            for k in range(1, max([attempts, *(len(episode.attempts) for episode in group)]) + 1)
        ),
        pass_at=pass_at_each(judged),
        pass_all=pass_all_each(judged),
        tokens=sum((episode.tokens for episode in group), Tokens()),
        cost=None if any(each.cost is None for each in group) else math.fsum(each.cost or 0.0 for each in group),
        timing=Timing(*(math.fsum(getattr(a.timing, part.name) for a in made) for part in fields(Timing))),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def grouped(episodes: Iterable[Episode], field: str) -> dict[str, list[Episode]]:
    """The episodes by their ``field`` (agent, category), names in alphabetical order, episodes in the order given."""
    groups: dict[str, list[Episode]] = {}
    for episode in episodes:
        groups.setdefault(getattr(episode, field), []).append(episode)
    return dict(sorted(groups.items()))


def summary(episodes: Iterable[Episode], *, attempts: int = 0) -> dict[str, object]:
    """The totals of all episodes, the same per agent, per category, and per agent and category, and what memory gained."""
    everything = tuple(episodes)

    def by(field: str, chosen: Iterable[Episode]) -> dict[str, object]:
        return {name: _encode(totals(group, attempts=attempts), name) for name, group in grouped(chosen, field).items()}

    return {
        **_encode_fields(totals(everything, attempts=attempts), "summary"),
        "by_agent": by("agent", everything),
        "by_category": by("category", everything),
        "by_agent_and_category": {agent: by("category", group) for agent, group in grouped(everything, "agent").items()},
        "memory": {agent: _encode(gain, agent) for agent, gain in gains(everything).items()},
    }


# Records to JSON. A record is its fields, so one encoder serves all of them; only attempt and episode have a form of their own.


def episode_to_json(episode: Episode) -> dict[str, object]:
    """The episode in dicts, lists and plain values; ``episode_from_json`` is the exact inverse.

    An attempt has one ``timing`` in JSON: the grade's, to which the attempt adds ``agent_s``. Two surrogates that make a pair
    come back as the character that they stand for. Raises ValueError for a number that JSON does not have, except in a
    measurement, where null stands for infinity and ``note`` says why.
    """
    return {
        **_encode_fields(episode, episode.task, without="attempts"),
        "reward": episode.reward,
        "best_reward": episode.best_reward,
        "tokens": _encode(episode.tokens, "tokens"),
        "attempts": [_attempt_to_json(attempt, episode.task) for attempt in episode.attempts],
    }


def _attempt_to_json(attempt: Attempt, where: str) -> dict[str, object]:
    where = f"{where}, attempt {attempt.number}"
    own = _encode_fields(attempt, where, without="grade")
    first = {"number": attempt.number, "code": attempt.code, "reply": attempt.reply}
    return {**first, **_encode_fields(attempt.grade, where, without="timing"), **own}


def _encode_fields(record: Any, where: str, without: str = "") -> dict[str, object]:
    data: dict[str, object] = {}
    for name in [field.name for field in fields(record) if field.name != without]:
        value = getattr(record, name)
        infinite = name in _MAY_BE_INFINITE and value == math.inf
        data[name] = None if infinite else _encode(value, f"{where}.{name}")
    return data


def _encode(value: object, where: str) -> object:
    if isinstance(value, Enum):
        return _encode(value.value, where)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{where} is {value!r}; a report holds finite numbers only")
    if value is None or isinstance(value, bool):
        return value
    for plain in (str, int, float):
        if isinstance(value, plain):
            return plain(value)
    if isinstance(value, (list, tuple)):
        return [_encode(item, f"{where}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {str(name): _encode(item, f"{where}.{name}") for name, item in value.items()}
    return _encode_fields(value, where)


# JSON to records. Everything is checked against the types of the records: the file may come from anywhere.


def episode_from_json(data: object, where: str = "episode") -> Episode:
    """The episode that ``episode_to_json`` was given; UsageError with ``where`` if ``data`` is not of that form."""
    return _record(Episode, data, where)


def _record(kind: type[Record], data: object, where: str, **known: object) -> Record:
    """A record from the fields in ``data`` and those ``known`` already. What else is in ``data`` is for other readers."""
    found = dict(known)
    members = _expect(dict, data, where)
    for name, hint in _hints(cast(Hashable, kind)).items():
        if name in found:
            continue
        if name not in members:
            raise UsageError(f"{where}.{name}: is missing")
        infinite = name in _MAY_BE_INFINITE and members[name] is None
        found[name] = math.inf if infinite else _decode(hint, members[name], f"{where}.{name}")
    return kind(**found)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _decode(hint: Any, data: Any, where: str) -> object:
    arguments = get_args(hint)
    if isinstance(hint, UnionType):
        return None if data is None else _decode(next(a for a in arguments if a is not NoneType), data, where)
    if get_origin(hint) is tuple:
        items = enumerate(_expect(list, data, where))
        return tuple(_decode(arguments[0], item, f"{where}[{index}]") for index, item in items)
    if get_origin(hint) is Mapping:
        members = _expect(dict, data, where).items()
        return {name: _decode(arguments[1], item, f"{where}.{name}") for name, item in members}
    if hint is Attempt:
        grade = _record(Grade, data, where)
        return _record(Attempt, data, where, grade=replace(grade, timing=replace(grade.timing, agent_s=0.0)))
    if is_dataclass(hint):
        return _record(cast(type[object], hint), data, where)
    if issubclass(hint, Enum):
        words = [member.value for member in hint]
        if data not in words:
            raise UsageError(f"{where}: expected one of {', '.join(words)}, not {ascii(data)[:60]}")
        return hint(data)
    if hint is float and type(data) is int and abs(data) < 2**53:
        return float(data)
    return _expect(hint, data, where)


def _expect(kind: type[Plain], data: object, where: str) -> Plain:
    """``data``, if it is exactly of that type: to JSON, true is not a number."""
    if type(data) is not kind:
        names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a whole number"}
        raise UsageError(f"{where}: expected {names.get(kind, 'a number')}, not {ascii(data)[:60]}")
    return data


def in_order(episodes: Iterable[Episode]) -> list[Episode]:
    """The episodes sorted by agent, path, task and epoch."""
    return sorted(episodes, key=lambda e: (e.agent, e.path, e.task, e.epoch))


def report_to_json(report: Report) -> dict[str, object]:
    """The whole report as the file holds it, episodes in their order."""
    episodes = in_order(report.episodes)
    return {
        "schema_version": REPORT_SCHEMA_VERSION,
        **_encode_fields(report, "report", without="episodes"),
        "summary": summary(episodes, attempts=report.settings.attempts),
        "episodes": [episode_to_json(episode) for episode in episodes],
    }


def load_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file, with the unit and the meaning of every field."""
    from importlib.resources import files

    return cast(dict[str, Any], json.loads(files("pytest_codearena").joinpath("report_schema.json").read_bytes()))


def episode_to_line(episode: Episode) -> str:
    """The episode as one line of ASCII: it passes through any channel, whatever characters a candidate used."""
    return json.dumps(episode_to_json(episode), ensure_ascii=True, allow_nan=False)


def episode_from_line(line: str) -> Episode:
    """The episode that ``episode_to_line`` was given; UsageError if the line is not of that form."""
    return episode_from_json(parse_json(line, "episode"))


def settings_to_json(settings: Settings) -> dict[str, object]:
    """The settings in dicts, lists and plain values; ``settings_from_json`` is the exact inverse."""
    return _encode_fields(settings, "settings")


def settings_from_json(data: object, where: str = "settings") -> Settings:
    """The settings that ``settings_to_json`` was given; UsageError with ``where`` if ``data`` is not of that form."""
    return _record(Settings, data, where)


def calibration_to_json(calibration: Calibration) -> dict[str, object]:
    """The calibration in dicts, lists and plain values; ``calibration_from_json`` is the exact inverse."""
    return _encode_fields(calibration, "calibration")


def calibration_from_json(data: object) -> Calibration:
    """The calibration that ``calibration_to_json`` was given; UsageError if ``data`` is not of that form."""
    return _record(Calibration, data, "calibration")


def write_report(path: Path, report: Report) -> None:
    """Write the report, whole or not at all, making the folders of ``path``; UsageError if that cannot be done."""
    write_whole(path, json.dumps(report_to_json(report), ensure_ascii=True, allow_nan=False, indent=1) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write the text of a report, as ``write_report`` does."""
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".codearena-{secrets.token_hex(8)}.tmp")
    try:
        if target.exists() and not target.is_file():
            raise OSError("it exists and is not a file")
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except OSError as error:
        raise UsageError(f"cannot write the report {path}: {error}; name a file in a folder that you may write to") from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def read_report(path: Path) -> Report:
    """The report in the file at ``path``; UsageError that names what is wrong with it, if anything is."""
    try:
        data = _expect(dict, parse_json(path.read_text(encoding="utf-8"), "report"), "report")
        version = data.get("schema_version")
        if version != REPORT_SCHEMA_VERSION:
            known = f"{ascii(version)[:60]} is not known here, only {REPORT_SCHEMA_VERSION}"
            raise UsageError(f"report.schema_version: {known}; read it with the pytest-codearena that wrote it, or run anew")
        return _record(Report, data, "report")
    except (OSError, UnicodeDecodeError, UsageError) as error:
        raise UsageError(f"cannot read the report {path}: {error}") from error


def parse_json(text: str, where: str) -> object:
    """What the JSON says, which holds finite numbers only; UsageError with ``where`` if it is none."""

    def finite(number: str) -> float:
        if not math.isfinite(float(number)):
            raise ValueError(f"{number} is not a finite number")
        return float(number)

    try:
        return json.loads(text, parse_constant=finite, parse_float=finite)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: is not JSON ({error}); the file was cut short or edited") from error
