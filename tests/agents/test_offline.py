"""Agents that need no model: scripted, from files, programs, functions, chains."""

from __future__ import annotations

import shlex
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_codearena.agents import make_agent
from pytest_codearena.agents.chain import Chain
from pytest_codearena.agents.programs import Program
from pytest_codearena.agents.scripted import Scripted
from pytest_codearena.errors import AgentError, UsageError
from pytest_codearena.records import Candidate, Observation, Tokens

from .made_up import FIRST, FIXED, task

SECOND = replace(FIRST, attempt=2)
FIFTH = replace(FIRST, attempt=5)


class TestScripted:
    def test_replies_in_order_and_the_last_one_again(self) -> None:
        agent = Scripted([f"```python\n{FIXED}```", "I give up."])
        assert agent.propose(FIRST).code == FIXED
        assert agent.propose(SECOND).code is None
        assert agent.propose(FIFTH).reply == "I give up."
        assert agent.propose(FIRST).code == FIXED  # another episode

    def test_candidates_are_proposed_as_they_are(self) -> None:
        candidate = Candidate(code="not python", truncated=True, tokens=Tokens(1, 2))
        assert Scripted([candidate]).propose(FIRST) is candidate

    def test_plain_code_is_a_reply_too(self) -> None:
        assert Scripted([FIXED]).propose(FIRST).code == FIXED

    def test_no_replies_at_all(self) -> None:
        with pytest.raises(UsageError):
            Scripted([])


class TestFiles:
    def test_one_file_for_every_attempt(self, tmp_path: Path) -> None:
        (tmp_path / "fix.py").write_text("not even python (", encoding="utf-8")
        agent = make_agent(f"file:{tmp_path / 'fix.py'}", task())
        assert agent.propose(FIRST).code == agent.propose(FIFTH).code == "not even python ("

    def test_one_file_per_task(self, tmp_path: Path) -> None:
        (tmp_path / "sums.py").write_text(FIXED, encoding="utf-8")
        assert make_agent(f"file:{tmp_path}", task()).propose(FIFTH).code == FIXED

    def test_one_file_per_attempt_and_the_last_one_again(self, tmp_path: Path) -> None:
        for number in (1, 2):
            (tmp_path / f"sums.{number}.py").write_text(f"x = {number}\n", encoding="utf-8")
        agent = make_agent(f"file:{tmp_path}", task())
        assert [agent.propose(each).code for each in (FIRST, SECOND, FIFTH)] == ["x = 1\n", "x = 2\n", "x = 2\n"]

    def test_no_file_for_this_task(self, tmp_path: Path) -> None:
        with pytest.raises(AgentError, match=r"sums\.py.*sums\.1\.py"):
            make_agent(f"file:{tmp_path}", task()).propose(FIRST)

    def test_file_that_is_not_text(self, tmp_path: Path) -> None:
        (tmp_path / "sums.py").write_bytes(b"\xff\xfe")
        with pytest.raises(AgentError, match="UTF-8"):
            make_agent(f"file:{tmp_path}", task()).propose(FIRST)


def program(tmp_path: Path, text: str) -> str:
    path = tmp_path / "agent program.py"
    path.write_text(text, encoding="utf-8")
    return shlex.join([sys.executable, str(path)])


