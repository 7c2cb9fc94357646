"""The takings of a cash desk."""


def day_total(entries: list[str | int]) -> int:
    """Return the sum of all entries in cents."""
    total = 0
    for entry in entries:
        if isinstance(entry, str):
            entry = entry.strip()
            if not entry:
                continue
        total += int(entry)
    return total
