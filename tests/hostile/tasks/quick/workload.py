import random


def workload(size: int, rng: random.Random) -> tuple[list[int], list[tuple[int, int]]]:
    """A route of `size` points and as many legs."""
    heights = [rng.randrange(1000) for _ in range(size)]
    return heights, [tuple(sorted((rng.randrange(size), rng.randrange(size)))) for _ in range(size)]
