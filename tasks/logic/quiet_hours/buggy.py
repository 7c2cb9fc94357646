"""Quiet hours of an on-call pager."""

Window = tuple[list[int], int, int]


def is_quiet(windows: list[Window], day: int, minute: int) -> bool:
    """Tell whether any window covers this minute of this day."""
    for days, start, end in windows:
        if day not in days:
            continue
        if start < end:
            if start <= minute <= end:
                return True
        elif minute >= start or minute < end:
            return True
    return False
