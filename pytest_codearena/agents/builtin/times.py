"""Module rules about moments with and without a time zone, which can't be compared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .imports import imported
from .operators.code import Code, code_of
from .rules import Context, Proposal, Rule

_ASKED = re.compile(r"offset-naive|tzinfo|timezone|utcoffset", re.IGNORECASE)


def time_without_zone(source: str, context: Context) -> Iterator[Proposal]:
    """``datetime.fromisoformat(text)`` may have no zone: UTC is meant; ``datetime.now()`` has none."""
    if not _ASKED.search(context.feedback + context.tests) or "datetime" not in source:
        return
    code = code_of(source)
    for call in code.nodes(ast.Call):
        name = code.of(call.func)
        start, end = code.span(call)
        if name.endswith(("datetime.now", "datetime.utcnow")) and not call.args:
            yield _with_zone(
                code,
                code.edited(
                    0.9, start, (start, end, f"{name.removesuffix('.utcnow').removesuffix('.now')}.now({_zone(code)})")
                ),
            )
        elif name.endswith(("fromisoformat", "strptime")):
            statement = code.statement(call)
            if isinstance(statement, ast.Assign) and statement.value is call:
                value, place = code.of(statement.targets[0]), code.lines(statement)[1]
                indent = code.indent(statement)
                known = (
                    f"{value} = {value}.astimezone({_zone(code)}) if {value}.tzinfo else {value}.replace(tzinfo={_zone(code)})"
                )
                yield _with_zone(code, code.edited(0.9, start, (place, place, f"{indent}{known}\n")))
                known = f"if {value}.tzinfo is None:\n{indent}    {value} = {value}.replace(tzinfo={_zone(code)})"
                yield _with_zone(code, code.edited(0.95, start, (place, place, f"{indent}{known}\n")))
            else:
                yield _with_zone(code, code.edited(1.0, start, (end, end, f".replace(tzinfo={_zone(code)})")))
                yield _with_zone(code, code.edited(1.0, start, (end, end, f".astimezone({_zone(code)})")))


def _zone(code: Code) -> str:
    return "datetime.timezone.utc" if re.search(r"^import datetime\b", code.text.source, re.MULTILINE) else "timezone.utc"


def _with_zone(code: Code, proposal: Proposal) -> Proposal:
    return proposal if _zone(code) != "timezone.utc" else imported(proposal, "from datetime import timezone", "timezone")


RULES = (
    Rule(
        "time_without_zone",
        "a moment without a time zone",
        "from datetime import datetime, timezone\ndef f(s):\n    t = datetime.fromisoformat(s)\n    return t\n",
        "from datetime import datetime, timezone\ndef f(s):\n    t = datetime.fromisoformat(s)\n"
        "    t = t.astimezone(timezone.utc) if t.tzinfo else t.replace(tzinfo=timezone.utc)\n    return t\n",
        time_without_zone,
        feedback="TypeError: can't compare offset-naive and offset-aware datetimes",
    ),
)
"""Rules whose source is a module that compiles."""
