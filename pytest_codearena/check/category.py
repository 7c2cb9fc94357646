"""Whether the buggy code is wrong, and wrong in the way that its category says."""

from __future__ import annotations

import re

from ..grading.reward import verdict_of
from ..records import Execution, Task, Verdict
from ..trees import literal
from .runs import failing, passes

_KINDS = re.compile(r"\b(TypeError|AttributeError|isinstance|type\()")
"""In a failure it speaks of types."""
_NAMES = re.compile(r"\b(NameError|UnboundLocalError)\b")
_COMPARED = re.compile(r"assert (.+?) (?:==|is|in) (.+)")


def category_problems(task: Task, buggy: Execution, *, shown: str) -> list[str]:
    """Returns what is wrong with the buggy code: nothing to repair, or not what its category says."""
    verdict = verdict_of(task, buggy)
    if verdict is Verdict.RESOLVED:
        problem = (
            f"{shown}/buggy.py: passes every test, so there is nothing to repair; add a test that fails on it, "
            "or, if it is only slow, an [efficiency] table"
        )
        return [problem]
    lacking = _lacking(task.category, buggy, verdict)
    if not lacking:
        return []
    problem = (
        f'{shown}/task.toml: category: "{task.category}" says {lacking} (verdict {verdict}), so an agent is led astray; '
        "write the category that fits, or put such a bug into buggy.py"
    )
    return [problem]


def _lacking(category: str, buggy: Execution, verdict: Verdict) -> str:
    """Returns what the category says of the code and is not so; empty if it fits."""
    match category:
        case "syntax":
            return _syntax(buggy)
        case "type-error":
            return _type_error(buggy)
        case "logic":
            return _logic(buggy)
        case "optimization":
            return _optimization(buggy, verdict)
        case "security":
            return _security(buggy)
    return ""


def _syntax(buggy: Execution) -> str:
    """It does not compile, or it misuses names."""
    if not buggy.compiled or _NAMES.search(buggy.problem) or any(_NAMES.search(check.message) for check in failing(buggy)):
        return ""
    return "that the code breaks the rules of the language, but buggy.py compiles"


def _type_error(buggy: Execution) -> str:
    """Some check fails for a type: an exception that says so, or a value of another type than the expected one."""
    if not buggy.compiled:
        return "that the code mixes up types, but buggy.py does not compile"
    texts = [buggy.problem, *(check.message for check in failing(buggy))]
    if any(_KINDS.search(text) or _differ(text) for text in texts):
        return ""
    return "that the code mixes up types, but no check of buggy.py fails with a TypeError, an AttributeError or a value of a wrong type"


def _logic(buggy: Execution) -> str:
    if not buggy.imported and not buggy.ended:
        return f"that the code runs and computes something else, but buggy.py does not {'import' if buggy.compiled else 'compile'}"
    if any(check.phase == "unit" for check in failing(buggy)):
        return ""
    return "that the code computes something else, but buggy.py passes every visible test: an agent has nothing to go by"


def _optimization(buggy: Execution, verdict: Verdict) -> str:
    """It is right, but slow: by its workload, or by a test that it is too slow for."""
    if verdict in (Verdict.SLOW, Verdict.TIMEOUT):
        return ""
    late = [check for check in failing(buggy) if check.outcome == "timeout"]
    return "" if late and len(late) == len(failing(buggy)) else "that the code is right and slow, but buggy.py is wrong"


def _security(buggy: Execution) -> str:
    if not buggy.imported and not buggy.ended:
        return f"that the code can be abused, but buggy.py does not {'import' if buggy.compiled else 'compile'}"
    return "that the code can be abused, but buggy.py passes every check" if passes(buggy) else ""


def _differ(message: str) -> bool:
    """True if the message of a failed assertion compares values of different types."""
    for line in message.splitlines():
        found = _COMPARED.search(line)
        if found is None or not line.startswith("E"):
            continue
        one, other = found.groups()
        if one.startswith("<") or other.startswith("<"):  # e.g. a generator, or a coroutine that nobody awaited
            return True
        try:
            if _other_types(literal(one), literal(other)):
                return True
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue  # no literals: their types are not known
    return False


def _other_types(one: object, other: object) -> bool:
    if type(one) is not type(other):
        return True
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return any(map(_other_types, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return any(_other_types(one[key], other[key]) for key in one.keys() & other.keys()) or any(
            map(_other_types, one.keys() - other.keys(), other.keys() - one.keys())
        )
    return False
