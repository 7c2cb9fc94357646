"""Sentences that a weather buoy sends over a serial line."""

import re
from collections.abc import Iterable, Iterator

Reading = tuple[str, list[int]]

NUMBER = re.compile("-?[0-9]+")


def checksum(body: bytes) -> int:
    """Return what the two hex digits at the end of a sentence have to be."""
    total = 0
    for character in body:
        total ^= ord(character)
    return total


def sentence(station: str, values: list[int]) -> bytes:
    """Return the sentence that the buoy sends."""
    body = ",".join([station, *values])
    return f"${body}*{checksum(body):02X}\r\n".encode()


def readings(stream: Iterable[bytes]) -> Iterator[Reading]:
    """Yield station and values of each sentence."""
    rest = ""
    for piece in stream:
        *lines, rest = (rest + piece).split("\r\n")
        for line in lines:
            reading = _reading(line)
            if reading is not None:
                yield reading


def _reading(line: bytes) -> Reading | None:
    """Return what a line says, or None if it is no sentence."""
    body, _, digits = line[1:].rpartition("*")
    if line[0] != "$" or digits != f"{checksum(body):02X}":
        return None
    station, *fields = body.split(",")
    if not station or not all(map(NUMBER.fullmatch, fields)):
        return None
    return station, [int(field) for field in fields]


def median(stream: Iterable[bytes], station: str) -> int | None:
    """Return the middle one of all values of a station."""
    values = sorted(value for name, found in readings(stream) if name == station for value in found)
    if not values:
        return None
    return values[(len(values) - 1) / 2]
