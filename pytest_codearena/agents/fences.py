"""The blocks that a model fenced in its reply, and what it thought aloud before: line by line, in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})(?P<rest>[^\n]*)")
_LATE_FENCE = re.compile(r"[^`\n](?P<mark>`{3,})(?P<rest>[\w+.-]*)[ \t]*$")
_LANGUAGE = re.compile(r"[\s{.]*([\w+#.-]*)")
_THOUGHT = re.compile(r"\s*<(?P<tag>think|thinking|thought|reasoning)>", re.IGNORECASE)
_END_TAGS = {tag: re.compile(f"</{tag}>", re.IGNORECASE) for tag in ("think", "thinking", "thought", "reasoning")}
_THOUGHT_END = re.compile(r"^[ \t]*</(?:think|thinking|thought|reasoning)>", re.IGNORECASE | re.MULTILINE)
_WIDEST_LINE = 4000
"""Fence marks beyond this column are not looked for: no reply for people has them."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block."""

    language: str
    """Lower case, as the opening fence names it; empty if it names none."""
    code: str
    """The content without the fence's own indentation."""
    longer: tuple[str, ...] = ()
    """What the content is if a fence mark inside a docstring did not end it: further readings, shortest first."""
    closed: bool = True
    """False if the reply ended first."""

    @property
    def is_python(self) -> bool:
        """True if the fence says that it holds Python."""
        return self.language.startswith(("python", "py3")) or self.language == "py" or self.language.endswith(".py")


def split_reply(reply: str) -> tuple[tuple[Block, ...], str]:
    """The fenced blocks of ``reply`` in their order, and the text outside of them. Thoughts are left out of both."""
    lines = _without_thoughts(reply).split("\n")
    blocks: list[Block] = []
    outside: list[str] = []
    number = 0
    while number < len(lines):
        opening = _opening(lines[number])
        if opening is None:
            number = _skip_thought(lines, number, outside)
            continue
        if opening.before.strip():
            outside.append(opening.before)
        block, number = _read_block(lines, number + 1, opening)
        blocks.append(block)
        outside.append("")
    return tuple(blocks), "\n".join(outside)


@dataclass(frozen=True, slots=True)
class _Opening:
    mark: str
    indent: str
    language: str
    before: str = ""


def _opening(line: str) -> _Opening | None:
    head = line[:_WIDEST_LINE]
    match = _FENCE.match(head)
    if match is None:
        late = _LATE_FENCE.search(head)
        if late is None or len(line) > _WIDEST_LINE:
            return None
        return _Opening(late["mark"], "", _language(late["rest"]), line[: late.start("mark")])
    if "`" in match["mark"] and "`" in match["rest"]:
        return None  # an inline code span, not a fence
    return _Opening(match["mark"], match["indent"], _language(match["rest"]))


def _language(rest: str) -> str:
    match = _LANGUAGE.match(rest)
    return match[1].lower() if match else ""


def _read_block(lines: list[str], start: int, opening: _Opening) -> tuple[Block, int]:
    """The block whose content begins at line ``start``, and the number of the line after it."""
    end, following, last = _block_end(lines, start, opening)
    content = lines[start:end] + ([last] if last is not None else [])
    code = _dedented(content, opening.indent)
    longer: list[str] = []
    if _inside_docstring(code):
        further = following
        while further < len(lines) and len(longer) < 4:
            further_end, next_following, _ = _block_end(lines, further, opening)
            if further_end == len(lines):
                break
            longer.append(_dedented(lines[start:further_end], opening.indent))
            further = next_following
    return Block(opening.language, code, tuple(longer), closed=end < len(lines)), following


def _block_end(lines: list[str], start: int, opening: _Opening) -> tuple[int, int, str | None]:
    """Line where the content ends, line where reading goes on, and the part of the end's line that is still content."""
    quotes_even = True
    for number in range(start, len(lines)):
        line = lines[number]
        if _closes(line, opening.mark):
            return number, number + 1, None
        if quotes_even:
            stripped = line.rstrip()
            if stripped.endswith(opening.mark) and stripped.count(opening.mark) == 1:
                return number, number + 1, stripped[: -len(opening.mark)]
            again = _FENCE.match(line[:_WIDEST_LINE])
            if again is not None and again["mark"] == opening.mark and _language(again["rest"]).startswith("py"):
                return number, number, None  # never closed, and another one opens
        if _triple_quotes(line) % 2:
            quotes_even = not quotes_even
    return len(lines), len(lines), None


def _closes(line: str, mark: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= len(mark) and not stripped.strip(mark[0])


def _triple_quotes(text: str) -> int:
    return text.count('"""') + text.count("'''")


def _inside_docstring(code: str) -> bool:
    return _triple_quotes(code) % 2 == 1


def _dedented(lines: list[str], indent: str) -> str:
    """The lines less the fence's own indentation, each ended by a newline."""
    if indent:
        lines = [line.removeprefix(indent) if line.startswith(indent) else line.lstrip(" \t") for line in lines]
    return "".join(f"{line}\n" for line in lines)


def _skip_thought(lines: list[str], number: int, outside: list[str]) -> int:
    """Copies one line of plain text, or passes over the thoughts that begin there; returns where reading goes on."""
    if _THOUGHT.match(lines[number][:_WIDEST_LINE]) is None:
        outside.append(lines[number])
        return number + 1
    place = 0
    while (match := _THOUGHT.match(lines[number], place)) is not None:
        end_tag, place = _END_TAGS[match["tag"].lower()], match.end()
        while (end := end_tag.search(lines[number], place)) is None:
            number, place = number + 1, 0
            if number == len(lines):
                return number
        place = end.end()
    lines[number] = lines[number][place:]
    return number


def _without_thoughts(reply: str) -> str:
    """Drops a thought that opens the reply, and one whose opening tag stands in the prompt instead of the reply."""
    start = 0
    while (match := _THOUGHT.match(reply, start)) is not None:
        end = _END_TAGS[match["tag"].lower()].search(reply, match.end())
        if end is None:
            return ""  # the model never came to an answer
        start = end.end()
    ends = [match.span() for match in _THOUGHT_END.finditer(reply, start)]
    if ends and _THOUGHT.search(reply, start, ends[-1][0]) is None:
        start = ends[-1][1]
    return reply[start:]
