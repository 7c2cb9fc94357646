"""The report as JSON: nothing is lost, nothing is invented, and every file is of the form that the schema says."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pytest_codearena.errors import UsageError
from pytest_codearena.records import Episode, Growth, Measurement, Outcome, Report, Settings, Tokens, Verdict
from pytest_codearena.report import (
    REPORT_SCHEMA_VERSION,
    episode_from_json,
    episode_from_line,
    episode_to_json,
    episode_to_line,
    load_schema,
    read_report,
    report_to_json,
    summary,
    totals,
    write_report,
)
from pytest_codearena.stats.episodes import solved_at

from . import made_up, strategies

SCHEMA = Draft202012Validator(load_schema())


def a_report(*episodes: Episode) -> Report:
    """A report of these episodes, or of the made-up run."""
    return Report("0.1.0", "2026-11-22T12:00:00+00:00", Settings(), (), episodes or tuple(made_up.some_run()))


def in_order(report: Report) -> Report:
    """The same report as it comes back from a file."""
    return replace(report, episodes=tuple(sorted(report.episodes, key=lambda e: (e.agent, e.path, e.task, e.epoch))))


class TestEpisode:
    """An episode in JSON and back."""

    @given(strategies.episodes())
    def test_comes_back_the_same(self, episode: Episode) -> None:
        assert episode_from_json(episode_to_json(episode)) == episode

    @given(strategies.episodes())
    def test_is_made_of_builtins_that_strict_json_has(self, episode: Episode) -> None:
        text = json.dumps(episode_to_json(episode), allow_nan=False)
        assert episode_from_json(json.loads(text)) == episode

    @given(strategies.episodes())
    def test_passes_as_one_line_where_lone_surrogates_would_not(self, episode: Episode) -> None:
        line = episode_to_line(episode)
        assert line.isascii()
        assert "\n" not in line
        assert episode_from_line(line) == episode

    def test_passes_through_xdist_as_it_is_if_its_texts_are_utf8(self) -> None:
        wire = pytest.importorskip("execnet.gateway_base")
        for episode in made_up.some_run():
            assert episode_from_json(wire.loads(wire.dumps(episode_to_json(episode)))) == episode

    def test_has_the_documented_fields_in_the_documented_order(self) -> None:
        data: Any = episode_to_json(made_up.some_run()[0])
        assert " ".join(data) == (
            "task path digest category difficulty agent epoch outcome error remembered cost reward best_reward tokens attempts"
        )
        assert " ".join(data["attempts"][0]) == (
            "number code reply verdict reward components checks flags feedback measurement judge_tokens judge_error timing tokens method note repeated"
        )

    def test_an_infinite_ratio_is_null(self) -> None:
        episode = made_up.some_run()[0]
        attempt = episode.attempts[0]
        grade = replace(attempt.grade, measurement=Measurement(math.inf, (), "did not finish"))
        episode = replace(episode, attempts=(replace(attempt, grade=grade),))
        data: Any = episode_to_json(episode)
        assert data["attempts"][0]["measurement"] == {
            "ratio": None, "points": [], "note": "did not finish", "growth": "unknown", "exponent": 0.0, "confidence": 0.0,
            "reference_growth": "unknown", "reference_exponent": 0.0,
        }  # fmt: skip
        assert episode_from_json(data) == episode

    @pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
    def test_a_reward_that_is_no_number_is_refused_at_once(self, number: float) -> None:
        episode = made_up.some_run()[0]
        grade = replace(episode.attempts[0].grade, reward=number)
        broken = replace(episode, attempts=(replace(episode.attempts[0], grade=grade),))
        with pytest.raises(ValueError, match=r"stale_index, attempt 1.reward is .*finite"):
            episode_to_json(broken)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"outcome": "won"}, r"episode.outcome: expected one of solved, .*, not 'won'"),
            ({"epoch": True}, r"episode.epoch: expected a whole number, not True"),
            ({"task": None}, r"episode.task: expected a text, not None"),
            ({"attempts": {}}, r"episode.attempts: expected a list, not {}"),
            ({"attempts": [[]]}, r"episode.attempts\[0\]: expected an object, not \[\]"),
            ({"attempts": [{"verdict": "failed"}]}, r"episode.attempts\[0\].reward: is missing"),
        ],
    )
    def test_what_is_wrong_is_named_by_its_place(self, change: dict[str, object], message: str) -> None:
        data = episode_to_json(made_up.some_run()[0]) | change
        with pytest.raises(UsageError, match=message):
            episode_from_json(data)

    @given(st.data())
    def test_any_wrong_value_anywhere_is_a_usage_error(self, data: st.DataObject) -> None:
        whole: Any = episode_to_json(made_up.some_run()[0])
        places = list(leaves(whole))
        holder, key = data.draw(st.sampled_from(places))
        holder[key] = data.draw(st.sampled_from([None, [], {}, "", "x", 10**400, True, 0.5, -1]))
        with suppress(UsageError):
            episode_from_json(whole)


def leaves(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in ``data`` at which a value stands."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(pairs):
        yield data, key
        yield from leaves(value)


class TestSchema:
    """The JSON Schema, and that what is written obeys it."""

    def test_is_a_schema(self) -> None:
        Draft202012Validator.check_schema(load_schema())

    @given(strategies.reports)
    @hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    def test_every_report_obeys_it(self, report: Report) -> None:
        SCHEMA.validate(json.loads(json.dumps(report_to_json(report), allow_nan=False)))

    def test_the_made_up_run_obeys_it(self) -> None:
        SCHEMA.validate(report_to_json(a_report()))

    def test_every_field_is_described_and_required_and_no_other_is_allowed(self) -> None:
        open_objects = {"summary", "totals"}  # closed by unevaluatedProperties, where they are used
        for name, schema in objects(load_schema()):
            assert set(schema["required"]) == set(schema["properties"]), name
            assert schema.get("additionalProperties") is False or name in open_objects, name
            for field, form in schema["properties"].items():
                assert form.get("description", "").endswith("."), f"{name}.{field}"

    def test_its_words_are_those_of_the_records(self) -> None:
        schema = load_schema()
        assert schema["properties"]["schema_version"]["const"] == REPORT_SCHEMA_VERSION
        assert schema["$defs"]["attempt"]["properties"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]
        assert schema["$defs"]["episode"]["properties"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]
        for name in ("growth", "reference_growth"):
            assert schema["$defs"]["measurement"]["properties"][name]["enum"] == [growth.value for growth in Growth]

    @pytest.mark.parametrize("where", ["", "summary", "episodes.0", "episodes.0.attempts.0", "summary.by_agent.builtin"])
    def test_an_unknown_field_is_refused(self, where: str) -> None:
        data: Any = report_to_json(a_report(*made_up.some_run("builtin")))
        place = data
        for step in filter(None, where.split(".")):
            place = place[int(step) if step.isdigit() else step]
        place["surprise"] = 1
        assert not SCHEMA.is_valid(data)


def objects(schema: Any, name: str = "report") -> Iterator[tuple[str, Any]]:
    """Every object form in the schema, with the name under which it stands."""
    if isinstance(schema, dict):
        if "properties" in schema and isinstance(schema["properties"], dict) and "required" in schema:
            yield name, schema
        for key, value in schema.items():
            yield from objects(value, key)


class TestSummary:
    """The sums."""

    def test_of_the_made_up_run(self) -> None:
        found: Any = summary(made_up.some_run(), attempts=3)
        assert (found["episodes"], found["solved"], found["judged"], found["errors"]) == (8, 3, 7, 1)
        assert found["outcomes"]["truncated"] == 1
        assert found["solve_rate"] == 3 / 7
        assert found["solved_at"] == [2 / 7, 3 / 7, 3 / 7]
        assert found["mean_reward"] == pytest.approx((0.89 * 3 + 0.61 + 0.0 + 0.58 + 0.52) / 7)
        assert found["tokens"] == {"input": 8120, "output": 2400, "cached": None}
        assert found["by_category"]["type-error"]["solve_rate"] is None
        assert found["by_category"]["type-error"]["mean_reward"] is None
        assert found["by_agent_and_category"]["ollama:qwen2.5-coder:7b"]["logic"]["solved"] == 1

    def test_errors_are_never_a_zero(self) -> None:
        run = made_up.some_run()
        judged = [episode for episode in run if episode.outcome.judges_the_model]
        assert totals(run).mean_reward == totals(judged).mean_reward
        assert totals(run).solve_rate == totals(judged).solve_rate

    def test_of_nothing(self) -> None:
        nothing = totals([])
        assert (nothing.solve_rate, nothing.mean_reward, nothing.solved_at, nothing.tokens) == (None, None, (), Tokens())

    @hypothesis_settings(suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(strategies.episodes(), max_size=5))
    def test_agrees_with_stats(self, episodes: list[Episode]) -> None:
        found = totals(episodes, attempts=4).solved_at
        assert list(found) == [solved_at(episodes, k) for k in range(1, len(found) + 1)]

    @hypothesis_settings(suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(strategies.episodes(st.sampled_from(["a", "b"])), max_size=5))
    def test_groups_add_up(self, episodes: list[Episode]) -> None:
        found: Any = summary(episodes)
        for groups in (found["by_agent"], found["by_category"]):
            assert sum(group["solved"] for group in groups.values()) == found["solved"]
            assert sum(group["episodes"] for group in groups.values()) == found["episodes"]
        assert found["solved"] <= found["judged"] == found["episodes"] - found["errors"]
        assert sum(found["outcomes"].values()) == found["episodes"]


class TestFile:
    """The report on disk."""

    @given(report=strategies.reports)
    @hypothesis_settings(
        max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
    )
    def test_comes_back_the_same(self, report: Report, tmp_path: Path) -> None:
        write_report(tmp_path / "report.json", report)
        assert read_report(tmp_path / "report.json") == in_order(report)

    def test_is_the_same_whatever_the_order_of_arrival(self, tmp_path: Path) -> None:
        run = [*made_up.some_run("b"), *made_up.some_run("a")]
        write_report(tmp_path / "one", a_report(*run))
        write_report(tmp_path / "two", a_report(*reversed(run)))
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()

    def test_folders_are_made_and_nothing_else_is_left(self, tmp_path: Path) -> None:
        path = tmp_path / "out" / "new" / "report.json"
        write_report(path, a_report())
        write_report(path, a_report())
        assert os.listdir(path.parent) == ["report.json"]
        assert path.read_bytes().isascii()

    def test_may_be_read_by_whom_the_umask_allows(self, tmp_path: Path) -> None:
        write_report(tmp_path / "report.json", a_report())
        (tmp_path / "other").touch()
        assert (tmp_path / "report.json").stat().st_mode == (tmp_path / "other").stat().st_mode

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tmp_path / "real")
        write_report(tmp_path / "link", a_report())
        assert (tmp_path / "link").is_symlink()
        assert read_report(tmp_path / "real") == in_order(a_report())

    @pytest.mark.parametrize("failing", ["fsync", "replace"])
    def test_a_failure_leaves_the_old_file_and_no_other(
        self, failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "report.json"
        path.write_text("old")

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, failing, fail)
        with pytest.raises(UsageError, match=r"cannot write the report .*report.json: .*No space left on device; name a file"):
            write_report(path, a_report())
        assert path.read_text() == "old"
        assert os.listdir(tmp_path) == ["report.json"]

    def test_an_interrupt_leaves_no_other_file_either(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(_: int) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_report(tmp_path / "report.json", a_report())
        assert os.listdir(tmp_path) == []

    def test_a_broken_record_does_not_touch_the_old_file(self, tmp_path: Path) -> None:
        path = tmp_path / "report.json"
        path.write_text("old")
        report = a_report()
        broken = replace(report, settings=replace(report.settings, weights=replace(report.settings.weights, tests=math.nan)))
        with pytest.raises(ValueError, match=r"report\.settings\.weights\.tests is nan"):
            write_report(path, broken)
        assert path.read_text() == "old"

    def test_a_folder_or_a_device_is_not_written_over(self, tmp_path: Path) -> None:
        for place in (tmp_path, Path("/dev/null")):
            with pytest.raises(UsageError, match="exists and is not a file"):
                write_report(place, a_report())
        (tmp_path / "file").touch()
        with pytest.raises(UsageError, match="cannot write the report"):
            write_report(tmp_path / "file" / "report.json", a_report())

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "is not JSON"),
            ('{"schema_version": 1, "episodes": [', "is not JSON .*cut short or edited"),
            ("[" * 200_000, "is not JSON"),
            ('{"schema_version": NaN}', "NaN is not a finite number"),
            ('{"schema_version": 1e999}', "1e999 is not a finite number"),
            ("[]", r"expected an object, not \[\]"),
            ("{}", r"schema_version: None is not known here, only 1"),
            ('{"schema_version": 2}', r"schema_version: 2 is not known here, only 1; read it with"),
            ('{"schema_version": 1}', "report.plugin_version: is missing"),
        ],
    )
    def test_what_cannot_be_read_is_a_usage_error(self, text: str, message: str, tmp_path: Path) -> None:
        (tmp_path / "report.json").write_text(text)
        with pytest.raises(UsageError, match=f"cannot read the report .*report.json: .*{message}"):
            read_report(tmp_path / "report.json")

    def test_a_file_that_is_not_there_or_not_text(self, tmp_path: Path) -> None:
        (tmp_path / "binary").write_bytes(b"\xff\xfe")
        for name in ("missing", "binary"):
            with pytest.raises(UsageError, match=f"cannot read the report .*{name}"):
                read_report(tmp_path / name)
