"""``--codearena-concurrency``: episodes run side by side, and everything else is as if they ran one after the other."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from ..agents.fake_openai import Reply, Request, completion, serving
from .conftest import Arena, hearing_ctrl_c
from .made_up import BUGGY, FIXED, OVERFIT
from .test_collection import plain, summary_of

MANY = "--codearena-concurrency=8"
REPORT = "--codearena-report=report.json"


def replied(code: str, delay_s: float = 0.0) -> Reply:
    return Reply(200, completion(f"```python\n{code}```").body, {"content-type": "application/json"}, delay_s=delay_s)


def number_of(request: Request) -> int:
    found = re.search(r"Task t(\d+)", json.dumps(request.json["messages"]))
    assert found is not None
    return int(found[1])


@pytest.fixture
def five(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> Arena:
    """A project with five tasks, whose reports never depend on chance."""
    monkeypatch.setenv("CODEARENA_API_KEY", "none")
    for number in range(5):
        arena.task(f"t{number}")
    return arena


def write_agent(arena: Arena, monkeypatch: pytest.MonkeyPatch, body: str) -> str:
    (arena.path / "mine.py").write_text(body)
    monkeypatch.syspath_prepend(arena.path)
    return "python:mine:propose"


def test_the_same_report_and_summary_in_pytests_order(five: Arena) -> None:
    def answer(request: Request) -> Reply:
        number = number_of(request)
        again = any(message["role"] == "assistant" for message in request.json["messages"])
        return replied(FIXED if again or number % 2 else OVERFIT, delay_s=0.3 - number * 0.05)

    with serving(answer=answer) as server:
        agent = f"{server.url}#m"
        common = ("--codearena-seed=3", "--codearena-epochs=2", "-v")
        alone = five.run(*common, "--codearena-report=alone.json", agent=agent)
        together = five.run(*common, MANY, REPORT, agent=agent)
    for result in (alone, together):
        result.assert_outcomes(passed=10)
    ended = [re.findall(r"task.toml::(\S+) PASSED|(t\d)/task.toml::\S+ PASSED", result.stdout.str()) for result in (alone, together)]
    assert ended[0] == ended[1]
    words = [re.findall(r"[^\s-]+", "\n".join(summary_of(result))) for result in (alone, together)]  # times may be wider
    assert words[0] == words[1]
    assert plain(five.path / "alone.json") == plain(five.path / "report.json")
    together.stdout.re_match_lines_random([r"\s+t\d http\S+#2  attempt 1/5  .*reward 0\.\d\d.*"])


def test_waiting_takes_as_long_as_the_longest(five: Arena) -> None:
    with serving(answer=lambda request: replied(FIXED, delay_s=1.0)) as server:
        (five.path / "conftest.py").write_text("")
        five.run(MANY, "--codearena-epochs=4", "--junitxml=junit.xml", agent=f"{server.url}#m").assert_outcomes(passed=20)
        assert len(server.requests) == 20
    suite = next(iter(ElementTree.parse(five.path / "junit.xml").getroot().iter("testsuite")))
    times = [float(case.get("time") or 0) for case in suite.iter("testcase")]
    assert min(times) >= 1.0, "an episode's time is its own"
    assert float(suite.get("time") or 0) < 0.6 * sum(times)


WAITS_FOR_OTHERS = """\
import time
from pathlib import Path


def propose(observation):
    with Path("asked").open("a") as stream:
        print(observation.task, file=stream)
    if observation.task != "t0":
        return {others!r}
    finished = Path("report.json.partial.jsonl")
    while finished.read_bytes().count(b"\\n") < {count}:
        time.sleep(0.05)
    return {first!r}
