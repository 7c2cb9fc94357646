"""Text and numbers: plain functions."""

LIMIT = 3


def top_words(text, limit=LIMIT):
    """Return the most frequent words as (word, count), most frequent first, ties by the alphabet."""
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]


def flatten(nested):
    """Return the numbers in lists of lists of lists, left to right."""
    flat = []
    for each in nested:
        if isinstance(each, list):
            flat.extend(flatten(each))
        else:
            flat.append(each)
    return flat


def fibonacci(n):
    """Return the n-th Fibonacci number. Raises ValueError below 0."""
    if n < 0:
        raise ValueError("n must not be negative")
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def primes():
    """Yield the primes, without end."""
    n = 2
    while True:
        if all(n % d for d in range(2, int(n**0.5) + 1)):
            yield n
        n += 1


def parse_pairs(text):
    """Return the dict of "a=1; b=2". Raises ValueError for anything else."""
    pairs = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        key, sign, value = part.partition("=")
        if not sign or not key.strip():
            raise ValueError(f"not a pair: {part}")
        pairs[key.strip()] = int(value)
    return pairs
