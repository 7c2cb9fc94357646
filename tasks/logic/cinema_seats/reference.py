"""Adjacent free seats in a cinema row."""

FREE = "."


def free_blocks(row: str, group: int) -> list[int]:
    """Return the seat numbers at which `group` adjacent free seats begin."""
    if group < 1:
        raise ValueError("a group has at least one person")
    blocks = []
    for start in range(len(row) - group + 1):
        if all(seat == FREE for seat in row[start : start + group]):
            blocks.append(start + 1)
    return blocks