"""


class TestStopping:
    def test_nothing_begins_that_exitfirst_would_not_come_to(self, five: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        """The first two are under way when the second fails: no third one is begun."""
        agent = write_agent(five, monkeypatch, WAITS_FOR_OTHERS.format(first=FIXED, others=BUGGY, count=1))
        options = ("-x", "--codearena-concurrency=2", "--codearena-attempts=1", REPORT)
        five.run(*options, agent=agent).assert_outcomes(passed=1, failed=1)
        assert sorted((five.path / "asked").read_text().split()) == ["t0", "t1"]
        assert [episode["task"] for episode in five.report()["episodes"]] == ["t0", "t1"]

    def test_what_was_paid_for_is_there_for_a_run_that_resumes(self, five: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        agent = write_agent(five, monkeypatch, WAITS_FOR_OTHERS.format(first=BUGGY, others=FIXED, count=4))
        options = (MANY, "--codearena-attempts=1", REPORT)
        five.run(*options, "-x", agent=agent).assert_outcomes(failed=1)
        five.run(*options, "--codearena-resume=report.json", agent=agent).assert_outcomes(passed=4, failed=1)
        assert sorted((five.path / "asked").read_text().split()) == ["t0", "t1", "t2", "t3", "t4"]

    def test_maxfail_counts_ordinary_tests_too(self, five: Arena) -> None:
        (five.path / "tasks" / "test_a.py").write_text("def test_fails():\n    assert False\n")
        result = five.run("--maxfail=2", "--codearena-concurrency=2", "--codearena-attempts=1", REPORT, agent="buggy")
        result.assert_outcomes(failed=2)
        assert len(five.report()["episodes"]) == 1

    def test_ctrl_c_leaves_no_process_and_does_not_wait_for_the_model(self, five: Arena) -> None:
        """conftest.py looks for processes; a program of an agent's and a model that never answers are under way."""
        (five.path / "agent.py").write_text("import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(600)\n")
        with serving(answer=lambda request: replied(FIXED, delay_s=300)) as server:
            agents = [f"--codearena-agent={server.url}#m", f"--codearena-agent=command:{sys.executable} agent.py", "--codearena-agent=reference"]
            command = [sys.executable, "-m", "pytest", "tasks", MANY, REPORT, *agents]
            process = subprocess.Popen(
                command, cwd=five.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=hearing_ctrl_c
            )
            deadline = time.monotonic() + 120
            while not (server.requests and (five.path / "started").exists()) and time.monotonic() < deadline:
                time.sleep(0.05)
            started = time.monotonic()
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=240)
        assert process.returncode == pytest.ExitCode.INTERRUPTED, output
        assert time.monotonic() - started < 200
        assert "KeyboardInterrupt" in output
        assert "Traceback (most recent call last):\n  File" not in output, output
        five.report()


class TestSelection:
    def test_what_is_deselected_or_skipped_is_never_asked(self, five: Arena) -> None:
        (five.path / "conftest.py").write_text(
            "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n"
            "    for item in items:\n        if 't1' in item.nodeid:\n            item.add_marker(pytest.mark.skip('not today'))\n"
            "        if 't2' in item.nodeid:\n            item.add_marker(pytest.mark.skipif('True', reason='nor this'))\n"
            "        if 't3' in item.nodeid:\n            item.add_marker(pytest.mark.skipif('False', reason='but this'))\n"
        )
        with serving(answer=lambda request: replied(FIXED)) as server:
            five.run(MANY, "-k", "not t4", agent=f"{server.url}#m").assert_outcomes(passed=2, skipped=2, deselected=1)
            assert sorted(map(number_of, server.requests)) == [0, 3]

    def test_collecting_asks_nobody(self, five: Arena) -> None:
        with serving(answer=lambda request: replied(FIXED)) as server:
            five.run(MANY, "--collect-only", agent=f"{server.url}#m")
            assert server.requests == []


PRINTING = f"""\
import logging, sys, time, warnings


def propose(observation):
    for number in range(20):
        print(f"said of {{observation.task}} {{number}}")
        time.sleep(0.01)
    print(f"complained of {{observation.task}}", file=sys.stderr)
    logging.getLogger("mine").warning("logged of %s", observation.task)
    return {BUGGY!r}
"""


