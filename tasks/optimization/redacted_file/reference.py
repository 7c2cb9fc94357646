"""Court files with passages blackened."""

from collections.abc import Iterable


def passages(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the spans in a text of this length as passages that neither overlap nor touch, in order."""
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        end = min(end, length)
        if begin >= end:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((begin, end))
    return merged


def redact(text: str, spans: list[tuple[int, int]], mark: str = "[...]") -> str:
    """Return the text with a mark in place of every passage."""
    kept = []
    done = 0
    for begin, end in passages(spans, len(text)):
        kept.append(text[done:begin])
        done = end
    kept.append(text[done:])
    return mark.join(kept)
