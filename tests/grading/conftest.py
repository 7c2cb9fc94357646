"""Shared by the tests of grading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_codearena import GradingPool


@pytest.fixture(scope="session")
def pool() -> Iterator[GradingPool]:
    """A pool that searches live as little as the tests need."""
    with GradingPool(live_search=False, seed=1) as made:
        yield made
