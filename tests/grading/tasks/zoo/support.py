"""Classes that tests and candidate share."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Colour(Enum):
    RED = 1
    BLUE = 2


@dataclass
class Point:
    x: int
    y: int


class Pair(NamedTuple):
    left: object
    right: object


class Node:
    def __init__(self, value, following=None):
        self.value = value
        self.following = following
