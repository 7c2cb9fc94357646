"""Graders that work at the same time do so on different processors, wherever each of them was before."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pytest_codearena import Task, load_task
from pytest_codearena.grading.client import Grader
from pytest_codearena.grading.graders import Graders, GraderSettings
from pytest_codearena.records import Execution

CORES = sorted(os.sched_getaffinity(0))
UNIT = "import candidate\n\n\ndef test_answer():\n    assert candidate.answer() == 42\n"
BUSY = "import time\n\ndef answer():\n    while time.process_time() < 1: pass\n    return 42\n"
TELLS = "import os\n\ndef answer():\n    return 42 if os.sched_getaffinity(0) == {CORES} else os.sched_getaffinity(0)\n"

pytestmark = pytest.mark.skipif(len(CORES) < 2, reason="there is one processor only")


def task_in(folder: Path) -> Task:
    folder.mkdir()
    (folder / "task.toml").write_text(
        'title = "A"\ndescription = "B"\ncategory = "c"\ndifficulty = "easy"\n[tests]\nhidden = []\n[limits]\ntimeout_s = 5.0\n'
    )
    (folder / "buggy.py").write_text("def answer():\n    return 41\n")
    (folder / "reference.py").write_text("def answer():\n    return 42\n")
    (folder / "test_unit.py").write_text(UNIT)
    return load_task(folder)


def passed(execution: Execution) -> bool:
    return [check.outcome for check in execution.checks] == ["passed"]


def test_candidates_run_where_their_grader_was_moved_to(tmp_path: Path) -> None:
    grader = Grader(task_in(tmp_path / "a"), core=CORES[0])
    try:
        for core in (CORES[0], CORES[1], CORES[0]):
            grader.move(core)
            for number in range(3):
                told = grader.run(TELLS.replace("{CORES}", repr({core})) + f"# {number}\n")
                assert passed(told), told.checks
    finally:
        grader.close()


def test_a_grader_that_ended_is_not_moved(tmp_path: Path) -> None:
    grader = Grader(task_in(tmp_path / "a"), core=CORES[0])
    grader.ready()
    grader.kill()
    grader.move(CORES[1])
    grader.close()
    grader.move(CORES[0])


def test_two_that_were_on_one_core_work_on_two(tmp_path: Path) -> None:
    graders = Graders(GraderSettings(live_search=False))
    try:
        tasks = [task_in(tmp_path / name) for name in ("a", "b")]
        for task in tasks:
            graders.prove(task)
        for grader in graders.idle:
            grader.move(CORES[1])
        both = threading.Barrier(2)

        def run(task: Task) -> Execution:
            both.wait()
            return graders.execute(task, BUSY)

        with ThreadPoolExecutor(2) as threads:
            assert all(map(passed, threads.map(run, tasks)))
        assert sorted(grader.core for grader in graders.idle) in ([each, other] for each in CORES for other in CORES if each < other)
    finally:
        graders.close()
