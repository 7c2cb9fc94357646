import random


def workload(size: int, rng: random.Random) -> tuple[list[str], list[str], int]:
    """`size` calls; most callers are strangers, and the list has room for a tenth of them."""
    known = [f"+49 30 {number:07}" for number in rng.sample(range(10**7), size)]
    limit = size // 10
    return known[:limit], [rng.choice(known) for _ in range(size)], limit
