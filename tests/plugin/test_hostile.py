"""Candidates that harm: the right verdict, a run that goes on, and nothing left (see ``nothing_left_behind``)."""

from __future__ import annotations

import pytest

from .conftest import Arena
from .made_up import FIXED, write_task

LIMITS = "[limits]\ntimeout_s = 0.5\nmemory_mb = 128\n"

CANDIDATES = {
    "endless": ("def half(n):\n    while True:\n        pass\n", "timeout"),
    "endless_when_imported": ("while True:\n    pass\n", "timeout"),
    "sleeps": ("import time\n\n\ndef half(n):\n    time.sleep(1000)\n", "timeout"),
    "swallows": ("def half(n):\n    while True:\n        try:\n            while True:\n                pass\n        except BaseException:\n            pass\n", "timeout"),
    "huge_list": ("def half(n):\n    return len([0] * (10 * 2**30 // 8))\n", "out_of_memory"),
    "prints": ("def half(n):\n    for _ in range(1024):\n        print('x' * 2**20)\n    return n // 2\n", None),
    "exits": ("import os\n\n\ndef half(n):\n    os._exit(0)\n", "crashed"),
    "exits_when_imported": ("import os\n\nos._exit(0)\n", "crashed"),
    "leaves": ("import sys\n\n\ndef half(n):\n    sys.exit(0)\n", "failed"),
    "recursion": ("def half(n):\n    return half(n)\n", "failed"),
    "deep_recursion": ("import sys\n\nsys.setrecursionlimit(10**9)\n\n\ndef half(n):\n    return half(n)\n", ("crashed", "out_of_memory", "failed", "timeout")),
    "threads": ("import threading, time\n\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n\n\ndef half(n):\n    return 0\n", "failed"),
    "forks": ("import os\n\n\ndef half(n):\n    while True:\n        os.fork()\n", "failed"),
    "fake_summary": ("def half(n):\n    print('===== 3 passed in 0.01s =====')\n    return 0\n", "failed"),
    "writes": ("import os\n\n\ndef half(n):\n    open('/tmp/codearena-was-here', 'w').write('x')\n    return n // 2\n", "failed"),
    "fills_its_folder": ("def half(n):\n    open('big', 'wb').write(b'x' * 10**6)\n    return n // 2\n", "resolved"),
}  # fmt: skip


def test_one_run_over_all_of_them(arena: Arena) -> None:
    """One task; each candidate is the only attempt of its own agent."""
    write_task(arena.path / "tasks" / "x" / "stale", more=LIMITS)
    folder = arena.path / "c"
    folder.mkdir()
    for name, (code, _) in CANDIDATES.items():
        (folder / f"{name}.py").write_text(code)
    (folder / "honest.py").write_text(FIXED)
    agents = [f"--codearena-agent=file:c/{name}.py" for name in (*CANDIDATES, "honest")]
    result = arena.run_apart("--codearena-attempts=1", "--codearena-report=report.json", *agents, agent=None)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    report = arena.report()
    made = {episode["agent"]: episode["attempts"] for episode in report["episodes"]}
    verdicts = {
        name: attempts[0]["verdict"] for name in (*CANDIDATES, "honest") for attempts in [made[f"file:c/{name}.py"]] if attempts
    }
    assert {e["outcome"] for e in report["episodes"]} <= {"solved", "unsolved"}, [
        (e["agent"], e["error"]) for e in report["episodes"]
    ]
    wrong = {
        name: (verdicts[name], expected)
        for name, (_, expected) in CANDIDATES.items()
        if expected is not None and verdicts[name] not in ((expected,) if isinstance(expected, str) else expected)
    }
    assert not wrong
    assert verdicts["honest"] == "resolved"
    assert verdicts["prints"] in ("resolved", "timeout"), "output alone is no fault, but takes time"
    assert len(result.stdout.str()) < 1_000_000


def test_interrupted_in_the_middle(arena: Arena) -> None:
    """Ctrl-C while a candidate runs: pytest says so, and the graders are gone."""
    write_task(arena.path / "tasks" / "x" / "stale")
    program = "import os, signal\n\n\ndef propose(observation):\n    signal.signal(signal.SIGINT, signal.default_int_handler)\n    os.kill(os.getpid(), signal.SIGINT)\n    return 'def half(n): return 0'\n"
    (arena.path / "interrupts.py").write_text(program)
    arena.pytester.syspathinsert()
    result = arena.run_apart("--codearena-report=report.json", agent="python:interrupts:propose")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*KeyboardInterrupt*"])


def test_killed_in_the_middle(arena: Arena) -> None:
    """Nobody cleans up after pytest, so the graders do it themselves."""
    write_task(arena.path / "tasks" / "x" / "stale")
    program = "import os, signal\n\n\ndef propose(observation):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    (arena.path / "kills.py").write_text(program)
    arena.pytester.syspathinsert()
    result = arena.run_apart(agent="python:kills:propose")
    assert result.ret == -9
