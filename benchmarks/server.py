"""``python -m benchmarks.server``: many clients of ``codearena serve`` at once, beside the bare pool of graders.

Needs the extra ``[rl]``. Ends with status 1 if an episode failed or was rewarded wrongly, or if something was left behind.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from pytest_codearena import Grade, GradingPool, Task, Verdict

from . import subject
from .processes import Holdings, come_to_rest, descendants, holdings_of

BAR = 0.85
SLACK_MB = 24.0
"""A server's own memory may grow by so much from the second turn to the last: its allocator fills up during the first thousand sessions."""
PATIENCE_S = 20.0
REST_S = 1.0
"""A server whose processes have been the same for so long is at rest."""
EPISODE = (subject.WRONG, subject.OVERFIT, subject.REFERENCE)
"""Fixes of an episode, one a step; the last one resolves the task."""


@dataclass(slots=True)
class Seen:
    """What was measured and found."""

    bare: list[float] = field(default_factory=list)
    """Grades per second of the pool, one number a turn."""
    served: list[float] = field(default_factory=list)
    """The same of the server: steps per second."""
    step_s: list[float] = field(default_factory=list)
    held: list[Holdings] = field(default_factory=list)
    """By the server, after each turn."""
    wrong: list[str] = field(default_factory=list)
    episodes: int = 0


def candidates(number: int) -> tuple[str, ...]:
    """Returns the fixes of one episode; no two episodes propose the same text."""
    return tuple(f"# episode {number}\n{source}" for source in EPISODE)


def bare_rate(pool: GradingPool, task: Task, numbers: range, workers: int) -> float:
    """Returns grades per second; every worker always has its next candidate waiting."""
    sources = [source for number in numbers for source in candidates(number)]
    waiting: set[Future[Grade]] = set()
    started = time.perf_counter()
    for source in sources:
        if len(waiting) >= 2 * workers:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for each in done:
                each.result()
        waiting.add(pool.submit(task, source))
    for each in waiting:
        each.result()
    return len(sources) / (time.perf_counter() - started)


async def served_rate(url: str, task: Task, numbers: range, clients: int, best: float, seen: Seen) -> float:
    """Returns steps per second of so many clients, each with a session of its own and always an episode to do."""
    left = iter(numbers)
    started = time.perf_counter()
    await asyncio.gather(*(_client(url, task, left, best, seen) for _ in range(clients)))
    return len(numbers) * len(EPISODE) / (time.perf_counter() - started)


async def _client(url: str, task: Task, left: Any, best: float, seen: Seen) -> None:
    from openenv.core import GenericEnvClient

    async with GenericEnvClient(base_url=url) as client:
        for number in left:
            earned = 0.0
            result = await client.reset(task_id=task.name)
            for source in candidates(number):
                if result.done:
                    seen.wrong.append(f"episode {number} was done too early")
                began = time.perf_counter()
                result = await client.step({"proposed_fix": source})
                seen.step_s.append(time.perf_counter() - began)
                earned += result.reward
            if not result.done or result.observation["verdict"] != Verdict.RESOLVED or abs(earned - best) > 1e-5:
                seen.wrong.append(f"episode {number}: {result.observation['verdict']}, rewards sum up to {earned}, not {best}")
            seen.episodes += 1


class Server:
    """``codearena serve`` as a process of its own, with its own temporary folder."""

    def __init__(self, folder: Path, temporary: Path, workers: int, sessions: int) -> None:
        command = [sys.executable, "-m", "pytest_codearena", "serve", str(folder), "--port", "0"]
        self._process = subprocess.Popen(
            [*command, "--workers", str(workers), "--sessions", str(sessions)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"TMPDIR": str(temporary)},
        )
        self._temporary = temporary
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            if found := re.search(r"listening on (\S+)", line):
                self.url = found[1]
                return
        raise RuntimeError(f"the server did not start: {said}")

    def held(self) -> Holdings:
        """Returns what it holds once it has come to rest: after a grade, a grader still makes its next sandbox ready."""
        come_to_rest(self._process.pid, REST_S, PATIENCE_S)
        return holdings_of(self._process.pid, self._temporary)

    def end(self) -> list[str]:
        """Returns what is left once it was told to end."""
        mine = descendants(self._process.pid)
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(PATIENCE_S)
        deadline = time.monotonic() + PATIENCE_S
        while (alive := [pid for pid in mine if Path(f"/proc/{pid}").exists()]) and time.monotonic() < deadline:
            time.sleep(0.05)
        left = [f"process {pid}" for pid in alive] + [entry.name for entry in self._temporary.iterdir()]
        return left + ([f"exit status {status}"] if status not in (0, -signal.SIGTERM) else [])


