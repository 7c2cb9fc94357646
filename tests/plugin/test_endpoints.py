"""Chat endpoints that fail and that answer oddly, from the command line to the report."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable

import pytest

from ..agents.fake_openai import FakeOpenAI, Reply, completion, error, serving
from .conftest import Arena
from .made_up import FIXED, OVERFIT

KEY = "sk-secret-0123456789abcdef"
ANSWER = completion(f"Here it is:\n```python\n{FIXED}```\n", usage={"prompt_tokens": 120, "completion_tokens": 34})
SORRY = completion("I'm sorry, but I can't help with that.")
EMPTY = completion("")
LATER = error(429, "slow down", {"retry-after": "0.05"})
HTML = Reply(200, b"<!doctype html><html><body>Welcome</body></html>", {"content-type": "text/html"})
CUT = Reply(200, ANSWER.body[:60], {"content-type": "application/json"})
BROKEN_OFF = Reply(200, ANSWER.body, {"content-type": "application/json"}, cut_after=40)

FAILING: dict[str, tuple[Reply, str]] = {
    "401": (error(401, f"Incorrect API key provided: {KEY}"), "answered 401 Unauthorized*; check OPENAI_API_KEY"),
    "404": (error(404, "The model does not exist"), "answered 404 Not Found*; is the model 'gpt-x' served there*"),
    "JSON cut in the middle": (CUT, "answered with JSON that is broken or cut off; *"),
    "connection cut in the middle": (BROKEN_OFF, "broke off the connection; *"),
    "HTML with status 200": (HTML, "answered with HTML instead of JSON; is the base URL right?*"),
}


@pytest.fixture
def asking(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pytest.RunResult]:
    """A function that runs one task with an endpoint."""

    def ask(server: FakeOpenAI | str, *arguments: str) -> pytest.RunResult:
        monkeypatch.setenv("OPENAI_BASE_URL", server if isinstance(server, str) else server.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        arena.task("stale")
        return arena.run("-v", "--codearena-report=report.json", "--junitxml=junit.xml", *arguments, agent="openai:gpt-x")

    return ask


def check_no_key(arena: Arena, result: pytest.RunResult) -> None:
    """Nothing that was printed or written holds the key, nor half of it."""
    for text in (
        result.stdout.str(),
        result.stderr.str(),
        *(path.read_text() for path in arena.path.glob("*.*") if path.is_file()),
    ):
        assert KEY[:14] not in text


def check_agent_error(arena: Arena, result: pytest.RunResult, expected: str) -> None:
    """The run ended with one clear line, as an error, that counts as nothing."""
    result.assert_outcomes(errors=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["*_ ERROR at setup of stale: openai:gpt-x#1 _*", f"agent_error: openai: 127.0.0.1:* {expected}"], consecutive=True
    )
    result.stdout.fnmatch_lines(["1 episode not judged, counted in no rate:", "*stale *openai:gpt-x *agent_error *"])
    assert "Traceback" not in result.stdout.str()
    report = arena.report()
    (episode,) = report["episodes"]
    assert (episode["outcome"], episode["reward"], episode["attempts"]) == ("agent_error", None, [])
    assert "\n" not in episode["error"]
    assert (report["summary"]["judged"], report["summary"]["errors"], report["summary"]["mean_reward"]) == (0, 1, None)
    check_no_key(arena, result)


class TestFailing:
    @pytest.mark.parametrize("kind", FAILING)
    def test_at_once(self, arena: Arena, asking: Callable[..., pytest.RunResult], kind: str) -> None:
        reply, expected = FAILING[kind]
        started = time.monotonic()
        with serving(reply) as server:
            check_agent_error(arena, asking(server), expected)
        assert time.monotonic() - started < 120

    def test_500_every_time(self, arena: Arena, asking: Callable[..., pytest.RunResult]) -> None:
        started = time.monotonic()
        with serving(error(500, "it broke")) as server:
            check_agent_error(arena, asking(server), "answered 500 Internal Server Error: it broke; *")
            assert len(server.requests) > 1, "it was tried again"
        assert time.monotonic() - started < 60

    def test_429_every_time_that_names_a_long_wait(self, arena: Arena, asking: Callable[..., pytest.RunResult]) -> None:
        started = time.monotonic()
        with serving(error(429, "slow down", {"retry-after": "3600"})) as server:
            check_agent_error(arena, asking(server), "answered 429 Too Many Requests: slow down; wait, or *")
        assert time.monotonic() - started < 60

    def test_refused_connection(self, arena: Arena, asking: Callable[..., pytest.RunResult]) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # taken, but nobody listens
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
            check_agent_error(arena, asking(url), "refused the connection; is the server running?*")

    def test_a_failure_after_attempts_judges_nothing_either(
        self, arena: Arena, asking: Callable[..., pytest.RunResult]
    ) -> None:
        with serving(completion(f"```python\n{OVERFIT}```"), error(401, "expired")) as server:
            result = asking(server)
        result.assert_outcomes(errors=1)
        report = arena.report()
        (episode,) = report["episodes"]
        assert (episode["outcome"], [attempt["verdict"] for attempt in episode["attempts"]]) == ("agent_error", ["overfit"])
        assert (report["summary"]["judged"], report["summary"]["mean_reward"]) == (0, None)

    def test_the_other_agents_go_on(self, arena: Arena, asking: Callable[..., pytest.RunResult]) -> None:
        with serving(error(401)) as server:
            result = asking(server, "--codearena-agent=reference")
        result.assert_outcomes(passed=1, errors=1)
        assert arena.report()["summary"]["solve_rate"] == 1

    def test_no_key_and_no_url(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run(agent="openai:gpt-x")
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines(["agent_error: openai: there is no key for api.openai.com; set OPENAI_API_KEY"])


class TestAnswering:
    def test_patience_with_a_rate_limit(self, arena: Arena, asking: Callable[..., pytest.RunResult]) -> None:
        with serving(LATER, LATER, ANSWER) as server:
            result = asking(server)
            assert len(server.requests) == 3
        result.assert_outcomes(passed=1)
        (episode,) = arena.report()["episodes"]
        assert (episode["outcome"], len(episode["attempts"]), episode["tokens"]) == ("solved", 1, {"input": 120, "output": 34, "cached": None})
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
        check_no_key(arena, result)

    @pytest.mark.parametrize("reply", [EMPTY, SORRY, completion(None)], ids=["empty", "apology", "null"])
    def test_no_code_is_told_so(self, arena: Arena, asking: Callable[..., pytest.RunResult], reply: Reply) -> None:
        with serving(reply, reply, ANSWER) as server:
            result = asking(server)
            asked = [json.dumps(request.json["messages"]) for request in server.requests]
        result.assert_outcomes(passed=1)
        (episode,) = arena.report()["episodes"]
        assert [attempt["verdict"] for attempt in episode["attempts"]] == ["no_code", "resolved"]
        assert len(asked) == 3, "an empty answer is asked for once more"
        assert "held no code" not in asked[0]
        assert "there is no code in it" in asked[1] and "held no code" not in asked[1]
        assert "held no code" in asked[2]
        assert "No code was found" in asked[2] or "python" in asked[2]
        result.stdout.fnmatch_lines(["*attempt 1/5  no_code *reward 0.00 *", "*attempt 2/5  resolved *"])

    def test_feedback_reaches_the_model_and_hidden_source_does_not(
        self, arena: Arena, asking: Callable[..., pytest.RunResult]
    ) -> None:
        with serving(
            completion("```python\ndef half(n):\n    return 0\n```"), completion(f"```python\n{OVERFIT}```"), ANSWER
        ) as server:
            asking(server).assert_outcomes(passed=1)
            first, second, third = (json.dumps(request.json["messages"]) for request in server.requests)
        assert "assert half(4) == 2" in first, "the visible tests"
        assert "assert 0 == 2" not in first
        assert "assert 0 == 2" in second
        assert "number=0" in third
        for asked in (first, second, third):
            for secret in ("hidden_words", "the reference's own words", str(arena.path), "/tmp", KEY):
                assert secret not in asked

    def test_cut_at_the_output_limit(self, arena: Arena, asking: Callable[..., pytest.RunResult]) -> None:
        with serving(completion("```python\ndef half(n):\n    ret", finish_reason="length")) as server:
            result = asking(server)
            assert len(server.requests) == 1
        result.assert_outcomes(failed=1)
        report = arena.report()
        assert report["episodes"][0]["outcome"] == "truncated"
        assert report["summary"]["judged"] == 1
        result.stdout.fnmatch_lines(["*stale *truncated *"])
