"""What a failed test says, as an agent may read it: the author's line, pytest's assertion detail, no path of this machine.

Pytest's own rendering parses the whole test file for each failure; this one costs a hundredth of that and
leaves to pytest what it does not know.
"""

from __future__ import annotations

import linecache
import re
import sys
import sysconfig
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

MAX_CHARACTERS = 3000
_MAX_STATEMENT_LINES = 12
_MAX_TEXT = 100_000
"""Of an exception, before the whole is shortened: an assertion's detail is long, a candidate's text may be endless."""
_CODE_PATH = re.compile(r"(?<![\w.])(/[\w.+@-]+){2,}/(?=[\w.+-]+\.py)")
_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")


def renderer(item: pytest.Item, root: str) -> Callable[..., Any]:
    """Returns what stands in for ``item.repr_failure``; ``root`` is the folder of the tests."""
    original = item.repr_failure

    def render(excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        error = excinfo.value
        told = isinstance(error, Exception) or (isinstance(error, pytest.fail.Exception) and error.pytrace)
        lines = _frames(error.__traceback__, root) if told else []
        if not lines:
            return original(excinfo, style)
        return "\n".join([*lines, *_exception(error)])

    return render


def _frames(step: TracebackType | None, root: str) -> list[str]:
    lines: list[str] = []
    while step is not None:
        code = step.tb_frame.f_code
        hidden = "__tracebackhide__" in step.tb_frame.f_locals or "__tracebackhide__" in step.tb_frame.f_globals
        if code.co_filename.startswith(root) and not hidden:
            name = code.co_filename[len(root) :].lstrip("/")
            lines.append(f"{name}:{step.tb_lineno}: in {code.co_name}")
            lines += textwrap.indent(_statement(step), "    ").splitlines()
        step = step.tb_next
    return lines


def _statement(step: TracebackType) -> str:
    positions = list(step.tb_frame.f_code.co_positions())
    first, last, _, _ = positions[step.tb_lasti // 2]
    first, last = first or step.tb_lineno, last or step.tb_lineno
    wanted = range(first, min(last, first + _MAX_STATEMENT_LINES - 1) + 1)
    return textwrap.dedent("".join(linecache.getline(step.tb_frame.f_code.co_filename, number) for number in wanted)).rstrip()


def _exception(error: BaseException) -> list[str]:
    cls = type(error)
    text = "\n".join([_said(error), *(note[:MAX_CHARACTERS] for note in getattr(error, "__notes__", ()))])
    rewritten = cls is AssertionError and text.startswith("assert ")
    named = text if rewritten else f"{cls.__name__}: {text}" if text else cls.__name__
    return [f"E   {line}" for line in named.splitlines()]


def _said(error: BaseException) -> str:
    """The candidate's exceptions brought their text along: it is not asked for again, and what they hold may have none."""
    text = getattr(error, "_codearena_text", None)
    try:
        return (text if isinstance(text, str) else str(error))[:_MAX_TEXT]
    except Exception as broken:
        return f"<no text: {type(broken).__name__}>"


def report_text(report: pytest.TestReport) -> str:
    """Returns a failed test's report with what was printed meanwhile."""
    text = report.longreprtext
    for name, content in report.sections:
        if content.strip() and "Captured" in name:
            text += f"\n--- {name} ---\n{content.rstrip()[:1000]}"
    return text


def described(error: BaseException) -> str:
    """Returns an exception that the candidate's module body raised."""
    text = str(getattr(error, "_codearena_text", "") or (error.args[0] if error.args and type(error.args[0]) is str else ""))
    lines = [f"{type(error).__name__}: {text}" if text else type(error).__name__, *getattr(error, "__notes__", ())]
    lines.append(getattr(error, "_codearena_where", ""))
    return "\n".join(lines)[:MAX_CHARACTERS]


def _places() -> Sequence[str]:
    """Folders of this machine that a traceback or a candidate's own words may name, the longest first."""
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, str(Path(__file__).parents[1]), *sysconfig.get_paths().values()}
    found |= {str(Path(place).resolve()) for place in found}
    return tuple(sorted((place for place in found if place.count("/") > 1), key=len, reverse=True))


_PLACES = _places()


def clean(text: str, root: str) -> str:
    """Returns the text without paths of this machine and object addresses, bounded in length."""
    if not text:
        return text
    text = text.replace("../../task/", "").replace(root + "/task/", "").replace(root + "/box/", "").replace(root, "")
    for place in _PLACES:
        text = text.replace(place, "…")
    text = _ADDRESS.sub("", _CODE_PATH.sub("", text))
    if len(text) > MAX_CHARACTERS:
        text = text[: MAX_CHARACTERS // 2] + "\n[…]\n" + text[-MAX_CHARACTERS // 2 :]
    return text.strip()
