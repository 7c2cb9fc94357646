"""The example, as it is called: needs the extra [train], and is skipped without it."""

from __future__ import annotations

import csv
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

for needed in ("torch", "trl", "datasets", "matplotlib"):
    pytest.importorskip(needed, reason='needs pip install -e ".[train]"')

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def loaded(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # data classes look their module up
    spec.loader.exec_module(module)
    return module


tiny_policy = loaded("tiny_policy")
sources = st.lists(st.sampled_from(["a = 1\n", "b = 2\n", "\n", "    c\n"]), max_size=8).map("".join)


@given(sources, sources)
def test_an_edit_makes_one_source_of_another(before: str, after: str) -> None:
    assert tiny_policy.edited(before, tiny_policy.edit_between(before, after)) == after


@given(sources, st.text())
def test_other_text_is_no_edit_or_makes_some_source(before: str, text: str) -> None:
    made = tiny_policy.edited(before, text)
    assert made is None or isinstance(made, str)


def test_a_tiny_training_leaves_a_curve_and_plots(folder: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(EXAMPLES / "train_grpo.py"),
        "--tiny",
        "--tasks",
        str(folder),
        "--steps",
        "3",
        "--warm-up",
        "10",
    ]
    command += ["--per-category", "1", "--out", str(tmp_path / "curve"), "--save", str(tmp_path / "model"), "--workers", "2"]
    for seed in ("0", "1"):
        done = subprocess.run(
            [*command, "--seed", seed], capture_output=True, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"}
        )
        assert done.returncode == 0, done.stderr
        assert "mean reward: first 10 steps 0." in done.stdout
    with (tmp_path / "curve" / "curve.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["seed"], row["step"]) for row in rows] == [(seed, step) for seed in "01" for step in "012"]
    for row in rows:
        assert row["samples"] == "16" and row["masked"] == "0"
        assert 0 < float(row["reward"]) < 1
        assert float(row["category/logic"]) <= 1
        assert 0 <= float(row["hack/crashed"]) <= 1
    assert {path.name for path in (tmp_path / "curve").glob("*.svg")} == {
        "reward.svg",
        "categories.svg",
        "growth.svg",
        "monitor.svg",
    }