def test_output_is_shown_with_its_own_item(five: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = write_agent(five, monkeypatch, PRINTING)
    five.run(MANY, "--codearena-attempts=1", "--junitxml=junit.xml", "-o", "junit_logging=all", agent=agent).assert_outcomes(failed=5)
    cases = list(ElementTree.parse(five.path / "junit.xml").getroot().iter("testcase"))
    assert len(cases) == 5
    for case in cases:
        (name,) = set(re.findall(r"\bt\d\b", case.get("classname") or ""))
        text = "".join(child.text or "" for child in case if child.tag in ("system-out", "system-err"))
        said = re.findall(r"(?:said|complained|logged) of (t\d)", text)
        assert said.count(name) >= 19
        assert len(said) - said.count(name) <= 2, "nothing of another one's but what came in between two phases of pytest"


def test_an_agent_that_cannot_be_imported_is_said_of_each_episode(five: Arena) -> None:
    result = five.run(MANY, agent="python:no_such_module_at_all:f")
    result.assert_outcomes(errors=5)


def test_an_unexpected_error_belongs_to_its_item(five: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    body = f"def propose(observation):\n    if observation.task == 't2':\n        raise SystemExit('out of it')\n    return {FIXED!r}\n"
    result = five.run(MANY, "-v", agent=write_agent(five, monkeypatch, body))
    result.stdout.fnmatch_lines(["tasks/x/t1/task.toml::* PASSED*"])
    assert "out of it" in result.stdout.str() + result.stderr.str()


def test_a_mixed_run_with_failing_tests_beside(five: Arena) -> None:
    """Pytest parses the source of a test that fails, while threads parse candidates."""
    test = "import pytest\n\n\n@pytest.mark.parametrize('n', range(60))\ndef test_fails(n):\n    assert [n] == [n + 1], 'x'\n"
    (five.path / "tasks" / "x" / "t2").rename(five.path / "tasks" / "a_t2")
    (five.path / "tasks" / "b_test.py").write_text(test)
    with serving(answer=lambda request: replied(OVERFIT, delay_s=0.05)) as server:
        result = five.run(MANY, "--tb=short", "-q", agent=f"{server.url}#m")
    result.assert_outcomes(failed=65)


def test_memory_is_kept_of_every_episode(five: Arena) -> None:
    five.run(MANY, "--codearena-memory=memory", REPORT)
    result = five.run(MANY, "--codearena-memory=memory", REPORT)
    result.assert_outcomes(passed=5)
    remembered: list[Any] = [episode["remembered"]["best"]["verdict"] for episode in five.report()["episodes"]]
    assert remembered == ["resolved"] * 5


def test_every_attempt_is_a_row(five: Arena) -> None:
    five.run(MANY, "--codearena-complexity=table.csv", "--codearena-attempts=2", agent="buggy")
    assert len((five.path / "table.csv").read_text().splitlines()) == 11


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--codearena-concurrency=0"], '*--codearena-concurrency: expected a whole number from 1 to 1000, got "0"*'),
        (["--codearena-concurrency=2", "--codearena-curriculum"], "*--codearena-concurrency: with a curriculum *; leave one of the two out*"),
    ],
)
def test_refused(five: Arena, arguments: list[str], expected: str) -> None:
    result = five.run(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([expected])


class TestWorkers:
    def test_a_worker_that_dies_leaves_an_error(self, five: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        body = f"import os, signal, time\n\n\ndef propose(observation):\n    if observation.task == 't2':\n        time.sleep(6)  # until the graders that are being made are known\n        os.kill(os.getpid(), signal.SIGKILL)\n    return {FIXED!r}\n"
        agent = write_agent(five, monkeypatch, body)
        monkeypatch.setenv("PYTHONPATH", str(five.path), prepend=os.pathsep)
        result = five.run_apart("-n", "2", REPORT, "--codearena-epochs=2", agent=agent)
        result.assert_outcomes(passed=8, failed=2)
        report = five.report()
        assert len(report["episodes"]) == 10
        assert report["summary"]["errors"] == 2
        for episode in report["episodes"]:
            assert (episode["outcome"] == "sandbox_error") == (episode["task"] == "t2")
        assert "crashed while running 'tasks/x/t2/task.toml::" in report["episodes"][4]["error"]
        assert report["episodes"][4]["path"] == "tasks/x/t2"
        result.stdout.fnmatch_lines(["2 episodes not judged, counted in no rate:"])

    @pytest.mark.slow
    def test_the_option_beside_workers_changes_nothing(self, five: Arena) -> None:
        five.run_apart("-n", "2", MANY, REPORT).assert_outcomes(passed=5)
        assert len(five.report()["episodes"]) == 5


def test_the_ini_key(five: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    five.pytester.makeini("[pytest]\ncodearena_concurrency = 5\n")
    body = f"import threading\n\nALL = threading.Barrier(5, timeout=120)\n\n\ndef propose(observation):\n    ALL.wait()\n    return {FIXED!r}\n"
    five.run(agent=write_agent(five, monkeypatch, body)).assert_outcomes(passed=5)
