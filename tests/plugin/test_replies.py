"""Replies of models, recorded in one run and replayed in others, without a server and without a key."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ..agents.fake_openai import FakeOpenAI, Reply, Request, completion, error, serving
from ..judge.stub import NAMES, REFERENCE, candidate_in, sane, scores, words, write_ranked
from .conftest import Arena
from .made_up import FIXED, OVERFIT

KEY = "sk-secret-0123456789abcdef"
USED = {"prompt_tokens": 10, "completion_tokens": 5}
GONE = "http://127.0.0.1:9/v1"
NOT_PYTHON = "```python\ndef half(n)\n```"
MEASURED = {"created", "timing", "check_s", "candidate_s", "reference_s", "ratio", "exponent", "reference_exponent", "confidence"}
REPLAYED = {"replies", "asked", "replayed", "paid"}
"""What says of a report that it comes from a replay."""


def steady(data: Any) -> Any:
    """A report less its times, and less what says that it was replayed."""
    if isinstance(data, dict):
        return {name: steady(value) for name, value in data.items() if name not in MEASURED | REPLAYED}
    return [steady(each) for each in data] if isinstance(data, list) else data


def files(arena: Arena, folder: str = "kept") -> list[Path]:
    return sorted((arena.path / folder).rglob("*.json"))


def run(
    arena: Arena, mode: str, *arguments: str, agent: str = "openai:gpt-x", apart: bool = False
) -> tuple[pytest.RunResult, dict[str, Any]]:
    """A run that records, or replays, into ``kept``; its report is another file each time."""
    report = f"report-{len(list(arena.path.glob('report-*')))}.json"
    running = arena.run_apart if apart else arena.run
    result = running(
        f"--codearena-replies={mode}", "--codearena-replies-dir=kept", f"--codearena-report={report}", "-v", *arguments, agent=agent
    )
    return result, arena.report(report)


@contextmanager
def answering(monkeypatch: pytest.MonkeyPatch, *contents: str) -> Iterator[FakeOpenAI]:
    """A server at OPENAI_BASE_URL that gives these answers in turn."""
    with serving(*(completion(content, usage=USED) for content in contents)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield server


def without_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither server nor key."""
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


