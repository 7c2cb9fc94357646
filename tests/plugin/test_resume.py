"""``--codearena-resume``: whatever ends a run, no finished episode is paid for twice, and the report is as if nothing had happened."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pytest_codearena.records import Outcome, Settings
from pytest_codearena.report_lines import EpisodeLog, Line, RunOfLine, lines_of

from ..agents.fake_openai import FakeOpenAI, Reply, Request, completion, error, serving
from ..report.made_up import episode
from .conftest import Arena, hearing_ctrl_c
from .made_up import BUGGY, FIXED, OVERFIT

TIMES = ("timing", "created", "asked", "paid")
"""What differs between runs that come to the same: when, and what this one run itself has asked and paid for."""
REPORT = "--codearena-report=report.json"
RESUME = "--codearena-resume=report.json"
USAGE = {"prompt_tokens": 10, "completion_tokens": 3}


def said(code: str) -> Reply:
    return completion(f"```python\n{code}```", usage=USAGE)


def second_guess(request: Request) -> Reply:
    """Tasks with an even number are solved at once, the others at the second attempt."""
    talk = json.dumps(request.json["messages"])
    number = re.search(r"Task t(\d+)", talk)
    assert number is not None
    again = any(message["role"] == "assistant" for message in request.json["messages"])
    return said(FIXED if again or int(number[1]) % 2 == 0 else OVERFIT)


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> Callable[[FakeOpenAI], list[str]]:
    """A function that returns the options of a run with a server."""

    def options(server: FakeOpenAI) -> list[str]:
        monkeypatch.setenv("CODEARENA_API_KEY", "none")
        return [f"--codearena-agent={server.url}#m?temperature=0", "--codearena-seed=3"]

    return options


def timeless(value: object) -> object:
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key not in TIMES}
    return [timeless(item) for item in value] if isinstance(value, list) else value


def run_until(arena: Arena, arguments: list[str], enough: Callable[[], bool], number: int) -> subprocess.Popen[bytes]:
    """A run that gets a signal as soon as it has done enough."""
    command = [sys.executable, "-m", "pytest", "tasks", "-p", "no:cacheprovider", *arguments]
    process = subprocess.Popen(
        command, cwd=arena.path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=hearing_ctrl_c
    )
    deadline = time.monotonic() + 120
    while not enough() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.poll() is None, "it ended before it was to be ended"
    process.send_signal(number)
    process.wait()
    return process


@pytest.mark.parametrize("concurrency", [pytest.param(1, marks=pytest.mark.slow), 4])
def test_killed_in_the_middle_of_forty_episodes(
    arena: Arena, options: Callable[[FakeOpenAI], list[str]], concurrency: int
) -> None:
    for number in range(4):
        arena.task(f"t{number}")
    with serving(answer=second_guess) as server:
        asked = [*options(server), "--codearena-epochs=10", f"--codearena-concurrency={concurrency}"]
        arena.run(*asked, "--codearena-report=whole.json", agent=None).assert_outcomes(passed=40)
        paid = len(server.requests)
        assert paid == 60
        server.requests.clear()

        run_until(arena, [*asked, REPORT], lambda: len(server.requests) >= paid // 2, signal.SIGKILL)
        killed = len(server.requests)
        kept = (arena.path / "report.json.partial.jsonl").read_text().splitlines()
        assert not (arena.path / "report.json").exists()
        assert killed - 2 * concurrency <= sum(len(json.loads(line)["attempts"]) for line in kept) <= killed
        with (arena.path / "report.json.partial.jsonl").open("a") as stream:
            stream.write(kept[-1][:100])  # what a kill in the middle of a line leaves
        result = arena.run(*asked, REPORT, RESUME, "-W", "default", agent=None)
        result.assert_outcomes(passed=40)
        result.stdout.fnmatch_lines([f"codearena resume: {len(kept)} finished episodes in report.json; they are not run again"])
        result.stdout.fnmatch_lines(["*report.json.partial.jsonl: the last line was cut short; what it said is run again"])
        again = len(server.requests) - paid
        assert 0 <= again <= 2 * concurrency, "no more than what the episodes in flight had asked"
    whole, resumed = arena.report("whole.json"), arena.report()
    assert timeless(resumed) == timeless(whole)
    assert len(resumed["episodes"]) == 40
    assert not (arena.path / "report.json.partial.jsonl").exists()


class TestWhatIsTakenOver:
    def test_errors_are_run_again_and_the_rest_is_not(self, arena: Arena, options: Callable[[FakeOpenAI], list[str]]) -> None:
        arena.task("t0")
        arena.task("t1")
        broken = {"t1"}

        def answer(request: Request) -> Reply:
            talk = json.dumps(request.json["messages"])
            return error(401, "expired") if any(f"Task {name}" in talk for name in broken) else said(FIXED)

        with serving(answer=answer) as server:
            arena.run(*options(server), REPORT, agent=None).assert_outcomes(passed=1, errors=1)
            broken.clear()
            before = len(server.requests)
            arena.run(*options(server), REPORT, RESUME, agent=None).assert_outcomes(passed=2)
            assert len(server.requests) == before + 1
        assert [episode["outcome"] for episode in arena.report()["episodes"]] == ["solved", "solved"]

    @pytest.mark.parametrize("kind", ["report.jsonl", "report.json"])
    def test_a_finished_report_of_either_form(self, arena: Arena, kind: str) -> None:
        arena.task("stale")
        (arena.path / "counting.py").write_text(COUNTING)
        arena.pytester.syspathinsert()
        options = (f"--codearena-report={kind}", "--codearena-agent=python:counting:propose")
        arena.run(*options, agent=None).assert_outcomes(failed=1)
        asked = (arena.path / "asked").read_text()
        result = arena.run(*options, f"--codearena-resume={kind}", "--junitxml=junit.xml", agent=None)
        result.assert_outcomes(failed=1)
        assert (arena.path / "asked").read_text() == asked != ""
        assert "codearena_reward" in (arena.path / "junit.xml").read_text()

    @pytest.mark.parametrize(
        "changed",
        [
            {"--codearena-agent": "python:counting:propose2"},
            {"task": "changed"},
        ],
    )
    def test_another_agent_or_task_is_run(self, arena: Arena, changed: Mapping[str, str]) -> None:
        folder = arena.task("stale")
        (arena.path / "counting.py").write_text(COUNTING + "\n\npropose2 = propose\n")
        arena.pytester.syspathinsert()
        options = {"--codearena-agent": "python:counting:propose", "--codearena-report": "report.json", "--codearena-attempts": "1"}
        arena.run(*(f"{name}={value}" for name, value in options.items()), agent=None)
        if "task" in changed:
            (folder / "buggy.py").write_text("# another version\n" + BUGGY)
        options |= {name: value for name, value in changed.items() if name != "task"}
        arena.run(*(f"{name}={value}" for name, value in options.items()), RESUME, agent=None)
        assert len((arena.path / "asked").read_text().splitlines()) == 2

    def test_copies_of_a_task_are_tasks_of_their_own(self, arena: Arena) -> None:
        folder = arena.task("stale")
        (arena.path / "counting.py").write_text(COUNTING)
        arena.pytester.syspathinsert()
        options = ("--codearena-agent=python:counting:propose", "--codearena-attempts=1", REPORT)
        arena.run(*options, agent=None)
        other = arena.path / "tasks" / "y" / "stale"
        other.mkdir(parents=True)
        for path in folder.iterdir():
            if path.is_file():
                (other / path.name).write_bytes(path.read_bytes())
        arena.run(*options, RESUME, agent=None).assert_outcomes(failed=2)
        assert len((arena.path / "asked").read_text().splitlines()) == 2
        assert [episode["path"] for episode in arena.report()["episodes"]] == ["tasks/x/stale", "tasks/y/stale"]

    def test_memory_offers_what_it_offered_then(self, arena: Arena) -> None:
        """The second epoch is offered nothing, although the first one stands in the memory by now."""
        arena.task("stale")
        (arena.path / "counting.py").write_text(COUNTING)
        arena.pytester.syspathinsert()
        options = ("--codearena-agent=python:counting:propose", "--codearena-memory=memory", "--codearena-epochs=2", REPORT)
        arena.run(*options, "-x", agent=None).assert_outcomes(failed=1)
        arena.run(*options, RESUME, agent=None).assert_outcomes(failed=2)
        assert [episode["remembered"] for episode in arena.report()["episodes"]] == [None, None]


COUNTING = f"""\
from pathlib import Path


