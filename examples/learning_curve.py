"""The curve of a training: a table of all steps of all seeds, and four plots of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update(
    {"svg.hashsalt": "codearena", "svg.fonttype": "none", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}
)

from matplotlib import pyplot as plt  # noqa: E402  (after the backend is chosen)

Row = dict[str, str]
WINDOW = 5
"""Steps that lines of plots are averaged over."""


def save(folder: Path, seed: int, steps: Sequence[tuple[int, Mapping[str, float]]]) -> None:
    """``folder`` holds these steps in ``curve.csv``, in place of earlier ones of the same seed, and plots of all its seeds."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "curve.csv"
    rows = [row for row in _read(path) if row["seed"] != str(seed)]
    rows += [
        {"step": str(step), "seed": str(seed)} | {name: f"{value:.6g}" for name, value in figures.items()}
        for step, figures in steps
    ]
    rows.sort(key=lambda row: (int(row["seed"]), int(row["step"])))
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    draw(folder, _read(path))


def draw(folder: Path, rows: Sequence[Row]) -> None:
    """``folder`` holds plots of the rows after this: reward, categories, growth and what the hack monitor saw."""
    seeds = sorted({row["seed"] for row in rows}, key=int)
    figure, axes = plt.subplots(figsize=(6, 3.2))
    for seed in seeds:
        axes.plot(*_line([row for row in rows if row["seed"] == seed], "reward"), label=f"seed {seed}", linewidth=1)
    _finish(figure, folder / "reward.svg", "mean reward of a step", f"Reward ({WINDOW} steps averaged)")
    _several(folder / "categories.svg", rows, "category/", "mean reward", "Reward by category, mean of the seeds")
    _several(folder / "growth.svg", rows, "growth/", "share of programs that load", "What the programs' time grows like")
    _several(folder / "monitor.svg", rows, "hack/", "share of completions", "Hack monitor, mean of the seeds")


def _several(path: Path, rows: Sequence[Row], prefix: str, unit: str, title: str) -> None:
    """One line for each column that begins so and is not 0 throughout."""
    figure, axes = plt.subplots(figsize=(6, 3.2))
    for name in [name for name in rows[0] if name.startswith(prefix)]:
        steps, values = _line(rows, name)
        if any(values):
            axes.plot(steps, values, label=name.removeprefix(prefix), linewidth=1)
    _finish(figure, path, unit, title)


def _line(rows: Sequence[Row], name: str) -> tuple[list[int], list[float]]:
    """The mean of a column at each step, averaged over this and the steps before it."""
    by_step: dict[int, list[float]] = {}
    for row in rows:
        if row.get(name):
            by_step.setdefault(int(row["step"]), []).append(float(row[name]))
    steps = sorted(by_step)
    means = [sum(by_step[step]) / len(by_step[step]) for step in steps]
    parts = [means[max(0, place - WINDOW + 1) : place + 1] for place in range(len(means))]
    return steps, [sum(part) / len(part) for part in parts]


def _finish(figure: plt.Figure, path: Path, unit: str, title: str) -> None:
    axes = figure.axes[0]
    axes.set(xlabel="step", ylabel=unit, title=title, ylim=(0, 1))
    axes.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _read(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
