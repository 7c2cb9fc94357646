"""Recent contacts of a switchboard."""


def note_calls(recent: list[str], calls: list[str], limit: int) -> list[str]:
    """Bring all callers to the front of `recent`, and return those that fell off its end."""
    fallen = []
    for caller in calls:
        if caller in recent:
            recent.remove(caller)
        recent.insert(0, caller)
        if len(recent) > limit:
            fallen.append(recent.pop())
    return fallen
