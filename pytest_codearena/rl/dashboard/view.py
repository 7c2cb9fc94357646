"""What the page may see, as JSON: what an agent may know, and what became of the attempts. Nothing hidden is in it."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from ...complexity import analyse
from ...grading.advice import analysis_of
from ...grading.answers import ProgramRun
from ...memory.entries import Entry
from ...records import Attempt, Growth, Measurement, Task, Weights
from ..models import sendable
from .notebook import Notebook
from .workspace import Seen, Step

MOST_ENTRIES = 200
"""Entries of the memory that are shown."""


def listed(task: Task) -> dict[str, Any]:
    """Returns what the list of tasks says of one."""
    return {"name": task.name, "title": task.title, "category": task.category, "difficulty": task.difficulty}


def state(seen: Seen, server_level: str) -> dict[str, Any]:
    """Returns all that may change while somebody is on the page."""
    chosen = seen.chosen
    best = max((step.attempt.grade.reward for step in seen.steps), default=None)
    return {
        "version": seen.version,
        "task": _task(chosen.task) if chosen is not None else None,
        "chosen_for": chosen.level if chosen is not None else None,
        "steps": [_step(step, chosen.task) for step in seen.steps] if chosen is not None else [],
        "max_attempts": seen.max_attempts,
        "best_reward": best,
        "done": seen.done,
        "solved": seen.solved,
        "doing": seen.doing,
        "stopping": seen.stopping,
        "notice": sendable(seen.notice),
        "past": [{"task": past.task, "rewards": past.rewards, "solved": past.solved} for past in seen.past],
        "level": seen.level,
        "server_level": server_level,
    }


def _task(task: Task) -> dict[str, Any]:
    return listed(task) | {
        "description": task.description,
        "module": task.module,
        "buggy": task.buggy,
        "visible": [{"name": file.name, "text": file.text} for file in task.visible],
        "support": task.support,
        "expected": task.efficiency.expected if task.efficiency is not None else None,
    }


def _step(step: Step, task: Task) -> dict[str, Any]:
    attempt = step.attempt
    grade = attempt.grade
    analysis = analysis_of(task, attempt.code) if attempt.code is not None else None
    return {
        "number": attempt.number,
        "by": step.by,
        "code": sendable(attempt.code) if attempt.code is not None else None,
        "method": sendable(attempt.method),
        "note": sendable(attempt.note),
        "explanation": sendable(_explanation(attempt)),
        "verdict": str(grade.verdict),
        "reward": grade.reward,
        "components": [
            {"name": name, "value": each.value, "weight": each.weight, "source": each.source}
            for name, each in grade.components.items()
        ],
        "deductions": _deductions(attempt),
        "checks": [
            {"id": check.id, "phase": check.phase, "outcome": check.outcome, "message": sendable(check.message)}
            for check in grade.checks
        ],
        "flags": list(grade.flags),
        "error_log": sendable(grade.feedback),
        "hint": sendable(step.hint),
        "static_growth": analysis.growth.value if analysis is not None else "unknown",
        "measurement": _measurement(grade.measurement),
        "agent_s": attempt.timing.agent_s,
        "grade_s": attempt.timing.grade_s,
        "cpu_s": attempt.timing.candidate_cpu_s,
        "tokens": [attempt.tokens.input, attempt.tokens.output],
    }


def _deductions(attempt: Attempt) -> list[dict[str, Any]]:
    weights = Weights()
    taken = [{"name": f"attempt {attempt.number}", "value": weights.step_cost * attempt.number}]
    return taken + ([{"name": "tried before", "value": weights.repeat_cost}] if attempt.repeated else [])


def _explanation(attempt: Attempt) -> str:
    """What the agent says of its fix: the model's reply, or what the rule of the built-in agent is about."""
    if attempt.reply:
        return attempt.reply
    provider, _, name = attempt.method.partition(":")
    return _summaries().get(name, "") if provider == "builtin" else ""


@cache
def _summaries() -> dict[str, str]:
    from ...agents.builtin import RULES  # a hundred modules of rules: only if somebody asks that agent

    return {rule.name: f"{rule.summary}\n\nFor instance\n\n{rule.before}\n\nbecomes\n\n{rule.after}" for rule in RULES}


def _measurement(measured: Measurement | None) -> dict[str, Any] | None:
    if measured is None:
        return None
    return {
        "ratio": measured.ratio if math.isfinite(measured.ratio) else None,
        "note": measured.note,
        "growth": _known(measured.growth),
        "reference_growth": _known(measured.reference_growth),
    }


def _known(growth: Growth) -> str | None:
    return None if growth is Growth.UNKNOWN else growth.value


def program(run: ProgramRun, source: str) -> dict[str, Any]:
    """Returns what became of a program, and how its time grows as far as its source says; that is read, not run."""
    analysis = analyse(source)
    return {
        "ended": run.ended,
        "error": sendable(run.error),
        "printed": sendable(run.printed),
        "cut": run.cut,
        "cpu_s": run.cpu_s,
        "wall_s": run.wall_s,
        "growth": analysis.growth.value,
        "problem": analysis.problem,
        "reasons": [sendable(each) for each in analysis.reasons],
        "hint": sendable(analysis.hint),
    }


def memory(notebook: Notebook, digest: str) -> dict[str, Any] | None:
    """Returns what the memory holds, the task of that digest first; None if there is no memory."""
    if notebook.path is None:
        return None
    entries = sorted(notebook.entries(), key=lambda entry: entry.digest != digest)
    return {
        "file": notebook.path.name,
        "count": len(entries),
        "entries": [_entry(entry, entry.digest == digest) for entry in entries[:MOST_ENTRIES]],
    }


def _entry(entry: Entry, present: bool) -> dict[str, Any]:
    best, unaided = entry.remembered.best, entry.remembered.unaided
    return {
        "task": sendable(entry.task),
        "agent": sendable(entry.agent),
        "date": entry.date,
        "present": present,
        "verdict": str(best.verdict) if best is not None else None,
        "reward": best.reward if best is not None else None,
        "attempts": best.attempts if best is not None else None,
        "reason": sendable(best.reason) if best is not None else "",
        "failed": [{"verdict": str(each.verdict), "reason": sendable(each.reason)} for each in entry.remembered.failed],
        "episodes": unaided.episodes,
        "solve_rate": unaided.solve_rate,
    }
