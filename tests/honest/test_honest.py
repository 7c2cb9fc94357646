"""Fixes in unusual style: whatever passes plain pytest is `resolved` here too."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_codearena import GradingPool, Verdict, load_task

from ..hostile.programs import Program, assembled, read

_HERE = Path(__file__).parent
_FIXES = [fix for path in sorted((_HERE / "fixes").glob("*.txt")) for fix in read(path)]
_TASKS = {path.name: path for path in (_HERE / "tasks").iterdir() if path.is_dir()}


def _source(fix: Program) -> str:
    task = load_task(_TASKS[fix.task])
    return assembled(fix, {}, reference=task.reference, slow=task.buggy)


@pytest.fixture(scope="module")
def pool() -> Iterator[GradingPool]:
    """One pool for all tasks."""
    with GradingPool(workers=1, live_search=False, max_idle_graders=len(_TASKS), seed=3) as made:
        yield made


@pytest.fixture(scope="module")
def plainly(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What plain pytest says of every selected fix: an empty text where it passes."""
    wanted = {id_ for item in request.session.items for id_ in _parameter_ids(item)}
    chosen = {fix.id: fix for fix in _FIXES if fix.id in wanted}
    root = tmp_path_factory.mktemp("plainly")
    for name, fix in chosen.items():
        folder = root / name
        shutil.copytree(_TASKS[fix.task], folder)
        (folder / "candidate.py").write_text(_source(fix), encoding="utf-8")
        (folder / "pytest.ini").write_text("[pytest]\n")
    run = subprocess.run(  # our own script
        [sys.executable, "-B", str(_HERE / "plainly.py")],
        input="".join(f"{root / name}\n" for name in chosen),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(line) for line in run.stdout.splitlines())


def _parameter_ids(item: pytest.Item) -> list[str]:
    if isinstance(item, pytest.Function) and item.originalname == "test_plain_pytest_passes_it":
        return [item.callspec.id]
    return []


@pytest.mark.parametrize("fix", [pytest.param(fix, id=fix.id) for fix in _FIXES])
def test_an_honest_fix_is_resolved(fix: Program, pool: GradingPool) -> None:
    grade = pool.grade(load_task(_TASKS[fix.task]), _source(fix), seed=11)
    assert grade.verdict == Verdict.RESOLVED, f"{fix.tries}\n{grade.feedback}"


@pytest.mark.slow  # says something of this corpus only, and of it again only when it is changed
@pytest.mark.parametrize("fix", [pytest.param(fix, id=fix.id) for fix in _FIXES])
def test_plain_pytest_passes_it(fix: Program, plainly: dict[str, str]) -> None:
    assert plainly[fix.id] == "", f"plain pytest refuses it, so it is no fix: {plainly[fix.id]}"


@pytest.mark.parametrize("name", sorted(_TASKS))
def test_the_buggy_code_is_not_resolved(name: str, pool: GradingPool) -> None:
    task = load_task(_TASKS[name])
    grade = pool.grade(task, task.buggy, seed=11)
    assert grade.verdict != Verdict.RESOLVED


def test_the_corpus_is_whole() -> None:
    ids = [fix.id for fix in _FIXES]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 60
    assert {fix.task for fix in _FIXES} == set(_TASKS)
    assert all(fix.tries for fix in _FIXES)
