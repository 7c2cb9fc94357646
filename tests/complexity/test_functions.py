"""What the functions of known growth promise to those who use them: enough of each class, and they run."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from pytest_codearena.records import Growth

from .functions import FUNCTIONS
from .known import Known

CLASSES = [growth for growth in Growth if growth is not Growth.UNKNOWN]


def test_there_are_enough_of_each_class() -> None:
    counts = Counter(known.growth for known in FUNCTIONS)
    assert len(FUNCTIONS) >= 90 and all(counts[growth] >= 8 for growth in CLASSES)
    assert len({known.name for known in FUNCTIONS}) == len(FUNCTIONS)


def test_a_third_hides_its_work_in_c() -> None:
    assert sum(known.in_c for known in FUNCTIONS) >= len(FUNCTIONS) / 3


@pytest.mark.parametrize("known", FUNCTIONS, ids=lambda known: known.name)
def test_it_runs_on_its_inputs(known: Known) -> None:
    namespace: dict[str, object] = {}
    exec(known.source, namespace)
    function = namespace[known.function]
    assert callable(function)
    for size in known.sizes:
        arguments = known.make(size, random.Random(size))
        begin = time.process_time()
        function(*arguments)
        assert time.process_time() - begin < 10
    assert list(known.sizes) == sorted(set(known.sizes)) and len(known.sizes) >= 5
