"""Court files with passages blackened."""

from collections.abc import Iterable


def passages(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the spans in a text of this length as passages that neither overlap nor touch, in order."""
    merged: list[tuple[int, int]] = []
    for begin, end in spans:
        end = min(end, length)
        if begin >= end:
            continue
        for other in [other for other in merged if other[0] <= end and begin <= other[1]]:
            merged.remove(other)
            begin, end = min(begin, other[0]), max(end, other[1])
        merged.append((begin, end))
    return sorted(merged)


def redact(text: str, spans: list[tuple[int, int]], mark: str = "[...]") -> str:
    """Return the text with a mark in place of every passage."""
    for begin, end in reversed(passages(spans, len(text))):
        text = text[:begin] + mark + text[end:]
    return text
