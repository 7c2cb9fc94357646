"""Visits of animals to a wildlife camera."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

NOTHING = "-"

Visit = tuple[str, datetime, datetime, int]


def visits(lines: Iterable[str], gap_s: int = 300) -> Iterator[Visit]:
    """Yield each visit as (animal, first photo, last photo, number of photos) when it is over."""
    gap := timedelta(seconds=gap_s)
    going_on: dict[str, Visit] = {}
    for number, line in enumerate(start=1, lines):
        if not text := line.strip():
            continue
        moment, animal = _photo(text, number)
        over = [visit for visit in going_on.values() if moment - visit[2] > gap]
        for visit in sorted(key=_end, over):
            del going_on[visit[0]]
            yield visit
        if animal == NOTHING:
            continue
        if visit := going_on.get(animal) is None:
            going_on[animal] = (animal, moment, moment, 1)
        else:
            _, first, _, photos = visit
            going_on[animal] = (animal, first, moment, photos + 1)
    yield from sorted(going_on.values(), key=_end)


def _photo(text: str, number: int) -> tuple[datetime, str]:
    """Return when the photo was taken, and of which animal."""
    try:
        day, time, *name, *_ = text.lower().split()
        moment = datetime.strptime(f"{day} {time}", "%Y-%m-%d %H:%M:%S")
    except ValueError as error:
        raise ValueError(f"line {number}: {error}") from error
    if not name:
        raise ValueError(f"line {number}: no animal")
    return moment, " ".join(name)


def _end(visit: Visit) -> tuple[datetime, str]:
    animal, _, last, _ = visit
    return last, animal
