"""The same answer as plain Python in one process, for honest code, test by test: HumanEvalFix' programs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_codearena import load_task
from pytest_codearena.grading.client import Grader
from pytest_codearena.records import Check

from .humanevalfix import data_file, plain_outcomes, rows, write_task

DATA = data_file()
EVERY = int(os.environ.get("CODEARENA_AGREEMENT_EVERY", "12"))
"""Every program takes minutes; with 1 all of them are compared."""


@pytest.mark.skipif(DATA is None, reason="CODEARENA_DATA does not name the folder with HumanEvalFix")
def test_agrees_with_plain_python(tmp_path: Path) -> None:
    """Every test of correct and buggy programs comes out as it does without isolation."""
    assert DATA is not None
    programs, tests = 0, 0
    different: list[str] = []
    chosen = list(rows(DATA))[::EVERY]
    for row in chosen:
        grader = Grader(load_task(write_task(row, tmp_path)), seed=0)
        try:
            grader.ready()
            for source in (row.reference, row.buggy):
                plain = plain_outcomes(source, row.tests)
                checks = grader.run(source).checks
                different += [f"{row.name}: {found}" for found in _differences(plain, checks)]
                programs += 1
                tests += len(plain)
        finally:
            grader.close()
    assert different == []
    assert programs == 2 * len(chosen) >= 328 // EVERY
    assert tests > 2000 // EVERY


def _differences(plain: dict[str, bool | None], checks: tuple[Check, ...]) -> list[str]:
    """Tests that came out otherwise; those that were not run after two time-outs can't be compared."""
    found = []
    for check in checks:
        expected = plain[check.id.partition("::")[2]]
        wanted = {True: ("passed",), False: ("failed", "crashed", "out_of_memory"), None: ("timeout",)}[expected]
        if check.outcome != "not_run" and check.outcome not in wanted:
            found.append(f"{check.id}: plain {expected}, here {check.outcome}: {check.message[:200]}")
    return found
