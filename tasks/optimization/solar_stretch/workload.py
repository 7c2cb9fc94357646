import random

ROOFS = 500


def workload(size: int, rng: random.Random) -> tuple[list[list[int]]]:
    """`size` days for each of many roofs."""
    return ([[rng.randint(-50, 50) for _ in range(size)] for _ in range(ROOFS)],)
