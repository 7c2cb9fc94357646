"""Trains a model to repair code, with GRPO of TRL and rewards from the tests that it does not see.

    python examples/train_grpo.py                        # Qwen2.5-Coder-1.5B-Instruct; needs a GPU and the weights
    python examples/train_grpo.py --tiny --seed 0        # a made-up model of a few layers, on a CPU, offline, in minutes

Both need ``pip install "pytest-codearena[train]"``. The rewards are the same in both: what the model writes is run in the sandbox.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_codearena import Task, find_tasks, load_task
from pytest_codearena.agents.prompt import fenced
from pytest_codearena.rl.prompts import prompt_rows
from pytest_codearena.rl.rewards import make_reward_func

MODEL = "Qwen/Qwen2.5-Coder-1.5B-Instruct"
HERE = Path(__file__).resolve().parent

Reward = Callable[..., list[float | None]]


def main() -> None:
    """The model is trained, and ``--out`` holds the curve and its plots, after this."""
    arguments = _parser().parse_args()
    if arguments.tiny:
        os.environ["HF_HUB_OFFLINE"] = "1"  # before the libraries are imported: they look at it once
    tasks = [load_task(folder) for folder in find_tasks(arguments.tasks)]
    started_s, started_cpu_s = time.monotonic(), time.process_time()
    steps: list[tuple[int, Mapping[str, float]]] = []
    if arguments.tiny:
        runs = train_tiny(
            _shortest(tasks, arguments.per_category), arguments, lambda step, figures: steps.append((step, figures))
        )
    else:
        runs = train(tasks, arguments, lambda step, figures: steps.append((step, figures)))
    rewards = [figures["reward"] for _, figures in steps if "reward" in figures]
    own_cpu_s, wall_s = time.process_time() - started_cpu_s, time.monotonic() - started_s
    print(f"mean reward: first 10 steps {_mean(rewards[:10]):.3f}, last 10 steps {_mean(rewards[-10:]):.3f}")
    print(f"{len(steps)} steps, {runs} programs run, {wall_s:.0f} s ({own_cpu_s:.0f} s of it this process's CPU time)")
    if arguments.out is not None:
        from learning_curve import save

        save(arguments.out, arguments.seed, steps)
        print(f"written: {arguments.out}/curve.csv and its plots")


def train(tasks: Sequence[Task], arguments: argparse.Namespace, watch: Callable[[int, Mapping[str, float]], None]) -> int:
    """A real model is trained, and saved below ``--save``, after this; returns how many programs were run."""
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    dataset = Dataset.from_list([dict(row) for row in prompt_rows(tasks)])
    config = GRPOConfig(
        output_dir=str(arguments.save),
        max_steps=arguments.steps or 500,
        per_device_train_batch_size=8,
        gradient_accumulation_steps=4,
        num_generations=8,
        max_completion_length=1024,
        learning_rate=1e-6,
        bf16=True,
        logging_steps=1,
        report_to="none",
        seed=arguments.seed,
    )
    with make_reward_func(tasks, arguments.workers, task_ids=dataset["task_id"], seed=arguments.seed, watch=watch) as reward:
        trainer = GRPOTrainer(model=arguments.model, reward_funcs=reward, args=config, train_dataset=dataset)
        trainer.train()
        trainer.save_model(str(arguments.save))
        return reward.runs


def train_tiny(tasks: Sequence[Task], arguments: argparse.Namespace, watch: Callable[[int, Mapping[str, float]], None]) -> int:
    """A model of two layers has learnt from live rewards after this; returns how many programs were run.

    It starts from a mix of edits of which about one in eight is right; see ``tiny_policy``. Of a task it is shown the title only:
    it is too small to read code.
    """
    import torch
    from datasets import Dataset
    from tiny_policy import MOST_LINES, edits_of, make_model, make_tokenizer, warm_up
    from trl import GRPOTrainer

    with make_reward_func(tasks, arguments.workers, seed=arguments.seed, watch=watch) as reward:
        edits = {task.name: edits_of(task, reward.pool) for task in tasks}
        rows = [{"prompt": [{"role": "user", "content": task.title}], "task_id": task.name} for task in tasks]
        tokenizer = make_tokenizer(
            [f"{task.title}\n" for task in tasks] + [edit.text for known in edits.values() for edit in known]
        )
        prompts = {row["task_id"]: tokenizer.apply_chat_template(row["prompt"], tokenize=False) for row in rows}
        torch.set_num_threads(1)  # so small a model gains nothing from more, and the graders want the other cores
        model = make_model(tokenizer, arguments.seed)
        loss = warm_up(model, tokenizer, prompts, edits, seed=arguments.seed, passes=arguments.warm_up)
        print(
            f"{len(tasks)} tasks, {sum(map(len, edits.values()))} edits; loss after the warm-up {loss:.3f} a line", flush=True
        )
        trainer = GRPOTrainer(
            model=model,
            reward_funcs=_of_edits(reward, {task.name: task.buggy for task in tasks}),
            args=_tiny_settings(arguments, min(5, len(tasks)), MOST_LINES + 2),
            train_dataset=Dataset.from_list(rows),
            processing_class=tokenizer,
        )
        trainer.train()
        return reward.runs


def _tiny_settings(arguments: argparse.Namespace, prompts: int, longest: int) -> Any:
    """A training of a small model on the CPU: so many tasks a step, eight completions of each, at most so many tokens long."""
    from trl import GRPOConfig

    return GRPOConfig(
        output_dir=str(arguments.save),
        use_cpu=True,
        bf16=False,
        max_steps=arguments.steps or 40,
        per_device_train_batch_size=8 * prompts,
        num_generations=8,
        max_completion_length=longest,
        learning_rate=1e-3,
        lr_scheduler_type="constant",
        beta=0.0,
        temperature=1.0,
        gradient_checkpointing=False,
        logging_steps=5,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        seed=arguments.seed,
    )


def _of_edits(reward: Reward, buggy: Mapping[str, str]) -> Reward:
    """Returns ``reward`` for completions that are edits: each is made into the module that it stands for, and graded as such."""
    from tiny_policy import edited

    def repair_reward(prompts: list[Any], completions: list[Any], **columns: Any) -> list[float | None]:
        texts = [completion[0]["content"] for completion in completions]
        codes = [edited(buggy[name], text) for name, text in zip(columns["task_id"], texts, strict=True)]
        modules = [fenced(code) if code is not None else text for code, text in zip(codes, texts, strict=True)]
        return reward(prompts, modules, **columns)

    return repair_reward


def _shortest(tasks: Sequence[Task], count: int) -> list[Task]:
    """So many tasks of each category: those with the shortest references."""
    by_category: dict[str, list[Task]] = {}
    for task in sorted(tasks, key=lambda each: len(each.reference)):
        by_category.setdefault(task.category, []).append(task)
    return [task for found in by_category.values() for task in found[:count]]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Trains a model to repair code, with GRPO and rewards from hidden tests.")
    parser.add_argument("--tasks", type=Path, default=HERE.parent / "tasks", help="folder of task folders (the shipped ones)")
    parser.add_argument("--model", default=MODEL, help=f"name or folder of the model ({MODEL})")
    parser.add_argument(
        "--tiny", action="store_true", help="train a small model with random weights instead, on the CPU, offline"
    )
    parser.add_argument(
        "--per-category", type=int, default=1, help="with --tiny: tasks of each category, the shortest ones (1)"
    )
    parser.add_argument("--warm-up", type=int, default=150, help="with --tiny: passes over the edits before the training (150)")
    parser.add_argument("--steps", type=int, default=0, help="training steps (500; 40 with --tiny)")
    parser.add_argument("--seed", type=int, default=0)
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--workers", type=int, default=cores, help="programs graded at the same time (one for each core)")
    parser.add_argument("--save", type=Path, default=Path("build/grpo"), help="folder of the trained model (build/grpo)")
    parser.add_argument("--out", type=Path, default=None, help="folder for curve.csv and its plots (none)")
    return parser


if __name__ == "__main__":
    main()
