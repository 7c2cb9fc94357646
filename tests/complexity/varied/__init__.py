"""Functions of known growth in the varied style of real code, with the sizes that an author would choose."""

from __future__ import annotations

from ..known import Known
from . import constant, cubic, exponential, linear, linearithmic, logarithmic, quadratic

VARIED: tuple[Known, ...] = tuple(
    known for each in (constant, logarithmic, linear, linearithmic, quadratic, cubic, exponential) for known in each.FUNCTIONS
)
