import random


def workload(size: int, rng: random.Random) -> tuple[list[tuple[int, int]], int]:
    """`size` cars at a stop with a point for every fortieth of them; now and then all points are taken."""
    points = size // 40
    cars = []
    arrival = 0
    for _ in range(size):
        arrival += rng.random() < 50 / points
        cars.append((arrival, rng.randint(5, 95)))
    return cars, points
