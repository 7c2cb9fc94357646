"""Measures several things side by side: each once in every round, so that a busy moment of the machine hits all of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from statistics import quantiles
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

SETTLE_S = 0.02
"""Pause before each measurement, in which what the one before it left to do in the background gets done."""


def measure(rounds: int, things: Mapping[K, Callable[[int], object]], draw: random.Random) -> dict[K, list[float]]:
    """Returns wall times of each thing in seconds, in the order of the rounds; it is called with the number of the round.

    Each round has an order of its own, so that nothing always follows upon what leaves the machine's caches as it likes them.
    """
    samples: dict[K, list[float]] = {thing: [] for thing in things}
    order = list(things)
    for number in range(rounds):
        for thing in order:
            time.sleep(SETTLE_S)
            started = time.perf_counter()
            things[thing](number)
            samples[thing].append(time.perf_counter() - started)
        draw.shuffle(order)
    return samples


def spread(samples: Sequence[float]) -> tuple[float, float, float]:
    """Returns median, lower and upper quartile."""
    if len(samples) == 1:
        return samples[0], samples[0], samples[0]
    low, middle, high = quantiles(samples, n=4, method="inclusive")
    return middle, low, high
