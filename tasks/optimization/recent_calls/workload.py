import random


def workload(size: int, rng: random.Random) -> tuple[list[str], list[str], int]:
    """`size` calls; nearly all callers are on a list that has room for a fiftieth of that number."""
    limit = size // 50
    callers = [f"+49 30 {number:07}" for number in rng.sample(range(10**7), limit + limit // 20)]
    return callers[:limit], [rng.choice(callers) for _ in range(size)], limit
