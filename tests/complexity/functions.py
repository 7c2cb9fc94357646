"""All functions whose growth is known, and how they are split: those to develop with, and those only counted."""

from __future__ import annotations

from . import constant, cubic, exponential, linear, linearithmic, logarithmic, quadratic
from .known import Known
from .untuned import UNTUNED
from .varied import VARIED

CLASSES = (constant, logarithmic, linear, linearithmic, quadratic, cubic, exponential)
FUNCTIONS: tuple[Known, ...] = tuple(known for each in CLASSES for known in each.FUNCTIONS)
DEVELOPMENT: tuple[Known, ...] = tuple(known for each in CLASSES for known in each.FUNCTIONS[::2])
"""Every other function of each class."""
COUNTED: tuple[Known, ...] = tuple(known for each in CLASSES for known in each.FUNCTIONS[1::2])
SETS: dict[str, tuple[Known, ...]] = {"first": FUNCTIONS, "varied": VARIED, "untuned": UNTUNED}
"""By the name of the set; names of functions are unique within one."""