class TestReplay:
    def test_gives_the_same_report_without_server_and_key(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        """Through a refused answer, one without code, one that overfits, and several epochs."""
        arena.task("stale")
        arena.task("other")
        replies = [NOT_PYTHON, f"```python\n{OVERFIT}```", "I can't.", f"```python\n{FIXED}```", f"```python\n{OVERFIT}```"]
        with answering(monkeypatch, *replies) as server:
            first, recorded = run(arena, "record", "--codearena-epochs=2", "--codearena-attempts=3")
            asked = len(server.requests)
        without_server(monkeypatch)
        second, replayed = run(arena, "replay", "--codearena-epochs=2", "--codearena-attempts=3")
        assert steady(replayed) == steady(recorded)
        assert {episode["outcome"] for episode in recorded["episodes"]} == {"solved", "unsolved"}
        assert "retry: the first answer was refused" in json.dumps(recorded)
        assert (recorded["spending"]["asked"], recorded["spending"]["replayed"]) == (asked, 0)
        assert (replayed["spending"]["asked"], replayed["spending"]["replayed"]) == (0, asked)
        assert replayed["summary"]["tokens"] == {"input": 10 * asked, "output": 5 * asked, "cached": None}
        assert first.ret == second.ret == pytest.ExitCode.TESTS_FAILED
        second.stdout.fnmatch_lines(
            [
                "codearena replies: replay: no model is asked, all replies come from *kept",
                f"models: 0 requests asked, {asked} replayed, {15 * asked} tokens",
            ]
        )

    def test_covers_critique_and_measured_speed(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is measured stands in the prompts of later attempts, and is another figure in each run."""
        slow = "def half(n):\n    return len([0 for _ in range(n) for _ in range(n)]) // (n or 1) // 2\n"
        arena.task(
            "stale",
            category='"optimization"',
            more='[efficiency]\nfunction = "half"\nsizes = [100, 200, 400]\nexpected = "O(n)"\n',
            files={
                "reference.py": "LARGEST = 100\n\n\ndef half(n):\n    return sum(1 for _ in range(n)) // 2\n",
                "test_properties.py": "from candidate import half\nfrom hypothesis import given\nfrom hypothesis import strategies as st\n\n\n"
                "@given(st.integers(0, 50))\ndef test_twice(number):\n    assert number - 1 <= 2 * half(number) <= number\n",
                "workload.py": "def workload(size, rng):\n    return (size,)\n",
            },
        )
        with answering(monkeypatch, f"```python\n{slow}```") as server:
            _, recorded = run(arena, "record", "--codearena-attempts=3")
            assert len(server.requests) > 3, "the critique asked too"
            told = [request.json["messages"][-1]["content"] for request in server.requests]
        assert any("ms of CPU time" in each for each in told)
        without_server(monkeypatch)
        _, replayed = run(arena, "replay", "--codearena-attempts=3")
        assert replayed["spending"]["replayed"] == recorded["spending"]["asked"]
        verdicts = [[attempt["verdict"] for attempt in report["episodes"][0]["attempts"]] for report in (recorded, replayed)]
        assert verdicts == [["slow"] * 3] * 2

    def test_covers_chains_and_failures(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        arena.task("stale")
        url = ""
        with serving(error(401, f"Incorrect API key provided: {KEY}")) as failing, answering(monkeypatch, f"```python\n{FIXED}```"):
            url = failing.url
            monkeypatch.setenv("CODEARENA_API_KEY", KEY)
            agent = f"chain:{url}#first,openai:second"
            _, recorded = run(arena, "record", agent=agent)
        without_server(monkeypatch)
        monkeypatch.delenv("CODEARENA_API_KEY")
        result, replayed = run(arena, "replay", agent=agent)
        result.assert_outcomes(passed=1)
        assert steady(replayed) == steady(recorded)
        assert "answered 401 Unauthorized" in replayed["episodes"][0]["attempts"][0]["note"]

    def test_says_what_the_endpoint_refused(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        arena.task("stale")
        replies = [error(400, "temperature is not supported"), completion(f"```python\n{FIXED}```")]
        with serving(*replies) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            _, recorded = run(arena, "record", agent="openai:m?temperature=0")
        without_server(monkeypatch)
        _, replayed = run(arena, "replay", agent="openai:m?temperature=0")
        assert replayed["episodes"][0]["attempts"][0]["note"] == "temperature was refused and left out"
        assert steady(replayed) == steady(recorded)

    @pytest.mark.slow
    def test_covers_the_judge(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its calibration too, and though it takes answers in one form only."""
        for name in NAMES:
            write_ranked(arena.path / "tasks" / "x" / name, name)
        fixes = arena.fixes({f"{name}.py": REFERENCE.format(**words(name)) for name in NAMES})

        def judge(request: Request) -> Reply:
            if request.json.get("response_format", {}).get("type") == "json_schema":
                return error(400, "response_format is not supported")
            return scores(sane(*candidate_in(request)))

        with serving(answer=judge) as server:
            monkeypatch.setenv("CODEARENA_JUDGE_BASE_URL", server.url)
            monkeypatch.setenv("CODEARENA_JUDGE_API_KEY", KEY)
            _, recorded = run(arena, "record", "--codearena-judge=openai:gpt-j", agent=fixes)
        assert recorded["judge"]["calibrations"][0]["passed"]
        monkeypatch.delenv("CODEARENA_JUDGE_BASE_URL")
        monkeypatch.delenv("CODEARENA_JUDGE_API_KEY")
        _, replayed = run(arena, "replay", "--codearena-judge=openai:gpt-j", agent=fixes)
        assert steady(replayed) == steady(recorded)
        for epoch in (1, 2):  # at the same time two of them ask what one would have kept for the other
            result, beside = run(arena, "replay", "--codearena-judge=openai:gpt-j", "--codearena-epochs=2", "--codearena-concurrency=4", agent=fixes)
            result.assert_outcomes(passed=6)
            assert {episode["reward"] for episode in beside["episodes"]} == {episode["reward"] for episode in recorded["episodes"]}, epoch
        for path in files(arena):
            path.unlink()
        result, missed = run(arena, "replay", "--codearena-judge=openai:gpt-j", agent=fixes)
        result.assert_outcomes(errors=3)
        assert {episode["outcome"] for episode in missed["episodes"]} == {"agent_error"}
        assert "no stored reply of judge openai:gpt-j" in missed["episodes"][0]["error"]

    @pytest.mark.slow
    def test_is_the_same_in_workers(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("one", "two", "three", "four"):
            arena.task(name)
        with answering(monkeypatch, f"```python\n{OVERFIT}```") as server:
            _, recorded = run(arena, "record", "-n2", "--codearena-attempts=2", apart=True)
            assert recorded["spending"]["asked"] == len(server.requests) == 8
        assert len(files(arena)) == 8
        assert not list((arena.path / "kept").rglob("*.tmp"))
        without_server(monkeypatch)
        _, replayed = run(arena, "replay", "-n2", "--codearena-attempts=2", apart=True)
        assert steady(replayed) == steady(recorded)
        assert replayed["spending"]["replayed"] == 8


class TestMiss:
    @pytest.fixture
    def recorded(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> Arena:
        """One task, one reply."""
        arena.task("stale")
        with answering(monkeypatch, f"```python\n{FIXED}```"):
            run(arena, "record")[0].assert_outcomes(passed=1)
        without_server(monkeypatch)
        return arena

    def missed(self, arena: Arena, *arguments: str, agent: str = "openai:gpt-x") -> str:
        """The error of the one episode, which counts as nothing."""
        result, report = run(arena, "replay", *arguments, agent=agent)
        result.assert_outcomes(errors=1)
        (episode,) = report["episodes"]
        assert (episode["outcome"], episode["reward"]) == ("agent_error", None)
        assert (report["summary"]["judged"], report["summary"]["errors"]) == (0, 1)
        text: str = episode["error"]
        assert text.endswith("record it with --codearena-replies=auto")
        return text

    @pytest.mark.parametrize("name", ["task.toml", "test_properties.py"])
    def test_one_changed_byte_of_a_task(self, recorded: Arena, name: str) -> None:
        path = recorded.path / "tasks" / "x" / "stale" / name
        path.write_bytes(path.read_bytes() + b"\n")
        assert ": the task was changed since, what is there belongs to " in self.missed(recorded)

    def test_another_model(self, recorded: Arena) -> None:
        told = self.missed(recorded, agent="openai:gpt-y")
        assert told.startswith("there is no stored reply of openai:gpt-y to this request (task stale ")
        assert "nothing was recorded of this agent and task" in told

    def test_another_epoch(self, recorded: Arena) -> None:
        result, _ = run(recorded, "replay", "--codearena-epochs=2")
        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines(["agent_error: *(task stale *, epoch 2) in *: this epoch was not recorded; *"])

    def test_another_prompt(self, recorded: Arena) -> None:
        told = self.missed(recorded, "--codearena-seed=7")
        assert "the task is the same, but what is asked is not" in told

    def test_no_folder(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run("--codearena-replies=replay", agent="openai:gpt-x")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*there is no folder *codearena-replies; record replies with --codearena-replies=record first*"])


    def test_a_file_that_is_no_reply(self, recorded: Arena) -> None:
        (path,) = files(recorded)
        path.write_text("{")
        for mode in ("replay", "auto"):
            result, report = run(recorded, mode)
            result.assert_outcomes(errors=1)
            assert f"{path}: holds no reply of this form: " in report["episodes"][0]["error"]


class TestAuto:
    def test_asks_only_for_what_is_not_there(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        arena.task("stale")
        with answering(monkeypatch, f"```python\n{FIXED}```") as server:
            run(arena, "auto")
            run(arena, "auto")
            assert len(server.requests) == 1
            arena.task("other")
            _, report = run(arena, "auto")
            assert len(server.requests) == 2
        assert (report["spending"]["asked"], report["spending"]["replayed"]) == (1, 1)

    def test_asks_again_after_a_failure(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        arena.task("stale")
        with serving(error(401), completion(f"```python\n{FIXED}```")) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            run(arena, "auto")[0].assert_outcomes(errors=1)
            run(arena, "replay")[0].assert_outcomes(errors=1)
            run(arena, "auto")[0].assert_outcomes(passed=1)
        run(arena, "replay")[0].assert_outcomes(passed=1)

    def test_record_writes_over_what_is_there(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        arena.task("stale")
        for code, outcome in ((OVERFIT, "unsolved"), (FIXED, "solved")):
            with answering(monkeypatch, f"```python\n{code}```"):
                run(arena, "record", "--codearena-attempts=1")
            _, report = run(arena, "replay", "--codearena-attempts=1")
            assert report["episodes"][0]["outcome"] == outcome
        assert len(files(arena)) == 1


def test_no_key_is_in_any_file(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the environment, of the URL, and echoed by the server in each form."""
    arena.task("stale")
    password, other = "hunter2/hunter2", "hf-other-0123456789"
    login = base64.b64encode(f"bob:{password}".encode()).decode()
    quoted = "hunter2%2Fhunter2"
    echo = "\n".join((KEY, password, quoted, login, other, f"```python\nprint({KEY!r})\n{FIXED}```"))
    with serving(error(400, f"no {KEY} temperature {password}"), error(403, echo), completion(echo, usage=USED)) as server:
        url = server.url.replace("http://", f"http://bob:{quoted}@")
        monkeypatch.setenv("CODEARENA_API_KEY", KEY)
        monkeypatch.setenv("HF_TOKEN", other)
        for _ in range(2):
            run(arena, "record", agent=f"{url}#m?temperature=0")
    assert files(arena)
    for path in files(arena):
        text = path.read_text()
        for secret in (KEY, password, quoted, login, other, "hunter2"):
            assert secret not in text
        assert "***" in text
    result, report = run(arena, "replay", agent=f"{url}#m?temperature=0")
    result.assert_outcomes(passed=1)
    assert "***" in report["episodes"][0]["attempts"][0]["code"]


def test_a_stored_reply_is_readable(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    arena.task("stale")
    with answering(monkeypatch, f"Größe \ud800:\n```python\n{FIXED}```", f"Größe:\n```python\n{FIXED}```"):
        run(arena, "record")
        run(arena, "replay")[0].assert_outcomes(passed=1)
        run(arena, "record")
    (path,) = files(arena)
    kept = json.loads(path.read_text())
    assert path.parent.name == "stale"
    assert kept["reply"] == ["Größe:", "```python", *FIXED.splitlines(), "```"]
    assert (kept["agent"], kept["task"], kept["epoch"], kept["model"]) == ("openai:gpt-x", "stale", 1, "openai:gpt-x")
    assert '"Größe:"' in path.read_text()


def test_agents_without_a_model_need_no_replies(arena: Arena) -> None:
    arena.task("stale")
    result, report = run(arena, "record", "--codearena-agent=buggy")
    result, report = run(arena, "replay", "--codearena-agent=buggy", "--codearena-agent=builtin", agent="reference")
    result.assert_outcomes(passed=2, failed=1)
    assert files(arena) == []
    assert report["spending"]["asked"] == report["spending"]["replayed"] == 0
    assert "models:" not in result.stdout.str()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--codearena-replies=on"], '*--codearena-replies: expected off, record, replay, auto, got "on"*'),
        (["--codearena-replies=record", "--codearena-agent=auto"], "*the agent auto is another one in another environment; write what it stands for here: builtin*"),
        (["--codearena-replies=record", "--codearena-replies-dir=tasks/x/stale/task.toml"], "*--codearena-replies-dir: cannot make *"),
    ],
)  # fmt: skip
def test_options_that_are_wrong(arena: Arena, options: list[str], told: str) -> None:
    arena.task("stale")
    result = arena.run(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])


def test_the_seed_that_replies_need_is_not_sent(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    arena.task("stale")
    with answering(monkeypatch, f"```python\n{FIXED}```") as server:
        _, report = run(arena, "record")
        run(arena, "record", "--codearena-seed=3")
        assert [request.json.get("seed") for request in server.requests] == [None, 3]
    assert report["settings"]["seed"] == 0


def test_settings(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    arena.task("stale")
    arena.pytester.makeini("[pytest]\ncodearena_replies = record\ncodearena_replies_dir = kept\n")
    with answering(monkeypatch, f"```python\n{FIXED}```"):
        arena.run("--codearena-report=report.json", agent="openai:gpt-x")
    assert arena.report()["settings"]["replies"] == "record"
    assert len(files(arena)) == 1
