import random

MACHINES = 12
ASKED_FOR = 5
QUESTIONS = 500


def workload(size: int, rng: random.Random) -> tuple[list[tuple]]:
    """Machines with `size` levels, every 24th of which holds the one below it in two ways.

    Then questions about a few of them, while parts of all of them change.
    """
    log = []
    for machine in range(MACHINES):
        log.append(("weigh", f"screw {machine}", rng.randint(1, 9)))
        below = f"screw {machine}"
        for level in range(size):
            product = f"part {machine}.{level}"
            if level % 24 == 12:
                log.append(("assemble", f"left {product}", {below: rng.randint(1, 3)}))
                log.append(("assemble", f"right {product}", {below: 1}))
                log.append(("assemble", product, {f"left {product}": 1, f"right {product}": 1}))
            else:
                log.append(("assemble", product, {below: 1}))
            below = product
    for _ in range(QUESTIONS):
        machine = rng.randrange(ASKED_FOR)
        log.append(("weigh", f"screw {rng.randrange(MACHINES)}", rng.randint(1, 9)))
        log.append(("ask", f"part {machine}.{size - 1}"))
        log.append(("ask", f"part {machine}.{rng.randrange(size)}"))
    return (log,)
