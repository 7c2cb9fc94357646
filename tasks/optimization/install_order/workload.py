import random


def workload(size: int, rng: random.Random) -> tuple[dict[str, list[str]]]:
    """`size` packages, each of which needs some of those that were written shortly before it."""
    names = [f"lib{number:06}" for number in rng.sample(range(10**6), size)]
    needs = {}
    for index, name in enumerate(names):
        before = names[max(0, index - 100) : index]
        needs[name] = rng.sample(before, min(len(before), rng.randrange(40)))
    packages = list(needs)
    rng.shuffle(packages)
    return ({name: needs[name] for name in packages},)
