"""Grading on a Ray cluster of two nodes: the same grades, whatever becomes of nodes and processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ray", reason='needs pip install -e ".[ray]"')

from pytest_codearena import GradingPool, SandboxError, TaskError, load_task
from pytest_codearena.cluster.executor import RayExecutor
from pytest_codearena.rl.rewards import make_reward_func

from ..rl.made_up import buggy, overfit, resolved, write_task

pytestmark = pytest.mark.filterwarnings("ignore")  # Ray's own


def admit() -> str:
    return ""


def only_the_second() -> str:
    if "SECOND" not in os.environ:
        raise SandboxError("no layer isolates here")
    return "grades without namespaces"


def second() -> str | None:
    return os.environ.get("SECOND")


def nobody() -> str:
    raise SandboxError("no layer isolates here")


def farewell() -> None:
    return None


def die(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("x")
    os._exit(1)


def late(number: int) -> int:
    time.sleep(0.02)
    return number


def test_grades_are_those_of_this_machine_and_graders_see_no_keys(cluster: Any, tmp_path: Path) -> None:
    folder = write_task(tmp_path, "half", 2, difficulty="easy")
    with (folder / "test_unit.py").open("a") as file:
        file.write("\n\ndef test_keys():\n    import os\n\n    assert 'API_KEY' not in os.environ and 'SECOND' not in os.environ\n")
    task = load_task(folder)
    settings: dict[str, Any] = {"seed": 1, "live_search": False}
    with GradingPool([task], 2, backend=f"ray:{cluster.address}", **settings) as there, GradingPool([task], **settings) as here:
        sources = [resolved(2), buggy(2), overfit(2), "def f(:\n"] * 3
        graded = [each.result(60) for each in [there.submit("half", source) for source in sources]]
        expected = {source: here.grade("half", source) for source in set(sources)}
        for source, grade in zip(sources, graded, strict=True):
            assert (grade.verdict, grade.reward, grade.checks) == tuple(
                getattr(expected[source], name) for name in ("verdict", "reward", "checks")
            )
        (folder / "reference.py").write_text(buggy(2))
        with pytest.raises(TaskError):
            there.grade(load_task(folder), resolved(2))
        assert there.remarks == ()


def test_a_run_of_pytest_is_graded_there(cluster: Any, tmp_path: Path) -> None:
    write_task(tmp_path, "half", 2, difficulty="easy")
    options = [f"--codearena-backend=ray:{cluster.address}", "--codearena-concurrency=2", "--codearena-report=report.json"]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "half", "--codearena-agent=reference", "--codearena-agent=buggy"]
    done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    outcomes = {each["agent"]: each["outcome"] for each in json.loads((tmp_path / "report.json").read_text())["episodes"]}
    assert outcomes == {"reference": "solved", "buggy": "unsolved"}, done.stdout


def test_rewards_are_graded_there(cluster: Any, tmp_path: Path) -> None:
    task = load_task(write_task(tmp_path, "half", 2, difficulty="easy"))
    with make_reward_func([task], 2, seed=1, backend=f"ray:{cluster.address}") as reward:
        replies = [f"```python\n{code}```" for code in (resolved(2), buggy(2))]
        right, wrong = reward(["p"] * 2, replies, task_id=["half"] * 2)
    assert right is not None and wrong is not None and right > wrong > 0


def test_a_node_that_fails_its_test_is_left_out(cluster: Any) -> None:
    with RayExecutor(2, cluster.address, admission=only_the_second, farewell=farewell) as executor:
        nodes = {executor.submit(second).result(60) for _ in range(6)}
        deadline_s = time.monotonic() + 60  # the other one may say later that it can't
        while len(executor.remarks) < 2 and time.monotonic() < deadline_s:
            nodes.add(executor.submit(second).result(60))
        said = "\n".join(executor.remarks)
    assert nodes == {"1"}
    assert "is left out: no layer isolates here" in said
    assert "grades without namespaces" in said


def test_where_no_node_takes_work_it_is_our_own_failure(cluster: Any) -> None:
    with RayExecutor(2, cluster.address, admission=nobody, farewell=farewell) as executor:
        future = executor.submit(late, 1)
        with pytest.raises(SandboxError, match="no node of the Ray cluster takes work: no layer isolates here"):
            future.result(60)


def test_work_whose_place_dies_again_and_again_is_our_own_failure(cluster: Any, tmp_path: Path) -> None:
    with RayExecutor(1, cluster.address, admission=admit, farewell=farewell, retries=1) as executor:
        doomed, other = executor.submit(die, str(tmp_path / "tries")), executor.submit(late, 7)
        with pytest.raises(SandboxError, match="lost 2 times"):
            doomed.result(60)
        assert other.result(60) == 7
    assert (tmp_path / "tries").read_text() == "xx"


def test_nobody_answers_at_the_address(cluster: Any) -> None:
    with pytest.raises(SandboxError, match="no Ray cluster answers at nowhere"):
        GradingPool(backend="ray:nowhere")


def test_once_this_process_has_left_the_cluster_it_is_our_own_failure(cluster: Any) -> None:
    import ray

    with RayExecutor(1, cluster.address, admission=admit, farewell=farewell) as executor:
        assert executor.submit(late, 1).result(60) == 1
        ray.shutdown()
        with pytest.raises(SandboxError, match="not graded: the connection to the Ray cluster was lost"):
            executor.submit(late, 2).result(60)
        with pytest.raises(SandboxError, match="not graded: the connection to the Ray cluster was lost"):
            executor.submit(late, 3)


def test_sessions_are_graded_there(cluster: Any, tmp_path: Path) -> None:
    pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')
    write_task(tmp_path, "half", 2, difficulty="easy")
    command = [sys.executable, "-m", "pytest_codearena", "serve", "half", "--port=0", "--workers=1", f"--backend=ray:{cluster.address}"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            address = next(line.split()[-1] for line in server.stdout if line.startswith("listening on"))
            first = post(address, "reset", {"episode_id": "mine"})
            assert first["observation"]["task_id"] == "half"
            rewards = [post(address, "step", {"action": {"proposed_fix": code}, "episode_id": "mine"}) for code in (buggy(2), resolved(2))]
        finally:
            server.terminate()
    assert [each["done"] for each in rewards] == [False, True]
    assert 0 < rewards[0]["reward"] < rewards[0]["reward"] + rewards[1]["reward"] <= 1


def post(address: str, what: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(f"{address}/{what}", json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def test_every_result_comes_once_though_a_process_dies_and_a_node_goes(cluster: Any) -> None:  # the last one: a node is gone
    import ray

    came: Counter[int] = Counter()
    with RayExecutor(2, cluster.address, admission=admit, farewell=farewell) as executor:
        futures = [executor.submit(late, number) for number in range(300)]
        for future in futures:
            future.add_done_callback(lambda done: came.update([done.result()]))
        wait_for(came, 50)
        ray.kill(executor._places[0].actor)
        wait_for(came, 150)
        cluster.remove_node(cluster.second, allow_graceful=False)
        assert [future.result(60) for future in futures] == list(range(300))
    assert came == Counter(range(300))


def wait_for(came: Counter[int], count: int) -> None:
    deadline = time.monotonic() + 60
    while came.total() < count and time.monotonic() < deadline:
        time.sleep(0.02)