def propose(observation):
    with Path("asked").open("a") as stream:
        print(observation.task, observation.attempt, file=stream)
    return {BUGGY!r}
"""


class TestInterrupted:
    def test_ctrl_c_keeps_what_was_finished_even_after_the_report_was_written(
        self, arena: Arena, options: Callable[[FakeOpenAI], list[str]]
    ) -> None:
        for number in range(6):
            arena.task(f"t{number}", category='"logic"')
        slow = Reply(200, said(FIXED).body, {"content-type": "application/json"}, delay_s=0.3)
        with serving(answer=lambda request: slow) as server:
            asked = [*options(server), REPORT]
            process = run_until(arena, asked, lambda: len(server.requests) >= 4, signal.SIGINT)
            assert process.returncode == pytest.ExitCode.INTERRUPTED
            done = len(arena.report()["episodes"])
            assert 1 <= done < 6
            assert (arena.path / "report.json.partial.jsonl").exists()
            before = len(server.requests)
            arena.run(*asked, RESUME, agent=None).assert_outcomes(passed=6)
            assert len(server.requests) - before == 6 - done
        assert not (arena.path / "report.json.partial.jsonl").exists()

    def test_what_was_taken_over_outlives_a_second_interruption(self, arena: Arena) -> None:
        """A run that resumes a report and is stopped at its first task has not forgotten the others."""
        for name in ("a", "b", "c"):
            arena.task(name)
        good, bad = FIXED, "def half(n):\n    return 0\n"
        agent = arena.fixes({"a.py": bad, "b.py": good, "c.py": good})
        arena.run("--codearena-attempts=1", REPORT, agent=agent).assert_outcomes(passed=2, failed=1)
        arena.run("--codearena-attempts=1", REPORT, RESUME, "-x", agent=agent).assert_outcomes(failed=1)
        assert len(arena.report()["episodes"]) == 1
        result = arena.run("--codearena-attempts=1", REPORT, RESUME, agent=agent)
        result.stdout.fnmatch_lines(["codearena resume: 3 finished episodes *"])
        assert len(arena.report()["episodes"]) == 3


class TestRefused:
    def test_nothing_to_resume(self, arena: Arena) -> None:
        arena.task("stale")
        result = arena.run(RESUME)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*--codearena-resume: there is neither */report.json nor report.json.partial.jsonl beside it; *"])

    def test_other_settings(self, arena: Arena) -> None:
        arena.task("stale")
        arena.run(REPORT, "--codearena-attempts=2")
        result = arena.run(REPORT, RESUME, "--codearena-attempts=3")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*no episode of report.json was made with the settings of this run: attempts was 2, is 3; *"])

    def test_a_line_that_is_none(self, arena: Arena) -> None:
        arena.task("stale")
        (arena.path / "report.json.partial.jsonl").write_text('{"task": "x"}\n{"half": \n')
        result = arena.run(RESUME)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*report.json.partial.jsonl:1: is no line of this version; delete the line, *"])

    def test_two_runs_with_one_report(self, arena: Arena, options: Callable[[FakeOpenAI], list[str]]) -> None:
        arena.task("t0")
        slow = Reply(200, said(FIXED).body, {"content-type": "application/json"}, delay_s=20)
        with serving(answer=lambda request: slow) as server:
            asked = [*options(server), REPORT]

            def second() -> bool:
                if server.requests:
                    result = arena.run(REPORT)
                    assert result.ret == pytest.ExitCode.USAGE_ERROR
                    assert "another run is writing it; give this one another --codearena-report" in str(result.stderr)
                return bool(server.requests)

            run_until(arena, asked, second, signal.SIGKILL)


@pytest.mark.slow
def test_with_workers(arena: Arena, options: Callable[[FakeOpenAI], list[str]]) -> None:
    """The one process that has the workers writes the lines, and each worker takes over what it is given."""
    for number in range(6):
        arena.task(f"t{number}")
    slow = Reply(200, said(FIXED).body, {"content-type": "application/json"}, delay_s=0.2)
    partial = arena.path / "report.json.partial.jsonl"
    with serving(answer=lambda request: slow) as server:
        asked = [*options(server), REPORT, "-n", "2"]
        run_until(arena, asked, lambda: partial.exists() and partial.read_bytes().count(b"\n") >= 2, signal.SIGKILL)
        done = partial.read_bytes().count(b"\n")
        time.sleep(1.0)  # the workers find out that nobody is there any more
        before = len(server.requests)
        arena.run_apart(*asked, RESUME, agent=None).assert_outcomes(passed=6)
        assert len(server.requests) - before == 6 - done
    assert len(arena.report()["episodes"]) == 6


def test_the_lines_are_whole_episodes(tmp_path: Path) -> None:
    line = Line(RunOfLine("1", Settings(agents=("a",)), isolated=True), episode("a", "logic", Outcome.SOLVED))
    path = tmp_path / "log.jsonl"
    log = EpisodeLog(path)
    log.add(line)
    log.add(line)
    log.close(delete=False)
    assert lines_of(path) == ([line], False)
    path.write_bytes(path.read_bytes() + b'{"torn"')
    assert lines_of(path) == ([line], True)
    EpisodeLog(path).close(delete=False)
    assert lines_of(path) == ([line], False)


def test_a_disk_that_is_full_leaves_no_part_of_a_line(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path; from pytest_codearena.records import Settings\n"
        "from pytest_codearena.report_lines import EpisodeLog, Line, RunOfLine\n"
        "log = EpisodeLog(Path(sys.argv[1])); log.add(Line(RunOfLine('1', Settings(), True)))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1]).stat().st_size + 5,) * 2)\n"
        "log.add(Line(RunOfLine('2', Settings(), True)))\n"
    )
    path = tmp_path / "log.jsonl"
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True)
    assert "an episode will be missing when this run is resumed" in done.stderr
    (line,), torn = lines_of(path)
    assert (line.run.plugin_version, torn) == ("1", False)
