import random


def workload(size: int, rng: random.Random) -> tuple[list[int], list[tuple[int, int]]]:
    """A route of `size` points and as many legs in both directions."""
    heights = [rng.randrange(200, 1200) for _ in range(size)]
    legs = [(rng.randrange(size), rng.randrange(size)) for _ in range(size)]
    return heights, legs
