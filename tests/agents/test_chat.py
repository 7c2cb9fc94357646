"""Chat agents against a real server over the real client library."""

from __future__ import annotations

import dataclasses
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pytest_codearena.agents.chat import Chat
from pytest_codearena.agents.spec import parse_spec
from pytest_codearena.agents.transport import Patience
from pytest_codearena.errors import AgentError
from pytest_codearena.records import Tokens

from .fake_openai import FakeOpenAI, Reply, completion, error, serving
from .made_up import FIRST, FIXED, after

ANSWER = completion(f"Here it is:\n```python\n{FIXED}```\n")
KEY = "sk-secret-0123456789"
VARIABLES = (
    "OPENAI_API_KEY OPENAI_BASE_URL OPENAI_ORG_ID OPENAI_PROJECT_ID OPENAI_CUSTOM_HEADERS OLLAMA_BASE_URL OLLAMA_HOST "
    "OLLAMA_API_KEY HF_TOKEN HF_BASE_URL VLLM_BASE_URL VLLM_API_KEY TGI_BASE_URL TGI_API_KEY CODEARENA_API_KEY "
    "CODEARENA_TIMEOUT_S HTTP_PROXY http_proxy ALL_PROXY all_proxy NO_PROXY no_proxy"
).split()


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def chat(spec: str, patience: Patience | None = None) -> Chat:
    return Chat(parse_spec(spec), patience=patience)


@contextmanager
def openai_serving(monkeypatch: pytest.MonkeyPatch, *replies: Reply) -> Iterator[FakeOpenAI]:
    with serving(*replies) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield server


HASTE = Patience(window_s=2.0, first_wait_s=0.05, longest_wait_s=0.2)


class TestAnswers:
    def test_code_reply_and_tokens(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reply = completion(f"Fixed:\n```python\n{FIXED}```", usage={"prompt_tokens": 120, "completion_tokens": 34})
        with openai_serving(monkeypatch, reply) as server:
            candidate = chat("openai:gpt").propose(FIRST)
        assert candidate.code == FIXED
        assert candidate.reply == f"Fixed:\n```python\n{FIXED}```"
        assert candidate.tokens == Tokens(120, 34)
        assert (candidate.method, candidate.truncated, candidate.note) == ("openai", False, "")
        assert server.requests[0].path == "/v1/chat/completions"
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"

    def test_missing_usage_is_unknown_and_not_zero(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, ANSWER):
            assert chat("openai:gpt").propose(FIRST).tokens == Tokens(None, None)

    @pytest.mark.parametrize("content", ["", None, "I'm sorry, but I can't help with that.", "Sorry", []])
    def test_reply_without_code(self, monkeypatch: pytest.MonkeyPatch, content: object) -> None:
        with openai_serving(monkeypatch, completion(content)):
            candidate = chat("openai:gpt").propose(FIRST)
        assert candidate.code is None
        assert candidate.reply == (content or "")

    def test_output_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, completion("```python\ndef add(a, b):\n    return (", finish_reason="length")):
            candidate = chat("openai:gpt").propose(FIRST)
        assert candidate.truncated
        assert candidate.code == "def add(a, b):\n    return (\n"

    def test_output_limit_after_complete_code_is_still_flagged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, completion(f"```python\n{FIXED}```\nThis cha", finish_reason="length")):
            candidate = chat("openai:gpt").propose(FIRST)
        assert candidate.truncated and candidate.code == FIXED

    def test_reasoning_fields_are_not_the_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reply = completion("", reasoning_content=f"```python\n{FIXED}```", reasoning="x")
        with openai_serving(monkeypatch, reply):
            assert chat("openai:gpt").propose(FIRST).code is None

    def test_content_in_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        parts = [{"type": "text", "text": "```python\n"}, {"type": "text", "text": f"{FIXED}```"}, {"type": "image"}]
        with openai_serving(monkeypatch, completion(parts)):
            assert chat("openai:gpt").propose(FIRST).code == FIXED

    def test_long_reply_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, completion(f"```python\n{FIXED}```\n" + "x " * 2_000_000)):
            candidate = chat("openai:gpt").propose(FIRST)
        assert candidate.code == FIXED
        assert len(candidate.reply) == 2_000_000

    def test_lone_surrogates_can_be_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        observation = after(FIRST, "x = '\ud800'\n", "syntax_error", "bad \udfff")
        with openai_serving(monkeypatch, ANSWER):
            assert chat("openai:gpt").propose(observation).code == FIXED


