"""Saved games of a crossword."""

import pickle
from dataclasses import dataclass, field

MAX_BYTES = 50_000

Place = tuple[int, int]


@dataclass
class Game:
    """How far a player has got with a puzzle."""

    puzzle: str
    seconds: int = 0
    letters: dict[Place, str] = field(default_factory=dict)


def save(game: Game) -> bytes:
    """Return the game as a file holds it."""
    return pickle.dumps({"puzzle": game.puzzle, "seconds": game.seconds, "letters": game.letters})


def load(data: bytes) -> Game:
    """Return the game that a file holds."""
    if len(data) > MAX_BYTES:
        raise ValueError(f"no saved game has {len(data)} bytes")
    try:
        return Game(**pickle.loads(data))
    except (pickle.UnpicklingError, EOFError, AttributeError, TypeError) as error:
        raise ValueError("not a saved game") from error