class TestPrograms:
    def test_observation_in_and_code_out(self, tmp_path: Path) -> None:
        text = "import json, sys\nseen = json.load(sys.stdin)\nprint(seen['buggy_code'].replace('-', '+'), end='')\n"
        agent = make_agent(f"command:{program(tmp_path, text)}", task())
        candidate = agent.propose(FIRST)
        assert candidate.code == FIXED
        assert candidate.method == "command"

    def test_chatty_reply(self, tmp_path: Path) -> None:
        text = f"print('Sure!')\nprint('```python')\nprint({FIXED!r}, end='')\nprint('```')\n"
        assert Program(program(tmp_path, text)).propose(FIRST).code == FIXED

    def test_nothing_said(self, tmp_path: Path) -> None:
        assert Program(program(tmp_path, "")).propose(FIRST).code is None

    def test_it_need_not_read_its_input(self, tmp_path: Path) -> None:
        big = replace(FIRST, description="x" * 1_000_000)
        assert Program(program(tmp_path, f"print({FIXED!r})")).propose(big).code is not None

    def test_failure(self, tmp_path: Path) -> None:
        text = "import sys\nsys.stderr.write('\\nno such model\\nmore\\n')\nsys.exit(3)\n"
        with pytest.raises(AgentError, match=r"status 3: no such model$"):
            Program(program(tmp_path, text)).propose(FIRST)

    def test_python_program_that_fails(self, tmp_path: Path) -> None:
        with pytest.raises(AgentError, match=r"status 1: LookupError: no model$"):
            Program(program(tmp_path, "raise LookupError('no model')")).propose(FIRST)

    def test_signal(self, tmp_path: Path) -> None:
        with pytest.raises(AgentError, match="SIGKILL"):
            Program(program(tmp_path, "import os\nos.kill(os.getpid(), 9)")).propose(FIRST)

    def test_missing_program(self) -> None:
        with pytest.raises(AgentError, match=r"no-such-program can't be started: No such file"):
            make_agent("command:no-such-program --x", task()).propose(FIRST)

    def test_no_shell_is_involved(self, tmp_path: Path) -> None:
        with pytest.raises(AgentError):
            make_agent(f"command:no-such-program; touch {tmp_path}/made", task()).propose(FIRST)
        assert list(tmp_path.iterdir()) == []

    def test_timeout_ends_the_whole_group(self, tmp_path: Path) -> None:
        child = f"import time; time.sleep(8); open({str(tmp_path / 'alive')!r}, 'w')"
        text = (
            "import sys\nsys.stderr.write('thinking\\n'); sys.stderr.flush()\n"
            "import subprocess, time\n"
            f"subprocess.Popen([sys.executable, '-c', {child!r}])\n"
            "time.sleep(60)\n"
        )
        started = time.monotonic()
        with pytest.raises(AgentError, match=r"longer than 2.5 s: thinking"):
            Program(program(tmp_path, text), timeout_s=2.5).propose(FIRST)
        assert time.monotonic() - started < 30
        time.sleep(max(0.0, started + 12 - time.monotonic()))
        assert not (tmp_path / "alive").exists()


def answers_with_code(observation: Observation) -> str:
    return f"```python\n{observation.buggy_code.replace('-', '+')}```"


def answers_with_a_candidate(observation: Observation) -> Candidate:
    return Candidate(code="as it is", method="mine")


def answers_with_nothing(observation: Observation) -> None:
    return None


def answers_with_a_number(observation: Observation) -> int:
    return 3


def fails(observation: Observation) -> str:
    raise LookupError("no model\nhere")


NOT_CALLABLE = 3


class TestFunctions:
    def made(self, name: str) -> Candidate:
        return make_agent(f"python:{__name__}:{name}", task()).propose(FIRST)

    def test_answers(self) -> None:
        assert self.made("answers_with_code").code == FIXED
        assert self.made("answers_with_a_candidate") == Candidate(code="as it is", method="mine")
        assert self.made("answers_with_nothing").code is None

    def test_exception(self) -> None:
        with pytest.raises(AgentError, match=r"LookupError: no model here") as caught:
            self.made("fails")
        assert isinstance(caught.value.__cause__, LookupError)

    def test_answer_of_another_type(self) -> None:
        with pytest.raises(AgentError, match="int"):
            self.made("answers_with_a_number")

    def test_missing_module_or_function(self) -> None:
        with pytest.raises(UsageError, match=r"no_such_module.*PYTHONPATH"):
            make_agent("python:no_such_module:f", task())
        with pytest.raises(UsageError, match="no_such_function"):
            self.made("no_such_function")
        with pytest.raises(UsageError, match="not a function"):
            self.made("NOT_CALLABLE")

    def test_module_that_fails_to_load(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "codearena_broken_agent.py").write_text("1 / 0\n", encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        with pytest.raises(UsageError, match="ZeroDivisionError"):
            make_agent("python:codearena_broken_agent:f", task())


class Failing:
    name = "failing"

    def propose(self, observation: Observation) -> Candidate:
        raise AgentError("no network")


class TestChain:
    def test_first_that_yields_code(self) -> None:
        chatty = Scripted([Candidate(code=None, tokens=Tokens(5, 6))])
        able = Scripted([Candidate(code=FIXED, tokens=Tokens(1, None))])
        never = Scripted([Candidate(code="x = 1")])
        candidate = Chain([chatty, able, never]).propose(FIRST)
        assert candidate.code == FIXED
        assert candidate.tokens == Tokens(6, 6)

    def test_a_failing_agent_is_passed_over(self) -> None:
        assert Chain([Failing(), Scripted([FIXED])]).propose(FIRST).code == FIXED

    def test_nobody_yields_code(self) -> None:
        assert Chain([Scripted(["Sorry."])]).propose(FIRST).code is None
        with pytest.raises(AgentError, match="no network"):
            Chain([Failing(), Scripted(["Sorry."])]).propose(FIRST)

    def test_from_a_spec(self) -> None:
        assert make_agent("chain:buggy,reference", task()).propose(FIRST).code == task().buggy
