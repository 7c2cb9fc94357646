import random

NAMES = ["Ms Okafor", "the witness", "Dr Lindqvist", "he", "14 Mill Lane", "her sister"]
REVIEWERS = 10


def workload(size: int, rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """A file with `size` marked spans: many reviewers found nearly the same names."""
    words = []
    spans = []
    length = 0
    for _ in range(size // REVIEWERS):
        words.append("x" * rng.randrange(20, 400))
        name = rng.choice(NAMES)
        begin = length + len(words[-1]) + 1
        words.append(name)
        length = begin + len(name) + 1
        for _ in range(REVIEWERS):
            left = begin + rng.randrange(len(name))
            spans.append((left, rng.randrange(left, begin + len(name) + 1)))
    rng.shuffle(spans)
    return " ".join(words), spans
