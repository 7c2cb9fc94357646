import random


def workload(size: int, rng: random.Random) -> tuple[list[float]]:
    """Values between 0 and 1."""
    return ([rng.random() for _ in range(size)],)
