"""Tasks as an evaluation of Inspect AI, run by Inspect itself on its own made-up model: offline."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("inspect_ai", reason='needs pip install -e ".[inspect]"')

from inspect_ai import eval as evaluate
from inspect_ai import score
from inspect_ai.log import read_eval_log
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.solver import generate

from pytest_codearena import UsageError
from pytest_codearena.rl.inspect_task import code_repair, repair_grade

from .made_up import SECRET, buggy, overfit, resolved, write_task

pytestmark = pytest.mark.filterwarnings("ignore")  # Inspect and what it brings have their own

SURROGATE = "def part(number):\n    raise ValueError('\\ud800')\n"


def answer(code: str, stop_reason: str = "stop") -> Any:
    """A model's output; with usage, or Inspect would fetch a tokenizer."""
    output = ModelOutput.from_content("mockllm/model", f"Like this:\n\n```python\n{code}```\n", stop_reason=stop_reason)
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output


class Run:
    """What an evaluation came to, as its log file has it, and all that the model was told."""

    def __init__(self, folder: Path, logs: Path, outputs: Sequence[Any] | Callable[[str], Any], **how: Any) -> None:
        self.told: list[list[str]] = []
        left = iter(outputs) if not callable(outputs) else None

        def model(messages: Any, *_: Any) -> Any:
            self.told.append([message.text for message in messages])
            return next(left) if left is not None else outputs(messages[1].text)  # type: ignore[operator]

        made = get_model("mockllm/model", custom_outputs=model)
        attempts = how.pop("attempts", 5)
        task = code_repair(str(folder), attempts=attempts)
        (done,) = evaluate(task, model=made, log_dir=str(logs), display="none", **how)
        self.log = read_eval_log(done.location)
        self.text = Path(done.location).read_bytes() if done.location.endswith(".json") else b""

    @property
    def scores(self) -> dict[str, Any]:
        """The score of each sample by its id."""
        return {sample.id: sample.scores["repair_grade"] for sample in self.log.samples or [] if sample.scores}

    def metric(self, score: str, name: str) -> float:
        """A figure over all samples."""
        found = next(each for each in self.log.results.scores if each.name == score)
        return float(found.metrics[name].value)


def test_a_model_repairs_all_tasks_in_two_attempts(folder: Path, tmp_path: Path) -> None:
    tried: set[str] = set()

    def outputs(question: str) -> Any:
        divisor = next(each for each in (2, 3, 4) if f"number / {each}," in question)
        first = question not in tried
        tried.add(question)
        return answer(overfit(divisor) if first else resolved(divisor))

    run = Run(folder, tmp_path, outputs)
    assert run.log.status == "success"
    assert sorted(run.scores) == ["fourth", "half", "third"]
    assert (run.metric("solved", "accuracy"), run.metric("solved", "stderr")) == (1.0, 0.0)
    assert run.metric("reward", "mean") == pytest.approx(0.88, abs=1e-5)
    for each in run.scores.values():
        assert (each.metadata["verdict"], each.metadata["attempts"]) == ("resolved", 2)


def test_feedback_is_what_our_own_agents_get(folder: Path, tmp_path: Path) -> None:
    run = Run(folder, tmp_path, [answer(overfit(2)), answer(buggy(2)), answer(resolved(2))], sample_id="half")
    assert [len(talk) for talk in run.told] == [2, 4, 6]
    assert buggy(2).strip() in run.told[0][1] and "test_some" in run.told[0][1]
    assert run.told[1][3].startswith("Attempt 1: overfit") and "attempt 2 of 5" in run.told[1][3]
    assert run.told[2][5].startswith("Attempt 2: failed") and "test_some" in run.told[2][5]


def test_unsolved_after_the_last_attempt_and_after_a_reply_that_was_cut_short(folder: Path, tmp_path: Path) -> None:
    run = Run(folder, tmp_path, [answer(overfit(2))] * 2, sample_id="half", attempts=2)
    (found,) = run.scores.values()
    assert (found.value["solved"], found.metadata["attempts"]) == (0.0, 2)
    assert found.explanation.startswith("overfit")
    cut = Run(folder, tmp_path, [answer("def part(", "max_tokens")], sample_id="half")
    (found,) = cut.scores.values()
    assert (found.metadata["verdict"], found.metadata["attempts"]) == ("syntax_error", 1)


@pytest.mark.parametrize("code", ["import os\nprint('13 passed')\nos._exit(0)\n", SURROGATE, "x = '\ud800'\n"])
def test_hostile_fixes_end_no_evaluation_and_earn_nothing(folder: Path, tmp_path: Path, code: str) -> None:
    run = Run(folder, tmp_path, [answer(code)], sample_id="half", attempts=1)
    assert run.log.status == "success"
    (found,) = run.scores.values()
    assert found.value["solved"] == 0.0
    assert found.metadata["verdict"] in ("crashed", "failed", "syntax_error")


def test_nothing_hidden_is_told_or_logged(folder: Path, tmp_path: Path) -> None:
    run = Run(
        folder,
        tmp_path,
        [answer(overfit(2)), answer("import reference\n"), answer(buggy(2))],
        sample_id="half",
        attempts=3,
        log_format="json",
    )
    assert b"Attempt 2" in run.text
    assert SECRET.encode() not in run.text
    assert b"int(number / 2)" not in run.text


def test_the_scorer_grades_the_replies_of_any_solver_and_of_a_log(folder: Path, tmp_path: Path) -> None:
    run = Run(folder, tmp_path, [answer(resolved(2))], sample_id="half", solver=generate())
    (found,) = run.scores.values()
    assert (found.value["solved"], found.metadata["attempts"]) == (1.0, 1)
    again = score(run.log, repair_grade(str(folder)), action="overwrite", display="none")
    assert again.samples[0].scores["repair_grade"].value["solved"] == 1.0


def test_a_broken_task_is_an_error_and_never_a_score(tmp_path: Path) -> None:
    place = write_task(tmp_path / "tasks", "fifth", 5, difficulty="easy")
    (place / "reference.py").write_text(buggy(5))
    run = Run(tmp_path / "tasks", tmp_path / "logs", [answer(resolved(5))])
    assert run.log.status == "error"
    assert run.scores == {}


BY_NAME = """
import sys
from inspect_ai import eval
from inspect_ai.model import ModelOutput, ModelUsage, get_model

def model(*_):
    output = ModelOutput.from_content("mockllm/model", sys.argv[2])
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output

(log,) = eval(
    "pytest_codearena/code_repair",
    model=get_model("mockllm/model", custom_outputs=model),
    task_args={"tasks": sys.argv[1], "attempts": 1},
    sample_id="half",
    display="none",
)
print(log.status, log.samples[0].scores["repair_grade"].value["solved"])
"""


def test_inspect_finds_it_by_name(folder: Path, tmp_path: Path) -> None:
    """In a process that has not imported it, and in another folder than a clone."""
    done = subprocess.run(
        [sys.executable, "-c", BY_NAME, str(folder), resolved(2)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["success", "1.0"], done.stderr


def test_a_folder_without_tasks_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no tasks"):
        code_repair(str(tmp_path))
