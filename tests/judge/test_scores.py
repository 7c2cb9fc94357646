"""A judge's reply, and scores that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.errors import UsageError
from pytest_codearena.judge.scores import Scores, median, read_scores
from pytest_codearena.judge.stored import StoredScores, key_of

GOOD = Scores(0.5, 1.0, 0.25)


@pytest.mark.parametrize(
    "reply",
    [
        '{"reason": "so", "correctness": 0.5, "security": 1, "quality": 0.25}',
        'Well.\n```json\n{"correctness": "0.5", "security": 1.0, "quality": 0.25}\n```\nBye.',
        '{"correctness": 0} {"correctness": 0.5, "security": 1, "quality": 0.25}',
        '{"reason": "{\\"correctness\\": 1}", "correctness": 0.5, "security": 1, "quality": 0.25}',
        "**Correctness**: 0.5\n**Security**: 1\n- quality = 0.25",
        "correctness: 0.5/1\nsecurity: 1.0\nquality: 0.25 (long)",
        "correctness: 0.9? No.\ncorrectness: 0.5\nsecurity: 1.0\nquality: 0.25",
        "x" * 100_000 + '{"correctness": 0.5, "security": 1, "quality": 0.25}',
    ],
)
def test_replies_with_scores(reply: str) -> None:
    assert read_scores(reply) == GOOD


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I can't judge that.",
        '{"correctness": 0.5, "security": 1}',
        '{"correctness": 5, "security": 1, "quality": 1}',
        '{"correctness": -0.1, "security": 1, "quality": 1}',
        '{"correctness": true, "security": 1, "quality": 1}',
        '{"correctness": NaN, "security": 1, "quality": 1}',
        '{"correctness": null, "security": 1, "quality": 1}',
        "correctness: 8/10\nsecurity: 9/10\nquality: 7/10",
        "correctness: 80%\nsecurity: 90%\nquality: 70%",
        '{"a":' * 100_000,
    ],
)
def test_replies_without(reply: str) -> None:
    assert read_scores(reply) is None


@given(st.text() | st.text("{}[]\":,0123456789.correctnessecurityquality \n"))
def test_any_text_can_be_read(reply: str) -> None:
    found = read_scores(reply)
    assert found is None or all(0 <= value <= 1 for value in (found.correctness, found.security, found.quality))


def test_the_median_is_of_each() -> None:
    assert median([Scores(0, 0.5, 1), Scores(1, 0.6, 0), Scores(0.9, 0, 0.2)]) == Scores(0.9, 0.5, 0.2)
    assert median([Scores(0, 0, 0), Scores(1, 0.5, 0)]) == Scores(0.5, 0.25, 0)


def test_kept_scores_are_found_by_another_run(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "scores"
    StoredScores(folder).keep("a", GOOD, judge="openai:m")
    assert StoredScores(folder).find("a") == GOOD
    assert StoredScores(folder).find("b") is None
    assert StoredScores().find("a") is None
    assert [path.name for path in folder.iterdir()] == ["a.json"]


def test_a_store_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="--codearena-judge-cache: cannot make"):
        StoredScores(tmp_path / "file")
    (tmp_path / "x.json").write_text("no scores")
    with pytest.raises(UsageError, match=r"x\.json holds no scores; delete it"):
        StoredScores(tmp_path).find("x")


def test_keys_tell_parts_apart() -> None:
    assert key_of("a", "b") != key_of("ab") != key_of("a b")
    assert key_of("a", "b") == key_of("a", "b")
