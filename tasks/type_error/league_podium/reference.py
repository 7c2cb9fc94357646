"""The table of a league."""


def after_match(points: dict[str, int], home: str, away: str, home_goals: int, away_goals: int) -> dict[str, int]:
    """Return the table after one more match."""
    if home_goals > away_goals:
        gained = (3, 0)
    elif home_goals < away_goals:
        gained = (0, 3)
    else:
        gained = (1, 1)
    table = points.copy()
    for team, more in zip((home, away), gained):
        table[team] = table.get(team, 0) + more
    return table


def podium(points: dict[str, int], places: int = 3) -> list[tuple[int, str, int]]:
    """Return (rank, team, points) of the teams up to rank `places`."""
    standings = sorted(points.items(), key=lambda standing: (-standing[1], standing[0]))
    winners = []
    rank = 0
    for index, (team, score) in enumerate(standings):
        if index == 0 or score < standings[index - 1][1]:
            rank = index + 1
        if rank > places:
            break
        winners.append((rank, team, score))
    return winners
