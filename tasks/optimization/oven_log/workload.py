import random


def workload(size: int, rng: random.Random) -> tuple[list[int], int]:
    """`size` readings, and runs of a tenth of them."""
    reading = 1800
    readings = []
    for _ in range(size):
        reading += rng.randint(-9, 9)
        readings.append(reading)
    return readings, size // 10