def measure(folder: Path, options: argparse.Namespace) -> tuple[Seen, list[str]]:
    """Runs server and bare pool in turns; returns what was seen, and what the server left behind."""
    task = subject.write_task(folder / "tasks" / "search", properties=True)
    temporary = folder / "temporary"
    temporary.mkdir()
    seen = Seen()
    each = max(options.clients, options.episodes // options.turns)
    with GradingPool([task], options.workers, seed=0, live_search=False, shrink=False) as pool:
        best = max(pool.grade(task, source, attempt=number).reward for number, source in enumerate(EPISODE, 1))
        server = Server(folder / "tasks", temporary, options.workers, options.clients)
        try:
            for turn in range(-1, options.turns):  # the first turn makes both warm
                numbers = range(each) if turn < 0 else range((turn + 1) * each, (turn + 2) * each)
                bare = bare_rate(pool, task, numbers, options.workers)
                served = asyncio.run(served_rate(server.url, task, numbers, options.clients, best, seen))
                seen.held.append(server.held())
                if turn < 0:
                    seen.step_s.clear()
                    continue
                seen.bare.append(bare)
                seen.served.append(served)
        finally:
            left = server.end()
    return seen, left


def _report(seen: Seen, left: Sequence[str], options: argparse.Namespace) -> int:
    early, late = seen.held[1], seen.held[-1]
    ratio = median(served / bare for served, bare in zip(seen.served, seen.bare, strict=True))
    parts = quantiles(seen.step_s, n=20)
    print(
        f"{seen.episodes} episodes of {len(EPISODE)} steps, {options.clients} clients, {options.workers} workers, {options.turns} turns"
    )
    print(f"bare pool: {median(seen.bare):.1f} grades a second ({min(seen.bare):.1f} to {max(seen.bare):.1f})")
    print(f"server:    {median(seen.served):.1f} steps a second ({min(seen.served):.1f} to {max(seen.served):.1f})")
    print(f"a step:    {median(seen.step_s) * 1e3:.0f} ms, 95% within {parts[-1] * 1e3:.0f} ms")
    print(f"server / bare pool: bar at least {BAR}: {ratio:.2f}, {'met' if ratio >= BAR else 'NOT met'}")
    print(f"memory of the server's own process: {early.own_mb:.1f} MiB after the second turn, {late.own_mb:.1f} after the last")
    print(f"processes: {early.processes} and {late.processes}; descriptors: {early.own_descriptors} and {late.own_descriptors}")
    print(f"wrong: {len(seen.wrong)}" + "".join(f"\n  {each}" for each in seen.wrong[:20]))
    print(f"left behind: {', '.join(left) or 'nothing'}")
    slack_mb = SLACK_MB * max(1.0, seen.episodes / 1000)
    grows = (
        late.own_mb > early.own_mb + slack_mb
        or late.processes > early.processes
        or late.own_descriptors > early.own_descriptors
    )
    print(f"grows: {'something' if grows else 'nothing'}")
    return 1 if seen.wrong or left or grows else 0


def main() -> int:
    """Prints what was measured; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.server", description="Many clients at once, beside the bare pool."
    )
    parser.add_argument("--clients", type=int, default=32, metavar="N", help="sessions at the same time (%(default)s)")
    parser.add_argument("--episodes", type=int, default=500, metavar="N", help="about so many in all (%(default)s)")
    parser.add_argument(
        "--turns", type=int, default=5, metavar="N", help="of server and pool, after one that is not counted (%(default)s)"
    )
    parser.add_argument(
        "--workers", type=int, default=len(os.sched_getaffinity(0)), metavar="N", help="grades at the same time (%(default)s)"
    )
    options = parser.parse_args()
    if min(options.clients, options.episodes, options.workers) < 1 or options.turns < 2:
        parser.error("expected at least 1, and 2 turns")
    with tempfile.TemporaryDirectory(prefix="codearena-server-") as name:
        seen, left = measure(Path(name).resolve(), options)
    return _report(seen, left, options)


if __name__ == "__main__":
    sys.exit(main())
