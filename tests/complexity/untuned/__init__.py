"""Functions that were written together with those of ``varied``, and measured only when nothing was changed any more."""

from __future__ import annotations

from ..known import Known
from . import fast_growing, slow_growing

UNTUNED: tuple[Known, ...] = (*slow_growing.FUNCTIONS, *fast_growing.FUNCTIONS)
