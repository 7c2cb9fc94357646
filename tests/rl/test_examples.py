"""The Python examples of the pages for trainers run as they stand, against a real server, environment or evaluation."""

from __future__ import annotations

import re
import subprocess
import sys
import types
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pytest_codearena import load_task

ROOT = Path(__file__).parent.parent.parent
SEATS = load_task(ROOT / "tasks" / "logic" / "cinema_seats")


def example(page: str, marker: str) -> str:
    """The one block of Python on the page in which ``marker`` stands."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    (found,) = [code for code in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) if marker in code]
    return found


def run(code: str, **names: Any) -> dict[str, Any]:
    """What the names of the block are in the end; ``names`` are those that it leaves to the reader."""
    names["__name__"] = "example"
    exec(compile(code, "the docs", "exec"), names)
    return names


@pytest.fixture
def served() -> Iterator[str]:
    """The address of a server of some of the shipped tasks."""
    pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')
    command = [sys.executable, "-m", "pytest_codearena", "serve", str(ROOT / "tasks" / "logic"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield next(found[1] for line in process.stdout if (found := re.search(r"listening on (http://\S+)", line)))
        process.terminate()


def test_the_client_of_openenv(served: str, capsys: pytest.CaptureFixture[str]) -> None:
    fixes = iter((SEATS.buggy, SEATS.reference))
    code = example("training.md", "GenericEnvClient").replace("http://127.0.0.1:8000", served)
    run(code, model=lambda observation: next(fixes))
    verdicts = [line.split()[-1] for line in capsys.readouterr().out.splitlines()]
    assert verdicts == ["failed", "resolved"]


def test_gymnasium(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gymnasium", reason='needs pip install -e ".[gym]"')
    monkeypatch.chdir(ROOT)
    names = run(example("other_frameworks.md", "RepairEnv"), fix_for=lambda seen: f"```python\n{SEATS.reference}```")
    assert (names["terminated"], names["truncated"]) == (True, False)
    assert names["reward"] == pytest.approx(0.89)


@pytest.mark.filterwarnings("ignore")  # Inspect and what it brings have their own
def test_inspect(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("inspect_ai", reason='needs pip install -e ".[inspect]"')
    from inspect_ai.solver import generate

    monkeypatch.chdir(ROOT)
    names = run(example("other_frameworks.md", "repair_grade"), my_agent=generate)
    assert {sample.id for sample in names["mine"].dataset} >= {"cinema_seats", "rent_days"}


class Trainer:
    """Stands for TRL's, which would fetch a model of 3 GB: asks for the rewards of one step as TRL does."""

    rewards: tuple[float | None, ...] = ()

    def __init__(self, *, model: str, reward_funcs: Any, args: Any, train_dataset: Sequence[dict[str, Any]]) -> None:
        self.reward = reward_funcs
        self.rows = [row for row in train_dataset if row["task_id"] == SEATS.name]

    def train(self) -> None:
        """Leaves the rewards of the buggy code and of the reference."""
        (row,) = self.rows
        said = [[{"role": "assistant", "content": f"```python\n{code}```"}] for code in (SEATS.buggy, SEATS.reference)]
        Trainer.rewards = tuple(self.reward(prompts=[row["prompt"]] * 2, completions=said, task_id=[SEATS.name] * 2))


class Rows(list[dict[str, Any]]):
    """Stands for a data set of Hugging Face's, which knows its columns by name."""

    from_list = classmethod(lambda cls, rows: cls(rows))

    def __getitem__(self, column: Any) -> Any:
        return [row[column] for row in self]


def test_the_reward_function_of_trl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    trl, datasets = types.ModuleType("trl"), types.ModuleType("datasets")
    vars(trl).update(GRPOTrainer=Trainer, GRPOConfig=str)
    vars(datasets).update(Dataset=Rows)
    monkeypatch.setitem(sys.modules, "trl", trl)
    monkeypatch.setitem(sys.modules, "datasets", datasets)
    code = example("training_trl.md", "make_reward_func")
    few = code.replace(
        'find_tasks(Path("tasks"))', 'find_tasks(Path("tasks/logic"))'
    )  # each reference is proved before the first step
    run(few)
    buggy, reference = Trainer.rewards
    assert buggy is not None
    assert reference == pytest.approx(0.89)
    assert buggy < 0.6
