"""What is done around a model: refusal, one retry, a look at the speed, and going on to the next agent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pytest_codearena.agents import check_spec, make_agent, meaning_of
from pytest_codearena.agents.chain import Chain
from pytest_codearena.agents.critique import Critique, concern
from pytest_codearena.agents.retry import Retry
from pytest_codearena.agents.validation import Validated, refusal
from pytest_codearena.errors import AgentError, UsageError
from pytest_codearena.records import Candidate, Observation, SourceFile, Tokens, Workload

from .fake_openai import FakeOpenAI, Reply, completion, error, serving
from .made_up import BUGGY, FIRST, FIXED, after, task

BROKEN = "def add(a, b)\n    return a + b\n"
RENAMED = "def plus(a, b):\n    return a + b\n"
USED = {"prompt_tokens": 10, "completion_tokens": 5}
KEY = "sk-secret-0123456789"
QUADRATIC = "def unique(items):\n    seen = []\n    for item in items:\n        if item not in seen:\n            seen.append(item)\n    return seen\n"
LINEAR = "def unique(items):\n    return list(dict.fromkeys(items))\n"
SLOW_TASK = replace(
    FIRST, category="optimization", buggy_code=QUADRATIC, visible_tests=(SourceFile("test_unit.py", "from candidate import unique\n"),)
)
WORKLOAD = Workload("unique", (10, 20), expected="O(n)")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HF_TOKEN", "HF_BASE_URL", "OLLAMA_HOST", "OLLAMA_BASE_URL", "TGI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for provider in ("HF", "OLLAMA", "VLLM", "TGI", "OPENAI"):
        monkeypatch.delenv(f"CODEARENA_AUTO_{provider}", raising=False)


def answer(code: str) -> Reply:
    return completion(f"```python\n{code}```", usage=USED)


def asked(server: FakeOpenAI) -> list[str]:
    """The last message of each request."""
    return [request.json["messages"][-1]["content"] for request in server.requests]


def propose(server: FakeOpenAI, observation: Observation = FIRST, *, spec: str = "", workload: Workload | None = None) -> Candidate:
    return make_agent(spec or f"{server.url}#m", replace(task(), efficiency=workload)).propose(observation)


class Says:
    """An agent that answers with these, in order, and keeps what it was asked."""

    def __init__(self, *codes: str | AgentError | None, name: str = "says") -> None:
        self.name = name
        self.codes: Sequence[str | AgentError | None] = codes
        self.seen: list[Observation] = []

    def propose(self, observation: Observation) -> Candidate:
        code = self.codes[min(len(self.seen), len(self.codes) - 1)]
        self.seen.append(observation)
        if isinstance(code, AgentError):
            raise code
        return Candidate(code, reply=code or "no", tokens=Tokens(10, 5), method="says")


class TestRefusal:
    @pytest.mark.parametrize(
        ("code", "why"),
        [
            (None, "no code"),
            (" \n", "no code"),
            (BROKEN, "does not compile: line 1: expected ':'"),
            (RENAMED, "no longer defines add"),
            ("", "no code"),
            ("add\n", "no longer defines add"),
            ("class A:\n    def add(self): ...\n", "no longer defines add"),
            ("def outer():\n    def add(a, b): ...\n", "no longer defines add"),
            ("x = '\0'\n", "does not compile"),
            ("(" * 300, "does not compile"),
        ],
    )
    def test_what_is_worse(self, code: str | None, why: str) -> None:
        assert why in refusal(code, FIRST)

    @pytest.mark.parametrize(
        "code",
        [
            FIXED,
            BUGGY,
            "from operator import add\n",
            "import operator\nadd = operator.add\n",
            "if True:\n    def add(a, b):\n        return a + b\n",
            "try:\n    from fast import add\nexcept ImportError:\n    add = lambda a, b: a + b\n",
            "from operator import *\n",
            "globals()['add'] = max\n",
            "for add in [max]:\n    pass\n",
            "class add:\n    def __new__(cls, a, b):\n        return a + b\n",
            FIXED + "def more():\n    pass\n",
        ],
    )
    def test_what_is_not(self, code: str) -> None:
        assert refusal(code, FIRST) == ""

    def test_private_names_may_go_unless_the_tests_use_them(self) -> None:
        observation = replace(FIRST, buggy_code=f"LIMIT = 3\n_spare = 1\n\n\ndef _helper():\n    pass\n\n\n{BUGGY}")
        assert refusal(FIXED, observation) == ""
        tests = SourceFile("test_more.py", "import candidate\n\n\ndef test():\n    assert candidate._helper() is None and candidate.LIMIT\n")
        assert "LIMIT, _helper" in refusal(FIXED, replace(observation, visible_tests=(tests,)))

    def test_methods(self) -> None:
        before = "class Stack:\n    def push(self, x): ...\n    def pop(self): ...\n    def _grow(self): ...\n"
        observation = replace(FIRST, buggy_code=before)
        assert "no longer defines Stack.pop" in refusal("class Stack:\n    def push(self, x): ...\n", observation)
        assert refusal("class Stack:\n    def push(self, x): ...\n    pop = push\n", observation) == ""
        assert refusal("class Stack(list):\n    def push(self, x): ...\n", observation) == "", "it may inherit it"
        assert "no longer defines Stack" in refusal("def push(): ...\n", observation)

    def test_a_module_that_did_not_compile_itself(self) -> None:
        observation = replace(FIRST, buggy_code=BROKEN + "async def more(:\n    pass\n\nclass Some\n")
        assert "more, Some" in refusal(FIXED, observation)
        assert "does not compile" in refusal(BROKEN, observation)


class TestRetry:
    def test_a_syntax_error_is_shown_once(self) -> None:
        with serving(answer(BROKEN), answer(FIXED)) as server:
            candidate = propose(server)
        assert candidate.code == FIXED
        assert candidate.tokens == Tokens(20, 10)
        assert "retry: the first answer was refused, it does not compile: line 1: expected ':'" in candidate.note
        assert "the second one was accepted" in candidate.note
        assert len(server.requests) == 2
        talk = server.requests[1].json["messages"]
        assert [message["role"] for message in talk] == ["system", "user", "assistant", "user"]
        assert BROKEN in talk[2]["content"]
        assert "line 1: expected ':'" in talk[3]["content"]

    @pytest.mark.parametrize(("bad", "told"), [("no idea", "no code"), (f"```python\n{RENAMED}```", "no longer defines add")])
    def test_other_refusals_are_told_too(self, bad: str, told: str) -> None:
        with serving(completion(bad), answer(FIXED)) as server:
            assert propose(server).code == FIXED
        assert told in asked(server)[1]

    def test_a_good_answer_costs_one_request(self) -> None:
        with serving(answer(FIXED)) as server:
            candidate = propose(server)
        assert (len(server.requests), candidate.note, candidate.refused) == (1, "", "")

    def test_exactly_one_and_then_the_code_is_handed_in_as_it_is(self) -> None:
        with serving(answer(BROKEN), answer(RENAMED), answer(FIXED)) as server:
            candidate = propose(server)
        assert len(server.requests) == 2
        assert candidate.code == RENAMED
        assert candidate.refused == "it no longer defines add"
        assert "refused again" in candidate.note

    def test_an_empty_second_answer_does_not_replace_code(self) -> None:
        with serving(answer(BROKEN), completion("sorry")) as server:
            assert propose(server).code == BROKEN
        with serving(completion("sorry")) as server:
            assert propose(server).code is None

    def test_a_cut_answer_is_not_asked_for_again(self) -> None:
        with serving(completion(f"```python\n{BROKEN}", finish_reason="length")) as server:
            assert propose(server).truncated
        assert len(server.requests) == 1

    def test_switched_off(self) -> None:
        with serving(answer(BROKEN), answer(FIXED)) as server:
            candidate = propose(server, spec=f"{server.url}#m?retry=0&critique=0")
            assert set(server.requests[0].json) == {"model", "messages"}
        assert (candidate.code, candidate.note, len(server.requests)) == (BROKEN, "", 1)

    def test_a_provider_that_fails_meanwhile(self) -> None:
        with serving(answer(BROKEN), error(401)) as server, pytest.raises(AgentError, match="401"):
            propose(server)

    @pytest.mark.parametrize("provider", ["openai", "ollama", "hf", "vllm", "tgi"])
    def test_every_provider_has_it(self, provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(answer(BROKEN), answer(FIXED)) as server:
            monkeypatch.setenv(f"{provider.upper()}_BASE_URL", server.url)
            assert propose(server, spec=f"{provider}:m").code == FIXED


class TestCritique:
    def test_slow_code_is_looked_at_once(self) -> None:
        with serving(answer(QUADRATIC), answer(LINEAR)) as server:
            candidate = propose(server, SLOW_TASK, workload=WORKLOAD)
        assert candidate.code == LINEAR
        assert candidate.tokens == Tokens(20, 10)
        assert "critique: the answer was rewritten" in candidate.note
        assert len(server.requests) == 2
        said = asked(server)[1]
        assert "O(n^2)" in said and "line 4" in said
        assert "O(n)" not in said, "what the task expects is not told"

    def test_fast_code_is_not(self) -> None:
        with serving(answer(LINEAR)) as server:
            assert propose(server, SLOW_TASK, workload=WORKLOAD).note == ""
        assert len(server.requests) == 1

    def test_switched_off(self) -> None:
        with serving(answer(QUADRATIC), answer(LINEAR)) as server:
            assert propose(server, SLOW_TASK, spec=f"{server.url}#m?critique=0", workload=WORKLOAD).code == QUADRATIC
        assert len(server.requests) == 1

    def test_only_where_speed_is_the_matter(self) -> None:
        logic = replace(SLOW_TASK, category="logic")
        assert concern(QUADRATIC, logic, WORKLOAD) == ""
        assert concern(QUADRATIC, replace(logic, hint="Speed: all tests pass"), WORKLOAD)
        assert concern(QUADRATIC, replace(logic, hint="Edge cases and logic"), WORKLOAD) == ""

    def test_after_a_measurement_the_source_has_to_say_that_it_is_faster(self) -> None:
        logic = replace(SLOW_TASK, category="logic")
        slow = after(logic, QUADRATIC, "slow", "too slow")
        assert concern(QUADRATIC, slow, WORKLOAD)
        assert concern(LINEAR, slow, WORKLOAD) == ""
        unknown = "def unique(items):\n    return foreign(items)\n"
        assert concern(unknown, slow, WORKLOAD), "nothing says that it is faster"
        costly = replace(slow, previous_attempts=(replace(slow.previous_attempts[0], verdict="resolved", costly=True),))
        assert concern(QUADRATIC, costly, None)
        cheap = replace(slow, previous_attempts=(replace(slow.previous_attempts[0], verdict="failed"),))
        assert concern(QUADRATIC, cheap, None) == ""

    def test_without_an_expectation_it_is_compared_with_the_buggy_code(self) -> None:
        assert concern(QUADRATIC, SLOW_TASK, None)
        assert concern(LINEAR, SLOW_TASK, None) == ""
        assert concern("def unique(items):\n    return foreign(items)\n", SLOW_TASK, None) == ""

    @pytest.mark.parametrize("second", [BROKEN, RENAMED, None, AgentError("gone")])
    def test_what_is_no_better_is_not_taken(self, second: str | AgentError | None) -> None:
        agent = Critique(Validated(Says(QUADRATIC, second)), WORKLOAD)
        candidate = agent.propose(SLOW_TASK)
        assert (candidate.code, candidate.refused) == (QUADRATIC, "")
        assert "stays as it was" in candidate.note

    def test_a_slower_one_is_not_taken(self) -> None:
        cubic = "def unique(items):\n    return [a for a in items for b in items for c in items]\n"
        assert Critique(Validated(Says(QUADRATIC, cubic)), WORKLOAD).propose(SLOW_TASK).code == QUADRATIC

    def test_retry_and_critique_make_three_requests_at_most(self) -> None:
        says = Says(BROKEN, QUADRATIC, BROKEN, LINEAR)
        candidate = Retry(Critique(Validated(says), WORKLOAD)).propose(SLOW_TASK)
        assert (candidate.code, len(says.seen), candidate.tokens) == (QUADRATIC, 3, Tokens(30, 15))
        assert [len(seen.drafts) for seen in says.seen] == [0, 1, 2]
        assert "retry:" in candidate.note and "critique:" in candidate.note

    def test_the_two_specs_of_unknown_switches(self) -> None:
        for spec in ("openai:m?retry=2", "openai:m?critique=", "openai:m?critiqe=0"):
            with pytest.raises(UsageError, match=r"retry takes|critique takes|did you mean 'critique'"):
                check_spec(spec)


class TestChain:
    def test_who_failed_and_who_answered_is_noted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(error(401, f"bad key {KEY}")) as server:
            monkeypatch.setenv("HF_BASE_URL", server.url)
            monkeypatch.setenv("HF_TOKEN", KEY)
            candidate = make_agent("chain:hf:org/m,builtin", task(buggy=BROKEN)).propose(replace(FIRST, buggy_code=BROKEN))
        assert candidate.code is not None and "def add(a, b):" in candidate.code
        assert candidate.method.startswith("builtin")
        assert candidate.note.startswith("hf:org/m failed: hf: 127.0.0.1:")
        assert "answered 401 Unauthorized: bad key ***; check HF_TOKEN; builtin answered" in candidate.note
        assert KEY not in repr(candidate)

    def test_code_that_is_refused_twice_is_left_to_the_next(self) -> None:
        with serving(answer(BROKEN)) as server:
            candidate = propose(server, spec=f"chain:{server.url}#m,reference")
        assert len(server.requests) == 2
        assert candidate.code == FIXED
        assert candidate.tokens == Tokens(20, 10)
        assert "#m was refused: it does not compile" in candidate.note and "reference answered" in candidate.note

    def test_if_all_are_refused_the_last_code_is_handed_in(self) -> None:
        chain = Chain([Validated(Says(BROKEN, name="a")), Validated(Says(RENAMED, name="b")), Validated(Says(None, name="c"))])
        candidate = chain.propose(FIRST)
        assert candidate.code == RENAMED
        assert "a was refused" in candidate.note and "c was refused: there is no code" in candidate.note and "b answered" in candidate.note

    def test_refused_code_is_an_answer_though_another_agent_failed(self) -> None:
        assert Chain([Validated(Says(BROKEN)), Says(AgentError("gone"))]).propose(FIRST).code == BROKEN
        with pytest.raises(AgentError, match="gone"):
            Chain([Validated(Says(None)), Says(AgentError("gone"))]).propose(FIRST)


class TestAuto:
    def test_nothing_is_there(self) -> None:
        assert meaning_of("auto") == "builtin"
        agent = make_agent("auto", task(buggy=BROKEN))
        assert agent.name == "auto"
        assert agent.propose(replace(FIRST, buggy_code=BROKEN)).code is not None

    @pytest.mark.parametrize(
        ("environment", "meaning"),
        [
            ({"HF_TOKEN": KEY}, "chain:hf:Qwen/Qwen2.5-Coder-32B-Instruct,builtin"),
            ({"OLLAMA_HOST": "gpu", "HF_TOKEN": KEY}, "chain:hf:Qwen/Qwen2.5-Coder-32B-Instruct,ollama:qwen2.5-coder,builtin"),
            ({"CODEARENA_AUTO_OLLAMA": "m:7b?retry=0"}, "chain:ollama:m:7b?retry=0,builtin"),
            ({"OPENAI_API_KEY": KEY}, "builtin"),
            ({"OPENAI_API_KEY": KEY, "CODEARENA_AUTO_OPENAI": "gpt-5"}, "chain:openai:gpt-5,builtin"),
            ({"CODEARENA_AUTO_OPENAI": "a", "CODEARENA_AUTO_VLLM": "b", "TGI_BASE_URL": "http://t"}, "chain:vllm:b,tgi:tgi,openai:a,builtin"),
        ],
    )
    def test_what_the_environment_names(self, environment: dict[str, str], meaning: str, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert meaning_of("auto") == meaning
        check_spec("auto")
        assert KEY not in meaning

    @pytest.mark.parametrize("model", ["a,b", "m?temprature=0"])
    def test_a_variable_that_holds_no_model(self, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CODEARENA_AUTO_HF", model)
        with pytest.raises(UsageError, match=r"^CODEARENA_AUTO_HF: "):
            check_spec("auto")

    def test_it_is_a_chain(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(UsageError, match="chain"):
            check_spec("chain:auto,builtin")
        with serving(error(404), answer(FIXED)) as server:
            monkeypatch.setenv("HF_BASE_URL", server.url)
            monkeypatch.setenv("OLLAMA_BASE_URL", server.url)
            candidate = make_agent("auto", task()).propose(FIRST)
        assert candidate.code == FIXED
        assert "404" in candidate.note and "ollama:qwen2.5-coder answered" in candidate.note


def test_drafts_reach_programs_as_json() -> None:
    """An agent that is not wrapped can be, by whoever wants it."""
    says = Says(BROKEN, FIXED)
    assert Retry(Validated(says)).propose(FIRST).code == FIXED
    (draft,) = says.seen[1].drafts
    assert (draft.code, "does not compile" in draft.remark) == (BROKEN, True)
    assert json.dumps(draft.remark)
