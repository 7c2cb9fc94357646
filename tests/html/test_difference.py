"""Differences hold both versions, and mark within a line what was rewritten."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.html.difference import MAX_COLUMNS, MAX_LINES, Line, difference, whole

sources = st.lists(st.sampled_from(["", "a", "b = 1", "    return a", "b = 2", "x"]), max_size=30).map("\n".join)


def text(line: Line) -> str:
    return line.before + line.changed + line.after


@given(sources, sources)
def test_what_is_removed_and_added_makes_one_out_of_the_other(before: str, after: str) -> None:
    shown = difference(before, after, 1000)
    old, new = before.removesuffix("\n").split("\n"), after.removesuffix("\n").split("\n")
    lines = [line for line in shown.lines if line.kind != "gap"]
    removed = [text(line) for line in lines if line.kind != "added"]
    added = [text(line) for line in lines if line.kind != "removed"]
    if old == new:
        assert lines == []
        assert "was changed" in shown.note
    else:
        assert is_part(removed, old)
        assert is_part(added, new)
        assert len(new) - len(old) == shown.added - shown.removed
        assert shown.added + shown.removed > 0


def is_part(lines: list[str], whole_text: list[str]) -> bool:
    """Whether the lines stand in the text in their order."""
    rest = iter(whole_text)
    return all(line in rest for line in lines)


def test_the_rewritten_part_of_a_line_is_whole_words() -> None:
    removed, added = difference("    key = self._random.pick(a)\n", "    key = secrets.pick(a)\n", 10).lines
    assert removed == Line("removed", "    key = ", "self._random", ".pick(a)")
    assert added == Line("added", "    key = ", "secrets", ".pick(a)")


def test_lines_that_share_little_are_changed_whole() -> None:
    removed, added = difference("    return None", "    yield from rows", 10).lines
    assert removed.changed == "    return None"
    assert added.changed == "    yield from rows"


def test_what_is_too_long_is_counted() -> None:
    long = "\n".join(map(str, range(MAX_LINES + 1)))
    assert difference(long, "x", 10).note == f"{MAX_LINES + 1:,} lines became 1: too long to compare here"
    shown = difference("x", "\n".join(map(str, range(100))), 10)
    assert (len(shown.lines), shown.note) == (10, "… 91 more lines")
    assert whole("a\nb\nc\n", 2).note == "… 1 more lines"
    assert len(text(difference("x", "y" * 10_000, 10).lines[-1])) == MAX_COLUMNS + 1


def test_line_breaks_at_the_end_are_told_from_lines() -> None:
    assert difference("a\n", "a", 10).note == "only the line break at the end was changed"
    assert difference("a", "a", 10).note == "nothing was changed"
