"""Text made fit for a terminal: nothing acts, columns stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_codearena.printable import Column, columns_of, shorten, table_lines, visible

from .strategies import any_text


class TestVisible:
    """What would act is shown instead."""

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("plain text, naïve 日本 🙂", "plain text, naïve 日本 🙂"),
            ("\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07"),
            ("5 passed\r1 failed", r"5 passed\r1 failed"),
            ("a\nb\tc", r"a\nb\tc"),
            ("\x9b31m", r"\x9b31m"),
            ("abc\u202edcba", r"abc\u202edcba"),
            ("zero\u200bwidth", r"zero\u200bwidth"),
            ("next\x85line\u2028sep", r"next\x85line\u2028sep"),
            ("lone \ud800 surrogate", r"lone \ud800 surrogate"),
            ("##[error]forged ##vso[task.complete]", r"#\x23[error]forged #\x23vso[task.complete]"),
            ("## a heading, items[##]", "## a heading, items[##]"),
        ],
    )
    def test_examples(self, text: str, shown: str) -> None:
        assert visible(text) == shown

    @given(any_text)
    def test_is_always_printable_on_one_line_of_utf8(self, text: str) -> None:
        shown = visible(text)
        assert shown.isprintable()
        assert len(shown.splitlines()) <= 1
        shown.encode("utf-8")
        assert visible(shown) == shown

    @given(st.text(st.sampled_from("#[]vso "), max_size=12))
    def test_leaves_no_command_to_a_ci_log(self, text: str) -> None:
        assert not re.search(r"##\w*\[", visible(text))


class TestShorten:
    """Text in so many columns."""

    @pytest.mark.parametrize(
        ("text", "columns", "middle", "short"),
        [
            ("stale_index", 11, False, "stale_index"),
            ("stale_index", 8, False, "stale_i…"),
            ("ollama:qwen2.5-coder:7b", 12, True, "ollama…er:7b"),
            ("日本語のタスク", 7, False, "日本語…"),
            ("日本語のタスク", 8, True, "日本…ク"),
        ],
    )
    def test_examples(self, text: str, columns: int, middle: bool, short: str) -> None:
        assert shorten(text, columns, middle=middle) == short

    @given(any_text, st.integers(1, 40), st.booleans())
    def test_fits(self, text: str, columns: int, middle: bool) -> None:
        shown = visible(text)
        short = shorten(shown, columns, middle=middle)
        assert columns_of(short) <= columns
        assert columns_of(shown) > columns or short == shown


class TestTable:
    """Tables that fit."""

    def test_cells_that_look_like_numbers_or_are_wide_or_indented(self) -> None:
        lines = table_lines(
            [
                Column("task", ["logic", "  1e5", "  日本語", "  0x10", "  e\u0301"]),
                Column("n", ["", "1.50", "None", "true", "007"], right=True),
            ],
            80,
        )
        assert lines == [
            "task         n",
            "--------  ----",
            "logic",
            "  1e5     1.50",
            "  日本語  None",
            "  0x10    true",
            "  é        007",
        ]

    def test_the_most_sparable_column_goes_first_and_names_are_shortened_last(self) -> None:
        columns = [
            Column("task", ["a_long_name_for_a_task"], least=8),
            Column("x", ["1"], spare=1),
            Column("y", ["2"], spare=2),
        ]
        assert table_lines(columns, 30)[-1] == "a_long_name_for_a_task  1  2"
        assert table_lines(columns, 14)[-1] == "a_lo…ask  1  2"
        assert table_lines(columns, 13)[-1] == "a_lon…task  1"
        assert table_lines(columns, 9)[-1] == "a_lo…task"
        assert table_lines(columns, 1)[-1] == "a_lo…ask"

    @given(st.lists(st.tuples(any_text, any_text), min_size=1, max_size=6), st.integers(24, 60))
    @example([("\u0958" * 30, "x" * 30)], 24)
    def test_no_line_is_wider_than_asked(self, rows: list[tuple[str, str]], width: int) -> None:
        names = Column("task", [visible(name) for name, _ in rows], least=12)
        more = Column("agent", [visible(agent) for _, agent in rows], least=10)
        lines = table_lines([names, more], width)
        assert len(lines) == len(rows) + 2
        assert max(map(columns_of, lines)) <= width