class TestWhatIsSent:
    def test_nothing_but_model_and_messages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, ANSWER) as server:
            chat("openai:org/gpt:4").propose(FIRST)
        assert set(server.requests[0].json) == {"model", "messages"}
        assert server.requests[0].json["model"] == "org/gpt:4"

    def test_parameters_of_the_spec(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, ANSWER) as server:
            chat("openai:gpt?temperature=0.2&max_tokens=4000&seed=1").propose(FIRST)
        sent = server.requests[0].json
        assert (sent["temperature"], sent["max_tokens"], sent["seed"]) == (0.2, 4000, 1)

    def test_seed_of_the_run_unless_the_spec_has_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, ANSWER) as server:
            Chat(parse_spec("openai:gpt"), seed=7).propose(FIRST)
            Chat(parse_spec("openai:gpt?seed=0"), seed=7).propose(FIRST)
        assert [request.json["seed"] for request in server.requests] == [7, 0]

    def test_refused_max_tokens_is_renamed_once_and_remembered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        refusal = error(
            400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
        )
        with openai_serving(monkeypatch, refusal, ANSWER) as server:
            agent = chat("openai:gpt?max_tokens=50")
            candidate = agent.propose(FIRST)
            agent.propose(FIRST)
        assert candidate.code == FIXED
        assert "max_completion_tokens" in candidate.note
        assert server.requests[1].json["max_completion_tokens"] == 50
        assert [("max_tokens" in request.json) for request in server.requests] == [True, False, False]

    def test_refused_temperature_is_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        refusal = error(400, "Unsupported value: 'temperature' does not support 0.2 with this model.", param="temperature")
        with openai_serving(monkeypatch, refusal, ANSWER) as server:
            candidate = chat("openai:gpt?temperature=0.2").propose(FIRST)
        assert "temperature" in candidate.note
        assert "temperature" not in server.requests[1].json

    def test_a_parameter_is_dropped_once_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        refusal = error(400, "temperature and max_tokens are bad")
        with openai_serving(monkeypatch, refusal) as server, pytest.raises(AgentError, match="400"):
            chat("openai:gpt?temperature=0.2&max_tokens=5").propose(FIRST)
        assert len(server.requests) == 3


