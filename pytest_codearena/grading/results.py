"""From the atoms of a grader's answer to records."""

from __future__ import annotations

import math
from typing import Any

from ..records import Check, Execution, Growth, Measurement, Point, Timing
from ..trying import VisibleCheck, VisibleRun


def execution_of(answer: dict[str, Any]) -> Execution:
    """Returns what came out of running one candidate."""
    return Execution(
        compiled=answer["compiled"],
        imported=answer["imported"],
        problem=answer["problem"],
        checks=tuple(Check(*check) for check in answer["checks"]),
        measurement=_measurement(answer["cost"]) if answer["cost"] is not None else None,
        hardcoded=answer["hardcoded"],
        buggy_pass_ratio=answer["buggy_pass_ratio"],
        ended=answer["ended"],
        flags=tuple(sorted(answer["flags"])),
        check_s=answer["check_s"],
        spare_mb=answer["spare_mb"],
        timing=Timing(grade_s=answer["grade_s"], candidate_cpu_s=answer["cpu_s"]),
    )


def visible_run_of(answer: dict[str, Any]) -> VisibleRun:
    """Returns what the visible tests said; nothing else that a grader knows is in it."""
    checks = [Check(*check) for check in answer["checks"] if check[1] == "unit"]
    lines = answer["lines"]
    return VisibleRun(
        tuple(
            VisibleCheck(
                check.id,
                check.passed or not check.counts,
                check.outcome,
                check.message,
                frozenset(lines.get(check.id, ())),
                answer["check_s"].get(check.id, 0.0),
            )
            for check in checks
        ),
        answer["problem"],
        answer["own_cpu_s"] + answer["cpu_s"],
    )


def _measurement(cost: dict[str, Any]) -> Measurement:
    return Measurement(
        ratio=math.inf if cost["ratio"] is None else cost["ratio"],
        points=tuple(Point(int(size), candidate_s, reference_s) for size, candidate_s, reference_s in cost["points"]),
        note=cost["note"],
        growth=Growth(cost["growth"]),
        exponent=cost["exponent"],
        confidence=cost["confidence"],
        reference_growth=Growth(cost["reference_growth"]),
        reference_exponent=cost["reference_exponent"],
    )
