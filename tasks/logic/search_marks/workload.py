import random

WORDS = "Straße strasse STRASSEN Cafe\u0301 café Großmutter ﬁn Ete été Mass Maße sss ßs".split()


def workload(size: int, rng: random.Random) -> tuple[str, str]:
    """A page of about `size` characters, and a word that stands in it often."""
    words = []
    length = 0
    while length < size:
        words.append(rng.choice(WORDS))
        length += len(words[-1]) + 1
    return " ".join(words), rng.choice(["strasse", "CAFÉ", "ss"])
