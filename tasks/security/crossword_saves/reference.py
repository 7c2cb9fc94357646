"""Saved games of a crossword."""

import json
from dataclasses import dataclass, field

MAX_BYTES = 50_000
MAX_SIDE = 50

Place = tuple[int, int]


@dataclass
class Game:
    """How far a player has got with a puzzle."""

    puzzle: str
    seconds: int = 0
    letters: dict[Place, str] = field(default_factory=dict)


def save(game: Game) -> bytes:
    """Return the game as a file holds it."""
    letters = [[row, column, letter] for (row, column), letter in sorted(game.letters.items())]
    return json.dumps({"puzzle": game.puzzle, "seconds": game.seconds, "letters": letters}).encode()


def load(data: bytes) -> Game:
    """Return the game that a file holds."""
    if len(data) > MAX_BYTES:
        raise ValueError(f"no saved game has {len(data)} bytes")
    try:
        content = json.loads(data.decode())
    except RecursionError:
        raise ValueError("lists in lists in lists") from None
    match content:
        case {"puzzle": str(puzzle), "seconds": seconds, "letters": list(triples)} if len(content) == 3:
            letters = dict(map(_placed, triples))
        case _:
            raise ValueError("not a saved game")
    if not puzzle or type(seconds) is not int or seconds < 0 or len(letters) < len(triples):
        raise ValueError("not a saved game")
    return Game(puzzle, seconds, letters)


def _placed(triple: object) -> tuple[Place, str]:
    match triple:
        case [row, column, str(letter)] if _is_side(row) and _is_side(column) and _is_letter(letter):
            return (row, column), letter
    raise ValueError(f"not a letter in its place: {triple}")


def _is_side(number: object) -> bool:
    return type(number) is int and 0 <= number < MAX_SIDE


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isalpha() and text.isupper()
