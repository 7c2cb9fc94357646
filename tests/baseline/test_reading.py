"""Old reports come from anywhere: what is not of the form, or not coherent, is refused by its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pytest_codearena.baseline import reading
from pytest_codearena.baseline.lines import comparison_json, comparison_lines, comparison_markdown
from pytest_codearena.baseline.pairing import Run, pair
from pytest_codearena.baseline.reading import read_baseline
from pytest_codearena.baseline.verdict import compare
from pytest_codearena.errors import UsageError
from pytest_codearena.report import load_schema, report_to_json, write_report

from .made_up import report

SOUND = report({"one": "sS", "two": "ut", "three": "es"})
SCHEMA = Draft202012Validator(load_schema())


def written(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data))
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_report(tmp_path / "old.json", SOUND)
    found = read_baseline(tmp_path / "old.json")
    assert sorted(each.task for each in found.episodes) == sorted(each.task for each in SOUND.episodes)
    assert found.settings == SOUND.settings


def test_a_summary_of_another_version_is_no_obstacle(tmp_path: Path) -> None:
    assert read_baseline(written(tmp_path / "old.json", report_to_json(SOUND) | {"summary": {"episodes": 6}})).episodes


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("episodes.0.epoch", 0, r"report\.episodes\[0\]\.epoch: 0 is less than the minimum of 1"),
        ("episodes.0.attempts.0.reward", 7, r"report\.episodes\[0\]\.attempts\[0\]\.reward: 7 is greater than the maximum of 1"),
        ("episodes.0.attempts.0.number", 2, r"report\.episodes\[0\]\.attempts: expected numbers 1, 2, 3"),
        ("episodes.0.outcome", "unsolved", r"report\.episodes\[0\]\.outcome: unsolved, but the verdicts of its attempts say otherwise"),
        ("episodes.1.epoch", 1, r"report\.episodes\[0\]: epoch 1 of this task and agent is there more than once"),
        ("settings.attempts", 1, r"report\.episodes\[1\]\.attempts: 2, but the settings allow 1"),
        ("settings.surprise", 1, r"report\.settings: Additional properties are not allowed \('surprise' was unexpected\)"),
        ("episodes.0.attempts", [], r"report\.episodes\[0\]\.outcome: solved, but the verdicts"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_place(place: str, value: object, said: str, tmp_path: Path) -> None:
    data: Any = report_to_json(report({"one": "sS"}))
    *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    holder = data
    for step in way:
        holder = holder[step]
    holder[last] = value
    with pytest.raises(UsageError, match=rf"cannot read the report .*old\.json: {said}.*make it anew"):
        read_baseline(written(tmp_path / "old.json", data))


def test_another_version_of_the_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="schema_version: 2 is not known here, only 1"):
        read_baseline(written(tmp_path / "old.json", report_to_json(SOUND) | {"schema_version": 2}))


def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="No such file or directory; write one with --codearena-report="):
        read_baseline(tmp_path / "none.json")
    with pytest.raises(UsageError, match="it is no file"):
        read_baseline(tmp_path)
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(UsageError, match="bytes; reports of more than 100 are not read"):
        read_baseline(written(tmp_path / "old.json", report_to_json(SOUND)))


def leaves(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in ``data`` at which a value stands."""
    for key, value in list(data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()):
        yield data, key
        yield from leaves(value)


@given(st.data())
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_any_wrong_value_anywhere_is_refused_or_compared(tmp_path: Path, data: st.DataObject) -> None:
    """Nothing else is raised, and nothing that the schema refuses is read."""
    whole: Any = report_to_json(SOUND)
    del whole["summary"]["by_agent"]
    holder, key = data.draw(st.sampled_from(list(leaves(whole))))
    values: list[Any] = [None, [], {}, "", "x\x1b|", 10**400, 10**15, True, 0.5, -1, 2, "solved", "unsolved"]
    holder[key] = data.draw(st.sampled_from(values))
    path = written(tmp_path / "old.json", whole)
    with suppress(UsageError):
        found = read_baseline(path)
        assert SCHEMA.is_valid(whole | {"summary": report_to_json(SOUND)["summary"]})
        comparisons = compare(pair(Run("old", found), Run("new", SOUND), common=True))
        assert all(line.isprintable() for line in comparison_lines(comparisons) + comparison_markdown(comparisons))
        json.dumps(comparison_json(comparisons), allow_nan=False)
