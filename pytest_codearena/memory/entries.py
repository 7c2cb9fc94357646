"""One entry of a memory: what an episode left, how entries add up, and an entry as a line of the file.

Lines come from a file that anyone may have written to. What is read from one is of the types and within the bounds that are
stated here, or it is no entry.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256

from ..records import Attempt, Episode, Outcome, Remembered, RememberedFailure, RememberedFix, Unaided, Verdict

LONGEST_CODE = 100_000
"""Characters of a fix; a longer one is not kept."""
LONGEST_REASON = 240
"""Characters of the line that says why an attempt failed."""
MOST_FAILED = 10
"""Failed attempts that are kept, the latest ones."""
LONGEST_LINE = 4 << 20
"""Bytes of a line in the file: more than an entry within these bounds takes."""
_LONGEST_NAME = 1 << 17
_LINE = re.compile(rb'\{"sha256": "([0-9a-f]{16})", "entry": (\{.*\})\}\n?', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of one agent on one version of a task."""

    task: str
    """Name of its folder, for people who read the file."""
    digest: str
    agent: str
    date: str
    """When the latest episode in it ended: ISO 8601, UTC."""
    remembered: Remembered


def entry_of(episode: Episode, date: str) -> Entry | None:
    """Returns what the episode leaves, which ended at ``date``; None if no attempt was made."""
    made = episode.attempts
    if not made:
        return None
    fixes = [_fix(each, date) for each in made if each.code is not None and len(each.code) <= LONGEST_CODE]
    failed = [_failure(each) for each in made if each.grade.verdict is not Verdict.RESOLVED]
    unaided = Unaided()
    if episode.remembered is None and episode.outcome.judges_the_model:
        solved = float(episode.outcome is Outcome.SOLVED)
        unaided = Unaided(1, made[0].grade.reward, max(each.grade.reward for each in made), solved)
    best = max(fixes, key=_merit, default=None)
    return Entry(episode.task, episode.digest, episode.agent, date, Remembered(best, _latest(failed), unaided))


def _fix(attempt: Attempt, date: str) -> RememberedFix:
    grade = attempt.grade
    return RememberedFix(attempt.code or "", grade.verdict, _reason(attempt), grade.reward, attempt.number, date)


def _failure(attempt: Attempt) -> RememberedFailure:
    digest = "" if attempt.code is None else sha256(attempt.code.encode("utf-8", "surrogatepass")).hexdigest()
    return RememberedFailure(attempt.grade.verdict, _reason(attempt), digest)


def _reason(attempt: Attempt) -> str:
    return " ".join(attempt.grade.reason.split())[:LONGEST_REASON]


def _merit(fix: RememberedFix) -> tuple[bool, float, int]:
    """The larger, the better: whether it is resolved comes first, as rewards of other settings weigh differently."""
    return fix.verdict is Verdict.RESOLVED, fix.reward, -fix.attempts


def _latest(failed: list[RememberedFailure]) -> tuple[RememberedFailure, ...]:
    """Each code once, where it came last."""
    return tuple({each.code_digest: each for each in reversed(failed)}.values())[:MOST_FAILED][::-1]


def merged(earlier: Entry, later: Entry) -> Entry:
    """Returns both as one: the better fix, the earlier one of two equals; the latest failures; means over both."""
    old, new = earlier.remembered, later.remembered
    fixes = [fix for fix in (old.best, new.best) if fix is not None]
    best = max(fixes, key=_merit, default=None)
    return replace(
        later,
        date=max(earlier.date, later.date),
        remembered=Remembered(best, _latest([*old.failed, *new.failed]), _means(old.unaided, new.unaided)),
    )


def _means(old: Unaided, new: Unaided) -> Unaided:
    if not old.episodes or not new.episodes:
        return old if old.episodes else new
    count = old.episodes + new.episodes

    def mean(a: float, b: float) -> float:
        return min(1.0, (a * old.episodes + b * new.episodes) / count)

    return Unaided(
        count,
        mean(old.first_reward, new.first_reward),
        mean(old.best_reward, new.best_reward),
        mean(old.solve_rate, new.solve_rate),
    )


def to_line(entry: Entry) -> bytes:
    """Returns the entry as one line of ASCII that begins with a checksum of the rest; ``from_line`` is the inverse."""
    body = json.dumps(asdict(entry), ensure_ascii=True, allow_nan=False).encode("ascii")
    return b'{"sha256": "%s", "entry": %s}\n' % (_checksum(body), body)


def _checksum(body: bytes) -> bytes:
    return sha256(body).hexdigest()[:16].encode("ascii")


def from_line(line: bytes) -> Entry | None:
    """Returns the entry in the line; None if it was cut short, changed, or is not of the form and within the bounds stated here."""
    found = _LINE.fullmatch(line) if len(line) <= LONGEST_LINE else None
    if found is None or _checksum(found[2]) != found[1]:
        return None
    try:
        return _entry(json.loads(found[2]))
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


# From JSON to records. Whatever is not as it should be raises one of the errors that ``from_line`` expects.


def _entry(data: Mapping[str, object]) -> Entry:
    remembered = _object(data["remembered"])
    best, failed = remembered["best"], remembered["failed"]
    if not isinstance(failed, list) or len(failed) > MOST_FAILED:
        raise ValueError("failed")
    return Entry(
        task=_text(data["task"], _LONGEST_NAME),
        digest=_text(data["digest"], _LONGEST_NAME),
        agent=_text(data["agent"], _LONGEST_NAME),
        date=_date(data["date"]),
        remembered=Remembered(
            best=None if best is None else _fix_from(_object(best)),
            failed=tuple(_failure_from(_object(each)) for each in failed),
            unaided=_unaided_from(_object(remembered["unaided"])),
        ),
    )


def _fix_from(data: Mapping[str, object]) -> RememberedFix:
    return RememberedFix(
        code=_text(data["code"], LONGEST_CODE),
        verdict=Verdict(_text(data["verdict"], LONGEST_REASON)),
        reason=_one_line(data["reason"]),
        reward=_share(data["reward"]),
        attempts=_count(data["attempts"]),
        date=_date(data["date"]),
    )


def _failure_from(data: Mapping[str, object]) -> RememberedFailure:
    digest = _text(data["code_digest"], 64)
    if not re.fullmatch(r"([0-9a-f]{64})?", digest):
        raise ValueError("code_digest")
    return RememberedFailure(Verdict(_text(data["verdict"], LONGEST_REASON)), _one_line(data["reason"]), digest)


def _unaided_from(data: Mapping[str, object]) -> Unaided:
    shares = (_share(data[name]) for name in ("first_reward", "best_reward", "solve_rate"))
    return Unaided(_count(data["episodes"]), *shares)


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("expected an object")
    return value


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("expected a text")
    return value


def _one_line(value: object) -> str:
    text = _text(value, LONGEST_REASON)
    if len(text.splitlines()) > 1:
        raise ValueError("expected one line")
    return text


def _date(value: object) -> str:
    text = _text(value, 40)
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("expected a time zone")
    return text


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not (math.isfinite(value) and 0 <= value <= 1):
        raise ValueError("expected a number from 0 to 1")
    return float(value)


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= 10**9:
        raise ValueError("expected a count")
    return value
