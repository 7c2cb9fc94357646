"""A judge's reply, read as three scores."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Sequence
from dataclasses import astuple, dataclass

NAMES = ("correctness", "security", "quality")
_LONGEST = 20_000
_MOST_OBJECTS = 50


@dataclass(frozen=True, slots=True)
class Scores:
    """What a judge thinks of a candidate, each in [0, 1]."""

    correctness: float
    security: float
    quality: float


def read_scores(reply: str) -> Scores | None:
    """Returns the scores in a reply: of its last JSON object with all of them, else of lines such as ``security: 0.8``.

    None if one is missing or is no number from 0 to 1. Never raises.
    """
    text = reply[-_LONGEST:]
    found = None
    decoder = json.JSONDecoder()
    for start in [match.start() for match in re.finditer(r"\{", text)][-_MOST_OBJECTS:]:
        try:
            data, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict) and set(NAMES) <= set(data):
            found = [_score(data[name]) for name in NAMES]
    if found is None:
        found = [_in_prose(name, text) for name in NAMES]
    known = [value for value in found if value is not None]
    return Scores(*known) if len(known) == len(NAMES) else None


def median(scores: Sequence[Scores]) -> Scores:
    """Returns the median of each of the three."""
    return Scores(*(statistics.median(values) for values in zip(*map(astuple, scores), strict=True)))


def _score(value: object) -> float | None:
    if isinstance(value, str):
        value = _number(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value <= 1 else None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*\d{1,3}(\.\d{1,9})?\s*", text, re.ASCII) else None


def _in_prose(name: str, text: str) -> float | None:
    """The score on the last line that names it: ``**Security**: 0.8``, ``security = 1``, ``security: 0.8/1``."""
    pattern = rf"(?i)\b{name}\b[\"'*_` ]{{0,5}}[:=][\"'*_` ]{{0,5}}(\d(?:\.\d{{1,9}})?)(?![\d.]*\d|\s*(?:%|/\s*(?!1\b)))"
    matches = re.findall(pattern, text)
    return _score(float(matches[-1])) if matches else None
