"""The benchmarks run and print every row; what they measure is not looked at."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.processes import Holdings
from benchmarks.soak import grows, tenths

ROOT = Path(__file__).parent.parent
HELD = Holdings(own_mb=25.0, all_mb=340.0, own_descriptors=13, other_descriptors=76, processes=14, files=117)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
def test_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "raw.json"
    done = run("benchmarks", "--rounds", "1", "--seconds", "0.1", "--json", str(path))
    assert done.returncode == 0, done.stderr
    letters = re.findall(r"^\((\w)\) .* ours +\d", done.stdout, re.MULTILINE)
    assert letters == ["a", "b", "i", "c", "d", "e"]
    for way, rows in {"warm fork": 3, "fresh pytest": 3, "exec in fork": 2, "one file": 2}.items():
        assert len(re.findall(rf"^ +{way} +\d", done.stdout, re.MULTILINE)) == rows, way
    assert len(re.findall(r"^.+: bar (?:at least )?[\d.]+ (?:%|ms|us|x): -?[\d.]+ \S+, (?:NOT )?met", done.stdout, re.MULTILINE)) == 11
    raw = json.loads(path.read_text(encoding="utf-8"))
    assert set(raw["scenarios_s"]["a"]) == {"ours", "warm fork", "fresh pytest", "exec in fork", "one file"}
    assert all(len(samples) == 1 for ways in raw["scenarios_s"].values() for samples in ways.values())
    assert len(raw["bars"]) == 11


def test_soak() -> None:
    done = run("benchmarks.soak", "--grades", "20", "--samples", "10")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"^\d+ to \d+ +\d", done.stdout, re.MULTILINE)) == 10
    for line in ("wrong verdicts: 0", "left behind when all was closed: nothing", "grows: nothing"):
        assert line in done.stdout.splitlines()


@pytest.mark.slow
def test_builtin() -> None:
    done = run("benchmarks.builtin", "tasks", "--only", "bus_departures", "bin_days", "--attempts", "1", "--cpu-s", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^bus_departures +(un)?solved +[\d.]+ s ", done.stdout, re.MULTILINE)
    assert not re.search(r"^bin_days", done.stdout, re.MULTILINE)
    assert re.search(r"^development +\d/1 ", done.stdout, re.MULTILINE) and re.search(r"^held back +\d/1 ", done.stdout, re.MULTILINE)
    assert re.search(r"^all +\d/2 ", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("field", "each", "expected"), [("files", 0, False), ("files", 1, True), ("own_mb", 0.01, False), ("all_mb", 0.05, True)]
)
def test_a_soak_notices_what_grows(field: str, each: float, expected: bool) -> None:
    samples = [(number, replace(HELD, **{field: getattr(HELD, field) + each * number})) for number in range(101)]
    parts = tenths(samples, 100)
    assert grows(field, parts[1][field], parts[-1][field]) is expected
