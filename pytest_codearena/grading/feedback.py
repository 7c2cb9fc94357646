"""What an agent is told about its attempt: enough to mend the code, nothing that gives hidden tests away."""

from __future__ import annotations

import math

from ..records import Check, Execution, Growth, Measurement, Verdict, pass_ratio

REPEATED = "This same code was tried before. Change something."
_MAX_SHOWN = 5
_NOTABLE = 1.5

_HEADLINES = {
    Verdict.RESOLVED: "Resolved: all tests and properties pass.",
    Verdict.OVERFIT: "The visible tests pass, but hidden properties fail: the code is not right for other inputs.",
    Verdict.SLOW: "All tests and properties pass, but the code is too slow.",
    Verdict.FAILED: "Some tests fail.",
    Verdict.SYNTAX_ERROR: "The code does not compile.",
    Verdict.TIMEOUT: "A test took too long.",
    Verdict.OUT_OF_MEMORY: "The code needs more memory than allowed.",
    Verdict.CRASHED: "The code ended the process that it ran in.",
    Verdict.NO_CODE: "The reply held no code. Answer with the whole corrected module in one ```python block.",
}


def feedback(execution: Execution | None, verdict: Verdict, *, repeated: bool = False) -> str:
    """Returns the text for the next observation, several paragraphs of plain text."""
    parts = [_HEADLINES[verdict]]
    if execution is not None:
        if execution.problem:
            parts.append(execution.problem if not execution.compiled else f"When imported:\n{execution.problem}")
        else:
            parts += _failures(execution)
        measurement = execution.measurement
        if measurement is not None:
            parts.append("Speed: " + _speed(execution))
    if repeated:
        parts.append(REPEATED)
    return "\n\n".join(parts)


def _failures(execution: Execution) -> list[str]:
    failing = [check for check in execution.checks if check.counts and not check.passed and check.outcome != "not_run"]
    idle = [check for check in execution.checks if check.outcome == "not_run"]
    counted = [check for check in execution.checks if check.counts]
    if not failing and not idle:
        return []
    parts = [f"{round(pass_ratio(execution.checks) * len(counted))} of {len(counted)} checks pass."]
    parts += [_one(check) for check in failing[:_MAX_SHOWN]]
    if len(failing) > _MAX_SHOWN:
        parts.append(f"… and {len(failing) - _MAX_SHOWN} more failing checks.")
    if idle:
        count = "1 check was" if len(idle) == 1 else f"{len(idle)} checks were"
        parts.append(f"{count} {idle[0].message or 'not run'}.")
    return parts


def _one(check: Check) -> str:
    name = check.id.partition("::")[2] or check.id
    kind = "property" if check.phase == "property" else "test"
    word = {"timeout": "took too long", "crashed": "crashed", "out_of_memory": "ran out of memory"}.get(check.outcome, "failed")
    body = check.message.strip()
    return f"{kind} {name} {word}" + (":\n" + body if body else "")


def _speed(execution: Execution) -> str:
    measurement = execution.measurement
    assert measurement is not None
    said = [measurement.note] if measurement.note else []
    if not measurement.note and measurement.points:
        point = measurement.points[-1]
        said.append(
            f"at size {point.size} it takes {point.candidate_s * 1000:.1f} ms of CPU time, "
            f"{measurement.ratio:.1f} x what a good solution takes."
        )
    return " ".join(filter(None, [*said, growth_sentence(measurement)]))


def growth_sentence(measurement: Measurement) -> str:
    """Returns how both grow, nothing if that is not known; their classes only where they differ: the exponents say more."""
    if len(measurement.points) < 2 or not (measurement.exponent and measurement.reference_exponent):
        return ""
    differ = measurement.growth is not measurement.reference_growth
    mine, theirs = (
        f"n^{exponent:.2f}" + (f" ({growth})" if differ and growth is not Growth.UNKNOWN else "")
        for growth, exponent in (
            (measurement.growth, measurement.exponent),
            (measurement.reference_growth, measurement.reference_exponent),
        )
    )
    point = measurement.points[-1]
    times = point.candidate_s / point.reference_s if point.reference_s else 1.0
    more = f"; at n = {point.size} it takes {times:.0f} times as long" if _NOTABLE <= times < math.inf else ""
    return f"Your code grows like {mine}, a good solution like {theirs}{more}."
