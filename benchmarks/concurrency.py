"""``python -m benchmarks.concurrency``: what ``--codearena-concurrency`` makes of waiting for a model, and of the cores."""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.agents.fake_openai import Reply, Request, completion, serving

from . import subject
from .processes import adopt_orphans, machine_seconds, processor_seconds

BAR_RATIO = 1.3
BAR_BUSY = 0.85
_QUIET_S = 3.0
"""How long it is looked at what else the machine does."""


def main() -> int:
    """Prints the figures; returns 1 if a bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.concurrency", description=__doc__)
    parser.add_argument("--episodes", type=int, default=40, metavar="N", help="that wait for a model (%(default)s)")
    parser.add_argument("--tasks", type=int, default=4, metavar="N", help="different tasks among them (%(default)s)")
    parser.add_argument("--reply-s", type=float, default=1.0, metavar="S", help="that a reply takes (%(default)s)")
    parser.add_argument("--concurrency", type=int, default=16, metavar="N", help="episodes side by side (%(default)s)")
    parser.add_argument("--properties", action="store_true", help="the tasks of those that wait have hidden properties too")
    parser.add_argument("--graded", type=int, default=400, metavar="N", help="episodes whose replies come at once (%(default)s)")
    asked = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="codearena-concurrency-") as folder:
        for kind, properties in (("waiting", asked.properties), ("graded", True)):
            for number in range(asked.tasks):
                more = f"tags = ['{number}']\n"  # or it would be one task under several names
                subject.write_task(Path(folder) / kind / f"search_{number}", properties=properties, more=more)
        waits = _met([
            _waiting(Path(folder) / "waiting", asked.episodes // asked.tasks, asked.tasks, asked.reply_s, asked.concurrency),
            _grading(Path(folder) / "graded", asked.graded // asked.tasks, asked.concurrency),
        ])
    return 0 if waits else 1


def _met(lines: Sequence[tuple[str, bool]]) -> bool:
    for line, met in lines:
        print(f"{line}, {'met' if met else 'NOT met'}", flush=True)
    return all(met for _, met in lines)


def _waiting(folder: Path, epochs: int, tasks: int, reply_s: float, concurrency: int) -> tuple[str, bool]:
    """Each reply takes a while and is right: the ideal is a wave of them for each ``concurrency`` episodes."""
    run = _run(folder, epochs, concurrency, reply_s)
    episodes = epochs * tasks
    ideal_s = math.ceil(episodes / concurrency) * reply_s
    ratio = run.rest_s / ideal_s
    said = f"{episodes} episodes of {tasks} tasks, {reply_s:g} s a reply, concurrency {concurrency}"
    took = f"{run.startup_s:.2f} s until the first request, then {run.rest_s:.2f} s ({run.rest_cpu_s:.2f} CPU seconds)"
    return f"{said}: {took}, ideal {ideal_s:g} s: ratio {ratio:.2f}, bar {BAR_RATIO}", ratio <= BAR_RATIO


def _grading(folder: Path, epochs: int, concurrency: int) -> tuple[str, bool]:
    """Replies come at once, so that grading is all there is to do."""
    cores = os.cpu_count() or 1
    before = machine_seconds()
    time.sleep(_QUIET_S)
    others = (machine_seconds() - before) / _QUIET_S / cores
    run = _run(folder, epochs, concurrency, 0.0)
    busy = run.rest_machine_s / run.rest_s / cores
    said = f"{run.requests} episodes whose replies come at once: {run.rest_s:.2f} s, {run.rest_machine_s:.2f} CPU seconds"
    said += f": {cores} cores {busy:.0%} busy, {others:.0%} before it began"
    return f"{said}, bar {BAR_BUSY:.0%} without the latter", busy - others > BAR_BUSY


class _Measured:
    """One run of pytest, from its first request on, and before."""

    def __init__(self) -> None:
        self.requests = 0
        self.startup_s = self.rest_s = self.rest_cpu_s = self.rest_machine_s = 0.0


def _run(folder: Path, epochs: int, concurrency: int, reply_s: float) -> _Measured:
    found = _Measured()
    right = completion(f"```python\n{subject.REFERENCE}```")
    first: list[tuple[float, float, float]] = []

    def answer(request: Request) -> Reply:
        if not first:
            first.append((time.monotonic(), processor_seconds(process.pid), machine_seconds()))
        return Reply(200, right.body, right.headers, delay_s=reply_s)

    with serving(answer=answer) as server:
        command = [
            *(sys.executable, "-m", "pytest", str(folder), "-q", "-p", "no:cacheprovider", f"--codearena-agent={server.url}#m"),
            *(f"--codearena-concurrency={concurrency}", "--codearena-attempts=1", f"--codearena-epochs={epochs}"),
        ]
        environment = {**os.environ, "CODEARENA_API_KEY": "none", "PYTHONUNBUFFERED": "1"}
        began = time.monotonic()
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            assert process.stdout is not None
            output, ended, cpu_s, machine_s = "", 0.0, 0.0, 0.0
            for line in process.stdout:
                if "= codearena =" in line:  # pytest has run all items
                    ended, cpu_s, machine_s = time.monotonic(), processor_seconds(process.pid), machine_seconds()
                output += line
        found.requests = len(server.requests)
    if process.returncode or not first or not ended:
        raise SystemExit(f"pytest ended with {process.returncode}:\n{output[-3000:]}")
    found.startup_s = first[0][0] - began
    found.rest_s = ended - first[0][0]
    found.rest_cpu_s = cpu_s - first[0][1]
    found.rest_machine_s = machine_s - first[0][2]
    return found


if __name__ == "__main__":
    sys.exit(main())
