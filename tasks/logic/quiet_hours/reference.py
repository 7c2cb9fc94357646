"""Quiet hours of an on-call pager."""

Window = tuple[list[int], int, int]


def is_quiet(windows: list[Window], day: int, minute: int) -> bool:
    """Tell whether any window covers this minute of this day."""
    yesterday = (day - 1) % 7
    for days, start, end in windows:
        over_midnight = end <= start
        if day in days and minute >= start and (over_midnight or minute < end):
            return True
        if over_midnight and yesterday in days and minute < end:
            return True
    return False
