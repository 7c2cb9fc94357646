"""Pure functions."""


def ordered(values):
    """Return the values in order."""
    return sorted(values)


def rotated(matrix):
    """Return the matrix turned clockwise."""
    return [list(row) for row in zip(*matrix[::-1])]


def merged(left, right):
    """Return a dict with all entries, those of the right first."""
    return {**left, **right}


def spread(values):
    """Return the difference of the greatest and the smallest."""
    return max(values) - min(values) if values else 0


def product(values):
    """Return the product."""
    made = 1
    for value in values:
        made *= value
    return made


def parsed(options):
    """Return name and level of a dict of options."""
    return options.get("name", "none"), options.get("level", 0)


def filled(grid, row, column):
    """Return how many equal neighbours there are, itself included."""
    wanted, seen, pending = grid[row][column], set(), [(row, column)]
    while pending:
        at = pending.pop()
        if at in seen or not (0 <= at[0] < len(grid) and 0 <= at[1] < len(grid[0])) or grid[at[0]][at[1]] != wanted:
            continue
        seen.add(at)
        pending += [(at[0] + 1, at[1]), (at[0] - 1, at[1]), (at[0], at[1] + 1), (at[0], at[1] - 1)]
    return len(seen)


def unique(values):
    """Return each value once, in the order in which they came."""
    return list(dict.fromkeys(values))


class Account:
    """Moves of money."""

    def __init__(self, moves):
        self._moves = list(moves)

    def add(self, move):
        """Add a move."""
        self._moves.append(move)

    def history(self):
        """Return the moves."""
        return list(self._moves)

    def balance(self):
        """Return the sum."""
        return sum(self._moves)
