"""What models cost, and that no more is spent than was allowed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..agents.fake_openai import completion, serving
from ..judge.stub import NAMES, judging, sane, write_ranked
from .conftest import Arena
from .made_up import FIXED, OVERFIT

USED = {"prompt_tokens": 800_000, "completion_tokens": 200_000}
GOOD = completion(f"```python\n{FIXED}```", usage=USED)
PRICES = 'currency = "USD"\n[models."gpt-x"]\ninput = 1\ncached = 0.5\noutput = 10\n[models."openai:free"]\ninput = 0\noutput = 0\n'
"""An answer of GOOD costs 2.80."""


@pytest.fixture
def priced(arena: Arena) -> Arena:
    """A project with four tasks and prices."""
    for name in ("a", "b", "c", "d"):
        arena.task(name)
    (arena.path / "prices.toml").write_text(PRICES)
    return arena


def spending(report: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = report["spending"]
    return found


def run(arena: Arena, *arguments: str, agent: str = "openai:gpt-x", apart: bool = False) -> tuple[pytest.RunResult, dict[str, Any]]:
    running = arena.run_apart if apart else arena.run
    result = running("--codearena-prices=prices.toml", "--codearena-report=report.json", "-rs", *arguments, agent=agent)
    return result, arena.report()


class TestCost:
    def test_by_episode_agent_and_run(self, priced: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        cached = completion(f"```python\n{OVERFIT}```", usage={**USED, "prompt_tokens_details": {"cached_tokens": 400_000}})  # type: ignore[dict-item]
        with serving(cached, GOOD) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            result, report = run(priced, "--codearena-agent=reference")
        costs = {(episode["agent"], episode["task"]): episode["cost"] for episode in report["episodes"]}
        assert costs["openai:gpt-x", "a"] == pytest.approx(2.6 + 2.8)
        assert [costs["openai:gpt-x", task] for task in "bcd"] == [pytest.approx(2.8)] * 3
        assert {costs["reference", task] for task in "abcd"} == {0.0}
        assert report["summary"]["by_agent"]["openai:gpt-x"]["cost"] == pytest.approx(13.8)
        assert report["summary"]["cost"] == spending(report)["cost"] == spending(report)["paid"] == pytest.approx(13.8)
        assert spending(report)["tokens"] == {"input": 4_000_000, "output": 1_000_000, "cached": 400_000}
        assert spending(report)["prices"] == {"openai:gpt-x": {"input": 1.0, "output": 10.0, "cached": 0.5}}
        result.stdout.fnmatch_lines(["agent *tokens *cost *time", "openai:gpt-x *13.8000 *"])
        result.stdout.fnmatch_lines(["models: 5 requests asked, 0 replayed, 5,000,000 tokens", "cost: USD 13.8000; paid in this run: USD 13.8000"])

    def test_what_is_replayed_costs_what_it_cost_and_is_not_paid(self, priced: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(GOOD) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            _, recorded = run(priced, "--codearena-replies=record")
        result, replayed = run(priced, "--codearena-replies=replay", "--codearena-max-cost=0.01")
        result.assert_outcomes(passed=4)
        assert [episode["cost"] for episode in replayed["episodes"]] == [episode["cost"] for episode in recorded["episodes"]]
        assert (spending(replayed)["cost"], spending(replayed)["paid"]) == (spending(recorded)["cost"], 0.0)
        assert spending(replayed)["tokens"] == spending(recorded)["tokens"]
        result.stdout.fnmatch_lines(["cost: USD 11.2000; paid in this run: USD 0.0000, as what is replayed costs nothing"])

    def test_what_is_not_known_is_not_zero(self, priced: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(GOOD) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            result, report = run(priced, agent="openai:gpt-y")
        assert {episode["cost"] for episode in report["episodes"]} == {None}
        assert (spending(report)["cost"], spending(report)["paid"], report["summary"]["cost"]) == (None, None, None)
        result.stdout.fnmatch_lines(["cost: n/a (no price for openai:gpt-y); paid in this run: n/a"])

    def test_without_prices_nothing_is_said_of_money(self, priced: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(GOOD) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            result = priced.run("--codearena-report=report.json", agent="openai:gpt-x")
        assert spending(priced.report())["currency"] == ""
        assert spending(priced.report())["cost"] is None
        assert "cost" not in result.stdout.str()

    def test_of_a_judge(self, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in NAMES:
            write_ranked(arena.path / "tasks" / "x" / name, name)
        (arena.path / "prices.toml").write_text(PRICES)
        with judging(sane) as server:
            monkeypatch.setenv("CODEARENA_JUDGE_BASE_URL", server.url)
            _, report = run(arena, "--codearena-judge=openai:gpt-x", agent="reference")
            asked = len(server.requests)
        assert spending(report)["judge_cost"] == spending(report)["paid"] == pytest.approx(asked * (100 * 1 + 10 * 10) / 1e6)
        assert report["summary"]["cost"] == 0.0

    def test_of_agents_that_ask_by_themselves(self, priced: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        (priced.path / "mine.py").write_text(
            "from pytest_codearena.records import Candidate, Tokens\n\n\ndef propose(observation):\n"
            f"    return Candidate({FIXED!r}, tokens=Tokens(1000, 100))\n"
        )
        monkeypatch.syspath_prepend(priced.path)
        (priced.path / "prices.toml").write_text(PRICES + '[models."python:mine:propose"]\ninput = 1\noutput = 1\n')
        _, report = run(priced, agent="python:mine:propose")
        assert spending(report)["cost"] == spending(report)["paid"] == pytest.approx(4 * 1100 / 1e6)


class TestLimits:
    @pytest.mark.parametrize(
        ("option", "told"),
        [
            ("--codearena-max-tokens=1500000", "budget: 2,000,000 tokens are used, and --codearena-max-tokens is 1,500,000"),
            ("--codearena-max-cost=5", "budget: USD 5.6000 are paid, and --codearena-max-cost is 5"),
        ],
    )
    def test_the_rest_is_skipped_with_the_reason(self, priced: Arena, monkeypatch: pytest.MonkeyPatch, option: str, told: str) -> None:
        with serving(GOOD) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            result, report = run(priced, option)
            assert len(server.requests) == 2
        result.assert_outcomes(passed=2, skipped=2)
        assert result.ret == pytest.ExitCode.OK
        result.stdout.fnmatch_lines([f"SKIPPED * {told}"])
        assert [episode["outcome"] for episode in report["episodes"]] == ["solved", "solved", "budget", "budget"]
        assert {episode["error"] for episode in report["episodes"][2:]} == {told}
        assert (report["summary"]["judged"], report["summary"]["solve_rate"]) == (2, 1.0)

    @pytest.mark.slow
    def test_it_holds_over_all_workers(self, priced: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(8):
            priced.task(f"more{number}")
        with serving(GOOD) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            result, report = run(priced, "-n2", "--codearena-max-tokens=3000000", apart=True)
            asked = len(server.requests)
        assert 3 <= asked <= 4, "one for each worker beyond the limit at most"
        result.assert_outcomes(passed=asked, skipped=12 - asked)
        assert len(report["episodes"]) == 12
        assert spending(report)["asked"] == asked

    def test_an_unknown_price_is_refused(self, priced: Arena) -> None:
        for agent, named in (("openai:gpt-y", "openai:gpt-y"), ("chain:openai:gpt-x,http://h/v1#m", "http://h/v1#m"), ("command:prog", "command:prog")):
            result = priced.run("--codearena-prices=prices.toml", "--codearena-max-cost=1", agent=agent)
            assert result.ret == pytest.ExitCode.USAGE_ERROR
            result.stderr.fnmatch_lines([f"*--codearena-max-cost: there is no price for {named}; add *"])
        result = priced.run("--codearena-prices=prices.toml", "--codearena-max-cost=1", "--codearena-judge=openai:other")
        result.stderr.fnmatch_lines(["*there is no price for openai:other*"])
        result = priced.run("--codearena-max-cost=1")
        result.stderr.fnmatch_lines(["*--codearena-max-cost: needs --codearena-prices=PATH*"])

    @pytest.mark.parametrize("option", ["--codearena-max-cost=0", "--codearena-max-cost=much", "--codearena-max-cost=nan", "--codearena-max-tokens=0"])
    def test_a_limit_that_is_none(self, priced: Arena, option: str) -> None:
        result = priced.run("--codearena-prices=prices.toml", option)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([f"*{option.partition('=')[0]}: expected *"])

    def test_tokens_that_nobody_counted_are_reckoned(self, priced: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(completion(f"```python\n{FIXED}```")) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            result, report = run(priced, "--codearena-max-tokens=200")
            characters = sum(len(message["content"]) for message in server.requests[0].json["messages"])
            assert len(server.requests) == 1, f"{characters} characters are more than 200 tokens"
        result.assert_outcomes(passed=1, skipped=3)
        assert spending(report)["uncounted"] == 1
        assert spending(report)["tokens"]["input"] is None
        assert spending(report)["cost"] is None
        result.stdout.fnmatch_lines(["models: 1 requests asked, 0 replayed; the provider counted no tokens of 1 of the replies", "cost: n/a (not all tokens were counted)*"])

    def test_what_is_free_is_never_refused(self, priced: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(completion(f"```python\n{FIXED}```")) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            result, report = run(priced, "--codearena-max-cost=0.01", agent="openai:free")
        result.assert_outcomes(passed=4)
        assert json.dumps(spending(report)["paid"]) == "0.0"
