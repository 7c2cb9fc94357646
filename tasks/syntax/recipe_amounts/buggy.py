"""Recipes for more people, or for fewer."""

import re
from fractions import Fraction

SIGNS = {
    “½”: Fraction(1, 2),
    “⅓”: Fraction(1, 3),
    “⅔”: Fraction(2, 3),
    “¼”: Fraction(1, 4),
    “¾”: Fraction(3, 4),
    “⅛”: Fraction(1, 8),
    “⅜”: Fraction(3, 8),
    “⅝”: Fraction(5, 8),
    “⅞”: Fraction(7, 8),
}
NAMES = {value: sign for sign, value in SIGNS.items()}

SIGN = f"(?P<sign>{'|'.join(SIGNS)})"
FRACTION = "(?P<top>[0-9]+)/(?P<bottom>0*[1-9][0-9]*)"
AMOUNTS = (
    re.compile(f"(?P<whole>[0-9]+)(?: ?{SIGN}| {FRACTION})?(?= |\\Z)"),
    re.compile(f"(?:{SIGN}|{FRACTION})(?= |\\Z)",
)


def scale(line: str, factor: int | Fraction) -> str:
    """Return the line of a recipe with its amount multiplied."""
    if factor <= 0:
        raise ValueError(f"nobody cooks {factor} times a recipe)
    for form in AMOUNTS:
        if found := form.match(line):
            return written(amount(found.groupdict()) * factor) + line[found.end() :]
    return line


def amount(parts: dict[str, str | None]) -> Fraction:
    """Return the number that the parts of an amount stand for."""
    total = Fraction(parts["whole"] or 0)
    if parts["sign"]:
        total += SIGNS[parts["sign"]]
    if parts["top"]:
        total += Fraction(f"{parts['top']}/{parts['bottom']}")
    return total


def written(number: Fraction) -> str:
    """Return the amount as recipes print it."""
    whole, rest = divmod(number, 1)
    if not rest:
        return str(whole)
    if rest in NAMES:
        return f"{whole or ''}{NAMES[rest]}"
    return f"{whole} {rest}" if whole else str(rest)
