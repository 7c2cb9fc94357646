"""Whether the reference has room below its limits, and its workload enough to be measured."""

from __future__ import annotations

from ..records import Execution, Measurement, Task

LEAST_MARGIN = 3.0
"""So many times the time of the reference's slowest check has to fit into the limit."""
LEAST_SPARE = 1 / 3
"""So much of the memory limit the reference has to leave; less than of time, as memory does not depend on the machine."""
LEAST_WORKLOAD_S = 0.003
"""CPU seconds of the reference at the largest size: less is lost in the clock's unrest."""
_LEAST_KNOWN_S = 1e-6


def margin_of(task: Task, reference: Execution) -> float | None:
    """Returns how often the reference's slowest check fits into the time limit; None if no check was timed."""
    slowest_s = max(reference.check_s.values(), default=0.0)
    return task.limits.timeout_s / max(slowest_s, _LEAST_KNOWN_S) if reference.check_s else None


def limit_problems(task: Task, reference: Execution, *, shown: str) -> list[str]:
    """Returns what is wrong if the reference comes close to a limit."""
    return [*_time_problems(task, reference, shown), *_memory_problems(task, reference, shown)]


def _time_problems(task: Task, reference: Execution, shown: str) -> list[str]:
    margin = margin_of(task, reference)
    if margin is None or margin >= LEAST_MARGIN:
        return []
    name, slowest_s = max(reference.check_s.items(), key=lambda each: each[1])
    problem = (
        f"{shown}/task.toml: limits.timeout_s: {task.limits.timeout_s:g} is {margin:.1f} times what the reference needs for {name} "
        f"({slowest_s:.2g} s of CPU time), so a good fix may time out on a slower machine; write {LEAST_MARGIN * slowest_s * 1.2:.2g} or "
        "more, or make the test smaller"
    )
    return [problem]


def _memory_problems(task: Task, reference: Execution, shown: str) -> list[str]:
    limit_mb = task.limits.memory_mb
    if reference.spare_mb is None or reference.spare_mb >= LEAST_SPARE * limit_mb:
        return []
    taken_mb = limit_mb - reference.spare_mb
    problem = (
        f"{shown}/task.toml: limits.memory_mb: of {limit_mb} the reference takes {taken_mb:.0f}, so a good fix that takes a little more "
        f"may fail; write {taken_mb / (1 - LEAST_SPARE):.0f} or more, or make the tests smaller"
    )
    return [problem]


def workload_problems(task: Task, measurement: Measurement | None, *, shown: str) -> list[str]:
    """Returns what is wrong if the reference fails on the workload, or is done with it before it can be timed."""
    if task.efficiency is None or measurement is None:
        return []
    if measurement.note:
        said = measurement.note.replace("your code", "reference.py")
        return [f"{shown}/workload.py: {said}, so nothing can be compared with it; mend one of them"]
    point = measurement.points[-1]
    took_s = max(point.candidate_s, point.reference_s)
    if took_s >= LEAST_WORKLOAD_S:
        return []
    problem = (
        f"{shown}/task.toml: efficiency.sizes: at {point.size} the reference takes {took_s * 1000:.1f} ms of CPU time, and below "
        f"{LEAST_WORKLOAD_S * 1000:g} ms a ratio is mostly chance; add larger sizes"
    )
    return [problem]
