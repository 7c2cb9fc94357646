"""The narrowest set of texts that holds all of the observed ones: numbers, fields, words, brackets, or characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .shapes import Choice, Either, Fields, Numerals, Shape, Text, Words

_MOST_KNOWN = 12
_MOST_WORDS = 60
_LONGEST_KNOWN = 200
_SEPARATORS = (", ", "\n", " ", ",", ";", "/", "-", ":", "_", ".")
_NUMERAL = re.compile(r"-?(0|[1-9]\d{0,11})(\.\d{0,5}[1-9])?")
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_ENUM_REPEATS = 2
"""Texts of which each was observed so often, on average, are names to choose from."""
_ENUM_LEAST = 4


def text_shape(values: Sequence[str]) -> Shape:
    """Returns a set of texts that holds all ``values``, of which there is at least one."""
    different = list(dict.fromkeys(values))
    if len(values) >= _ENUM_LEAST and len(values) >= _ENUM_REPEATS * len(different):
        return Choice(tuple(different[:_MOST_KNOWN]))
    return _numerals(different) or _brackets(different) or _separated(different) or _characters(different)


def _numerals(values: Sequence[str]) -> Shape | None:
    if "-0" in values or not all(_NUMERAL.fullmatch(value) for value in values):
        return None
    places = max(len(value.partition(".")[2]) for value in values)
    scaled = [round(float(value) * 10**places) for value in values]
    return Numerals(min(scaled), max(scaled), places)


def _brackets(values: Sequence[str]) -> Shape | None:
    """Where all are balanced, so is what is made of them: they are put one after another."""
    characters = set("".join(values)) - {" "}
    if any(value != value.strip() for value in values):
        return None
    if not characters or not characters <= {*_PAIRS, *_PAIRS.values()} or not all(map(_is_balanced, values)):
        return None
    separator = " " if any(" " in value for value in values) else ""
    pieces = [piece for value in values for piece in ([value] if not separator else _balanced_pieces(value))]
    words = tuple(dict.fromkeys(piece for piece in pieces if piece))[:_MOST_WORDS]
    return Words(words, separator, 0 if "" in values else 1, 3 if not separator else max(1, max(map(len, map(str.split, values)))))


def _balanced_pieces(value: str) -> list[str]:
    parts = value.split(" ")
    return parts if all(map(_is_balanced, parts)) else [value]


def _is_balanced(text: str) -> bool:
    opened: list[str] = []
    for character in text:
        if character in _PAIRS.values():
            opened.append(character)
        elif character in _PAIRS and (not opened or opened.pop() != _PAIRS[character]):
            return False
    return not opened


def _separated(values: Sequence[str]) -> Shape | None:
    for separator in _SEPARATORS:
        having = [value for value in values if separator in value.strip(separator)]
        if not having or 2 * len(having) < len([value for value in values if value]):
            continue
        counts = {len(value.split(separator)) for value in values}
        if len(counts) == 1 and len(values) > 1:
            columns = zip(*(value.split(separator) for value in values), strict=True)
            return Fields(tuple(_field(column) for column in columns), separator)
        words = tuple(dict.fromkeys(word for value in values for word in value.split(separator)))
        return Words(words[:_MOST_WORDS], separator, min(counts), max(counts))
    return None


def _field(values: Sequence[str]) -> Shape:
    different = tuple(dict.fromkeys(values))
    return _numerals(different) or Choice(different[:_MOST_KNOWN])


def _characters(values: Sequence[str]) -> Shape:
    """Any text of the characters and lengths seen, or one of those seen: some are special, e.g. palindromes."""
    alphabet = "".join(sorted(set("".join(values))))
    if not alphabet:
        return Choice(tuple(values))
    lengths = [len(value) for value in values]
    made = Text(alphabet, min(lengths), max(lengths))
    known = [value for value in values if len(value) <= _LONGEST_KNOWN][:_MOST_KNOWN]
    return Either((Choice(tuple(known)), made)) if known else made


