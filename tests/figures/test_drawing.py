"""The nine figures: what they show, of much, of little and of nothing, and that they are the same every time."""

from __future__ import annotations

import io
import math
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import matplotlib.image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.figures.drawing import FIGURES, draw, write_figures
from pytest_codearena.figures.rows import Row, Source, rows_of
from pytest_codearena.figures.runs import rolling
from pytest_codearena.report import write_report

from ..html import made_up

BY_NAME = {kind.name: kind for kind in FIGURES}
MUCH = Source(tuple(rows_of(made_up.report(40, 3))), 3, "episode")
ONE = Source((Row("agent", 1, 0.5, "d", "logic", "easy", "rule", "O(n)", 1.1, 1, True, True),), 1, "episode")
STEPS = Source(tuple(Row("ppo", step, step / 20) for step in range(1, 21)), 1, "step")
HOSTILE = "$\\frac{1}{0}$ _<script>alert(1)</script>\x1b\n漢字 \U0001f600 " + "x" * 300
ODD = Source(tuple(Row(HOSTILE + str(i), 1, 0.5, HOSTILE, HOSTILE, "easy", HOSTILE, "O(n)", 1.0, 1, True, True) for i in range(3)), 1, "episode")


def size_of(data: bytes) -> tuple[float, float]:
    """Width and height of an SVG, in points."""
    root = ET.fromstring(data)
    return float(root.attrib["width"].removesuffix("pt")), float(root.attrib["height"].removesuffix("pt"))


@pytest.mark.parametrize("name", BY_NAME)
def test_a_run_has_every_figure_as_svg_and_png(name: str) -> None:
    kind = BY_NAME[name]
    drawn = draw(kind, MUCH)
    assert not drawn.empty
    assert len(drawn.said) > 20
    assert size_of(drawn.data) == pytest.approx((72 * kind.width, 72 * kind.height))
    pixels = mpl.image.imread(io.BytesIO(draw(kind, MUCH, "png").data))
    assert pixels.shape[1] == round(200 * kind.width), "200 dots an inch"
    assert len({tuple(pixel) for pixel in pixels[::20, ::20].reshape(-1, 4).tolist()}) > 2


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("source", [Source((), 1, "episode"), ONE, STEPS, ODD], ids=["nothing", "one", "steps", "odd"])
def test_little_data_gives_a_figure_or_a_sentence(name: str, source: Source) -> None:
    drawn = draw(BY_NAME[name], source)
    assert size_of(drawn.data)[0] > 300
    assert b"<script" not in drawn.data
    assert drawn.empty == drawn.said.startswith("Not drawn: ")
    if not source.rows:
        assert drawn.empty
    if source in (ONE, ODD):
        assert not drawn.empty
    if source is STEPS:
        assert drawn.empty == (name not in ("reward_over_steps", "cumulative_reward"))


def test_numbers_are_those_of_the_rows() -> None:
    rows = [Row("a", step, reward, task=str(step), category="logic", method="rule", resolved=reward > 0.5) for step, reward in enumerate((0.2, 0.4, 0.9), 1)]
    source = Source(tuple(rows), 2, "episode")
    assert draw(BY_NAME["cumulative_reward"], source).said == "a earns 1.5 in 3"
    assert draw(BY_NAME["reward_by_category"], source).said == "a 0.50 in logic"
    assert draw(BY_NAME["solved_at"], source).said == "a solves 33% at once, 33% within 2"
    assert draw(BY_NAME["reward_by_method"], source).said == "rule: median 0.40 of 3"
    assert draw(BY_NAME["methods"], source).said == "rule resolves 33% of 3 attempts, mean reward 0.50"
    assert draw(BY_NAME["reward_over_steps"], source).said == "a ends at a rolling mean of 0.50"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.integers(1, 20))
def test_a_rolling_mean_is_the_mean_of_the_last_values(values: list[float], window: int) -> None:
    means = rolling(values, window)
    for index, mean in enumerate(means):
        own = values[max(0, index - window + 1) : index + 1]
        assert math.isclose(mean, sum(own) / len(own), abs_tol=1e-9)


def test_the_same_rows_give_the_same_bytes_in_any_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_report(tmp_path / "report.json", made_up.report(6, 2))
    (tmp_path / "matplotlibrc").write_text("font.size: 20\naxes.facecolor: red\nsvg.hashsalt: other\n", encoding="utf-8")
    for out, settings in (("one", {}), ("two", {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "7"})):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        subprocess.run([sys.executable, "-m", "pytest_codearena", "plot", "report.json", "--out", out], cwd=tmp_path, check=True)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(f"{kind.name}.{form}" for kind in FIGURES for form in ("svg", "png"))
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_the_figures_of_the_documentation_are_these_nine_and_small() -> None:
    folder = made_up.ROOT / "docs" / "figures"
    drawn = {path.stem: path.stat().st_size for path in folder.glob("*.svg")}
    assert drawn.keys() == BY_NAME.keys()
    assert sum(drawn.values()) < 1_000_000
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"({name}.svg)" in text for name in drawn)


def test_formats_are_chosen(tmp_path: Path) -> None:
    written = write_figures(tmp_path / "new" / "folder", ONE, ("svg",))
    assert [path.suffix for _, paths in written for path in paths] == [".svg"] * 9
