"""Tasks as an evaluation of Inspect AI: ``inspect eval pytest_codearena/code_repair -T tasks=tasks --model openai/gpt-5``.

It needs the extra ``pytest-codearena[inspect]``. Inspect asks the model and keeps the log; every fix is run in our own sandbox and
never in one of Inspect's.
"""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path

import inspect_ai
from anyio import to_thread
from inspect_ai.dataset import Sample
from inspect_ai.model import ChatMessageUser
from inspect_ai.scorer import Score, Scorer, Target, accuracy, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from ..agents.extract import extract_code
from ..agents.prompt import messages
from ..episode import Repair
from ..grading.reward import no_code_grade
from ..records import Candidate, Grade, Task, Verdict
from ..tasks import find_tasks, load_task
from .arena import Arena
from .prompts import prompt_rows
from .settings import ServerSettings

TRIED = "codearena_tried"
"""Where a solver keeps the fixes that were graded so far, in the sample's store: a list of sources, None for a reply without code."""


@inspect_ai.task
def code_repair(tasks: str = "tasks", attempts: int = 5, seed: int = 0, sandbox: str = "strict") -> inspect_ai.Task:
    """Returns the evaluation of a model on tasks; a sample is what an agent is told before its first attempt.

    Args:
        tasks: a folder; all tasks at or below it.
        attempts: fixes that the model may propose, each with what became of the one before.
        seed: of the recorded inputs of the properties: the same code gets the same verdict.
        sandbox: ``strict`` or ``weak``, as pytest's option.

    Raises UsageError if there is no task, TaskError for an author's mistake.
    """
    found = {task.name: task for task in _arena(tasks, seed, sandbox).choice.tasks}
    samples = [
        Sample(id=row["task_id"], input=row["prompt"], metadata=_facts(found[row["task_id"]]))
        for row in prompt_rows(found.values())
    ]
    return inspect_ai.Task(
        dataset=samples,
        solver=repair_attempts(tasks, attempts, seed, sandbox),
        scorer=repair_grade(tasks, seed, sandbox),
    )


@solver
def repair_attempts(tasks: str = "tasks", attempts: int = 5, seed: int = 0, sandbox: str = "strict") -> Solver:
    """Returns a solver that asks for a fix, tells the model what became of it, and asks again until it is resolved.

    It stops early where a reply was cut short by the model's limit. A task or grader that fails is an error of the sample, not a score.
    """
    arena = _arena(tasks, seed, sandbox)

    def grade(task: Task, source: str, attempt: int, previous: tuple[str, ...]) -> Grade:
        return arena.pool.submit(task, source, attempt=attempt, previous=previous).result()

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        repair = Repair(_task(arena, state), attempts=attempts, grading=grade)
        while not repair.done:
            state = await generate(state)
            candidate = Candidate(extract_code(state.output.completion, repair.task.buggy), reply=state.output.completion)
            await to_thread.run_sync(repair.attempt, candidate)
            state.store.set(TRIED, [attempt.code for attempt in repair.attempts])
            if state.output.stop_reason in ("max_tokens", "model_length"):
                break
            if not repair.done:
                state.messages.append(ChatMessageUser(content=messages(repair.observe())[-1]["content"]))
        return state

    return solve


@scorer(metrics={"solved": [accuracy(), stderr()], "reward": [mean(), stderr()]})
def repair_grade(tasks: str = "tasks", seed: int = 0, sandbox: str = "strict") -> Scorer:
    """Returns a scorer that grades the last reply, whatever solver it is from: ``solved`` is 1 or 0, ``reward`` as in reports."""
    arena = _arena(tasks, seed, sandbox)

    async def score(state: TaskState, target: Target) -> Score:
        task = _task(arena, state)
        code = extract_code(state.output.completion, task.buggy)
        tried: list[str | None] = state.store.get(TRIED, [])
        before = tried[:-1] if tried and tried[-1] == code else tried
        if code is None:
            grade = no_code_grade(task)
        else:
            previous = tuple(each for each in before if each is not None)
            future = arena.pool.submit(task, code, attempt=len(before) + 1, previous=previous)
            grade = await to_thread.run_sync(future.result)
        return Score(
            value={"solved": float(grade.verdict is Verdict.RESOLVED), "reward": grade.reward},
            answer=code,
            explanation=f"{grade.verdict}\n\n{grade.feedback}".strip(),
            metadata={
                "verdict": str(grade.verdict),
                "attempts": len(before) + 1,
                "components": {name: component.value for name, component in grade.components.items()},
                "flags": list(grade.flags),
            },
        )

    return score


@cache
def _arena(tasks: str, seed: int, sandbox: str) -> Arena:
    """Solver and scorer share the graders, which end with the process: Inspect does not say when an evaluation is over."""
    arena = Arena([load_task(folder) for folder in find_tasks(Path(tasks))], ServerSettings(seed=seed, sandbox=sandbox))
    atexit.register(arena.close)
    return arena


def _facts(task: Task) -> dict[str, str]:
    return {"category": task.category, "difficulty": task.difficulty, "digest": task.digest}


def _task(arena: Arena, state: TaskState) -> Task:
    return arena.choice.choose(task_id=str(state.sample_id)).task