class TestFailures:
    """Each is an AgentError in one line that names host and remedy, and never the key."""

    def failure(self, monkeypatch: pytest.MonkeyPatch, *replies: Reply, spec: str = "openai:gpt") -> tuple[str, int]:
        with openai_serving(monkeypatch, *replies) as server, pytest.raises(AgentError) as caught:
            chat(spec, HASTE).propose(FIRST)
        line = str(caught.value)
        assert "\n" not in line
        assert KEY not in line
        assert KEY not in repr((caught.value.__cause__, caught.value.__context__))
        assert f"127.0.0.1:{server.port}" in line
        return line, len(server.requests)

    def test_401(self, monkeypatch: pytest.MonkeyPatch) -> None:
        line, requests = self.failure(monkeypatch, error(401, f"Incorrect API key provided: {KEY}.\nSee docs"))
        assert "401" in line and "OPENAI_API_KEY" in line and "***" in line
        assert requests == 1

    def test_key_at_the_edge_of_the_quote(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for pad in range(270, 301, 5):
            line, _ = self.failure(monkeypatch, error(401, "x" * pad + KEY))
            assert "sk-" not in line

    def test_403_and_404(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "403" in self.failure(monkeypatch, error(403))[0]
        line, requests = self.failure(monkeypatch, error(404, "The model does not exist"))
        assert "404" in line and "'gpt'" in line and requests == 1

    def test_500_always(self, monkeypatch: pytest.MonkeyPatch) -> None:
        line, requests = self.failure(monkeypatch, error(500, "boom"))
        assert "500" in line and "boom" in line and requests == Patience().server_errors

    def test_html_error_page_is_not_quoted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        line, _ = self.failure(monkeypatch, Reply(502, b"<html><body>Bad Gateway</body></html>"))
        assert "502" in line and "<" not in line

    def test_429_always(self, monkeypatch: pytest.MonkeyPatch) -> None:
        started = time.monotonic()
        line, requests = self.failure(monkeypatch, error(429, "slow down"))
        assert "429" in line and requests > 3 and time.monotonic() - started < 20

    def test_429_that_asks_for_more_than_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        started = time.monotonic()
        line, requests = self.failure(monkeypatch, error(429, "slow down", {"retry-after": "30"}))
        assert "429" in line and requests == 1 and time.monotonic() - started < 20

    def test_429_for_want_of_money_is_not_repeated(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reply = error(429, "You exceeded your current quota", type="insufficient_quota", code="insufficient_quota")
        line, requests = self.failure(monkeypatch, reply)
        assert "billing" in line and requests == 1

    def test_429_twice_and_then_an_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        slow = error(429, "slow down", {"retry-after": "1"})
        with openai_serving(monkeypatch, slow, slow, ANSWER) as server:
            started = time.monotonic()
            candidate = chat("openai:gpt").propose(FIRST)
            took = time.monotonic() - started
        assert (candidate.code, candidate.note, len(server.requests)) == (FIXED, "", 3)
        assert took >= 2.0

    def test_one_500_is_forgiven(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, error(500), ANSWER):
            assert chat("openai:gpt", HASTE).propose(FIRST).code == FIXED

    def test_server_that_says_do_not_retry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.failure(monkeypatch, error(500, "no", {"x-should-retry": "false"}))[1] == 1

    @pytest.mark.parametrize("body", [ANSWER.body[:-20], b"", b'{"choices": [', b"[1]", b"3", b"[" * 100_000])
    def test_broken_json_with_200(self, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
        line, _ = self.failure(monkeypatch, Reply(200, body, {"content-type": "application/json"}))
        assert "broken or cut off" in line

    def test_connection_cut_in_the_middle_of_the_body(self, monkeypatch: pytest.MonkeyPatch) -> None:
        line, requests = self.failure(monkeypatch, dataclasses.replace(ANSWER, cut_after=40))
        assert "broke off" in line and requests == 2

    def test_cut_once_and_then_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, dataclasses.replace(ANSWER, cut_after=40), ANSWER):
            assert chat("openai:gpt", HASTE).propose(FIRST).code == FIXED

    def test_html_with_200(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Reply(200, b"<!doctype html><title>Welcome</title>", {"content-type": "text/html"})
        line, requests = self.failure(monkeypatch, page)
        assert "HTML" in line and "/v1" in line and requests == 1

    @pytest.mark.parametrize(
        "body",
        [{}, {"choices": []}, {"choices": None}, {"choices": [{}]}, {"choices": ["x"]}, {"choices": [{"message": None}]}],
    )
    def test_json_without_an_answer(self, monkeypatch: pytest.MonkeyPatch, body: object) -> None:
        line, _ = self.failure(monkeypatch, Reply(200, json.dumps(body).encode()))
        assert "without choices" in line

    def test_error_with_200(self, monkeypatch: pytest.MonkeyPatch) -> None:
        line, _ = self.failure(monkeypatch, Reply(200, json.dumps({"error": {"message": f"no credit, {KEY}"}}).encode()))
        assert "no credit" in line

    def test_nobody_listens(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{port}")
        started = time.monotonic()
        with pytest.raises(AgentError, match=rf"127\.0\.0\.1:{port} refused .* is the server running\? \(ollama serve\)"):
            chat("ollama:qwen").propose(FIRST)
        assert time.monotonic() - started < 30

    def test_unknown_host(self) -> None:
        with pytest.raises(AgentError, match="can't be reached"):
            chat("http://no-such-host.invalid/v1#m", HASTE).propose(FIRST)

    def test_slow_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CODEARENA_TIMEOUT_S", "0.5")
        line, requests = self.failure(monkeypatch, dataclasses.replace(ANSWER, delay_s=1.5))
        assert "within 0.5 s" in line and "CODEARENA_TIMEOUT_S" in line and requests == 1

    def test_timeout_that_is_no_number(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for text in ("soon", "-1", "0", "nan", "inf"):
            monkeypatch.setenv("CODEARENA_TIMEOUT_S", text)
            with openai_serving(monkeypatch, ANSWER), pytest.raises(AgentError, match="CODEARENA_TIMEOUT_S"):
                chat("openai:gpt").propose(FIRST)

    def test_slow_failures_are_not_repeated_beyond_the_window(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.failure(monkeypatch, dataclasses.replace(error(500), delay_s=1.1))[1] == 1

    def test_defaults_give_up_within_a_minute(self) -> None:
        patience = Patience()
        waits = [min(patience.first_wait_s * 2**n, patience.longest_wait_s) for n in range(patience.server_errors - 1)]
        assert sum(waits) < 20
        assert patience.window_s < 60


class TestWhereItGoes:
    def test_ollama_host(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(ANSWER) as server:
            monkeypatch.setenv("OLLAMA_HOST", f"0.0.0.0:{server.port}")
            assert chat("ollama:qwen2.5-coder:7b").propose(FIRST).method == "ollama"
        assert server.requests[0].path == "/v1/chat/completions"
        assert server.requests[0].json["model"] == "qwen2.5-coder:7b"

    def test_ollama_base_url_comes_before_ollama_host(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(ANSWER) as server:
            monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:1")
            monkeypatch.setenv("OLLAMA_BASE_URL", f"http://127.0.0.1:{server.port}/")
            assert chat("ollama:qwen").propose(FIRST).code == FIXED
        assert server.requests[0].path == "/v1/chat/completions"

    @pytest.mark.parametrize("provider", ["vllm", "tgi"])
    def test_vllm_and_tgi(self, monkeypatch: pytest.MonkeyPatch, provider: str) -> None:
        with serving(ANSWER) as server:
            monkeypatch.setenv(f"{provider.upper()}_BASE_URL", f"http://127.0.0.1:{server.port}")
            monkeypatch.setenv(f"{provider.upper()}_API_KEY", "its-own")
            assert chat(f"{provider}:org/m").propose(FIRST).method == provider
        assert server.requests[0].path == "/v1/chat/completions"
        assert server.requests[0].headers["authorization"] == "Bearer its-own"

    def test_hugging_face(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(AgentError, match="HF_TOKEN"):
            chat("hf:org/m").propose(FIRST)
        with serving(ANSWER) as server:
            monkeypatch.setenv("HF_BASE_URL", server.url)
            monkeypatch.setenv("HF_TOKEN", "hf-own")
            chat("hf:org/m").propose(FIRST)
        assert server.requests[0].headers["authorization"] == "Bearer hf-own"

    def test_no_secret_of_openai_reaches_another_host(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_ADMIN_KEY", KEY)
        monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
        monkeypatch.setenv("OPENAI_PROJECT_ID", "project-secret")
        monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Team: {KEY}\nAuthorization: Bearer {KEY}")
        with serving(ANSWER) as server:
            chat(f"{server.url}#m").propose(FIRST)
            monkeypatch.setenv("OLLAMA_BASE_URL", server.url)
            chat("ollama:m").propose(FIRST)
        for request in server.requests:
            assert "secret" not in repr(request.headers)
            assert request.headers["authorization"] == "Bearer none"

    def test_key_for_a_url(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CODEARENA_API_KEY", "for-urls")
        with serving(ANSWER) as server:
            chat(f"{server.url}#org/m?temperature=1").propose(FIRST)
        assert server.requests[0].headers["authorization"] == "Bearer for-urls"
        assert server.requests[0].json["model"] == "org/m"

    def test_redirect_to_another_host_takes_no_key_along(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CODEARENA_API_KEY", KEY)
        with serving(ANSWER) as other:
            redirect = Reply(307, b"", {"location": f"http://localhost:{other.port}/v1/chat/completions"})
            with serving(redirect) as server:
                chat(f"{server.url}#m").propose(FIRST)
        assert "authorization" not in other.requests[0].headers

    def test_password_in_a_url_is_not_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(error(404, "ask bob:hunter2")) as server:
            agent = chat(f"http://bob:hunter2@127.0.0.1:{server.port}/v1#m")
            with pytest.raises(AgentError) as caught:
                agent.propose(FIRST)
        assert "hunter2" not in str(caught.value) and "hunter2" not in agent.name

    def test_missing_openai_key(self) -> None:
        with pytest.raises(AgentError, match="OPENAI_API_KEY"):
            chat("openai:gpt").propose(FIRST)

    def test_key_with_a_typographic_dash(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk\u2013abc")
        with pytest.raises(AgentError, match="OPENAI_API_KEY") as caught:
            chat("openai:gpt").propose(FIRST)
        assert "abc" not in str(caught.value)

    def test_base_url_that_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VLLM_BASE_URL", "gpu-box:8000")
        with pytest.raises(AgentError, match="gpu-box"):
            chat("vllm:m").propose(FIRST)

    def test_no_proxy_for_loopback(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        with serving(ANSWER) as server:
            assert chat(f"{server.url}#m").propose(FIRST).code == FIXED

    def test_key_echoed_in_an_answer_is_not_stored(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with openai_serving(monkeypatch, completion(f"your key is {KEY}")):
            assert KEY not in chat("openai:gpt").propose(FIRST).reply
