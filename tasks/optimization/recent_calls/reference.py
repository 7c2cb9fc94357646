"""Recent contacts of a switchboard."""

from collections import OrderedDict


def note_calls(recent: list[str], calls: list[str], limit: int) -> list[str]:
    """Bring all callers to the front of `recent`, and return those that fell off its end."""
    latest_last = OrderedDict.fromkeys(reversed(recent))
    fallen = []
    for caller in calls:
        latest_last[caller] = None
        latest_last.move_to_end(caller)
        if len(latest_last) > limit:
            fallen.append(latest_last.popitem(last=False)[0])
    recent[:] = reversed(latest_last)
    return fallen
