"""Functions of plain values: ints, lists, text, floats, truth."""


def squares_below(n: int) -> list[int]:
    """Return the squares that are smaller than `n`, ascending."""
    squares = []
    root = 0
    while root * root < n:
        squares.append(root * root)
        root += 1
    return squares


def total(numbers: list[int]) -> int:
    """Return the sum."""
    return sum(numbers)


def shout(text: str) -> str:
    """Return the text in capitals, with an exclamation mark."""
    return text.upper() + "!"


def mean(numbers: list[float]) -> float:
    """Return the arithmetic mean. Raises ValueError for no numbers."""
    if not numbers:
        raise ValueError("no numbers")
    return sum(numbers) / len(numbers)


def is_even(n: int) -> bool:
    """Tell whether `n` is even."""
    return n % 2 == 0


def count_words(text: str) -> dict[str, int]:
    """Return how often each word occurs."""
    counts: dict[str, int] = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts
