"""``codearena serve`` as a process of its own, met by OpenEnv's clients, by curl and by OpenEnv's validator."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')

from fastapi.testclient import TestClient
from openenv.core import GenericEnvClient

from pytest_codearena import __version__
from pytest_codearena.cli import main
from pytest_codearena.rl.client import RepairClient
from pytest_codearena.rl.models import RepairAction

from .made_up import overfit, resolved

ROOT = Path(__file__).parent.parent.parent
SERVE = [sys.executable, "-m", "pytest_codearena", "serve"]


@pytest.fixture(scope="module")
def url(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server, which ends well when it is told to."""
    log = tmp_path_factory.mktemp("server") / "stderr"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*SERVE, str(folder), "--port", "0", "--sessions", "4", "--workers", "2"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    with process, process.stdout:
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if "listening" in line:
                break
        found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", "".join(said))
        assert found, log.read_text()
        assert said[0].startswith("codearena serve: 3 tasks, up to 4 sessions, 2 workers, 5 attempts, reward delta")
        yield found[1]
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert "Traceback" not in log.read_text()


def curl(url: str, body: Any = None) -> Any:
    """What curl gets."""
    given = [] if body is None else ["-H", "content-type: application/json", "-d", json.dumps(body)]
    done = subprocess.run(["curl", "-sS", "--max-time", "60", *given, url], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_openenvs_own_client(url: str) -> None:
    with GenericEnvClient(base_url=url).sync() as client:
        assert client.reset(task_id="half").observation["task_id"] == "half"
        first = client.step({"proposed_fix": overfit(2)})
        last = client.step({"proposed_fix": resolved(2)})
        assert (first.done, last.done, last.observation["verdict"]) == (False, True, "resolved")
        assert first.reward + last.reward == pytest.approx(last.metadata["best_reward"], abs=1e-5)
        assert client.state()["solved"] is True
        with pytest.raises(RuntimeError, match=r"done \(resolved\)"):
            client.step({"proposed_fix": resolved(2)})


def test_the_typed_client(url: str) -> None:
    with RepairClient(base_url=url).sync() as client:
        began = client.reset(difficulty="auto")
        assert (began.observation.task_id, began.done) == ("half", False)
        result = client.step(RepairAction(proposed_fix=resolved(2)))
        assert (result.observation.verdict, result.observation.done, result.done) == ("resolved", True, True)
        assert result.reward == result.observation.reward == result.observation.metadata["absolute_reward"]
        assert client.state().solved is True


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_curl(url: str) -> None:
    assert curl(f"{url}/health") == {"status": "healthy"}
    name = curl(f"{url}/reset", {"task_id": "third"})["metadata"]["episode_id"]
    assert curl(f"{url}/step", {"action": {"proposed_fix": overfit(3)}})["observation"]["verdict"] == "overfit"
    assert curl(f"{url}/state")["episode_id"] == name
    last = curl(f"{url}/step", {"action": {"proposed_fix": resolved(3)}, "episode_id": name})
    assert (last["done"], last["observation"]["verdict"]) == (True, "resolved")
    assert curl(f"{url}/state?episode_id={name}")["solved"] is True


def test_clients_side_by_side(url: str) -> None:
    def episodes(number: int) -> list[float]:
        with GenericEnvClient(base_url=url).sync() as client:
            earned = []
            for _ in range(5):
                client.reset(task_id="half")
                wrong = client.step({"proposed_fix": f"# {number}\n{overfit(2)}"})
                right = client.step({"proposed_fix": f"# {number}\n{resolved(2)}"})
                assert (wrong.done, right.done) == (False, True)
                earned.append(wrong.reward + right.reward)
            return earned

    with ThreadPoolExecutor(4) as threads:
        earned = [each for found in threads.map(episodes, range(4)) for each in found]
    assert earned == pytest.approx([0.88] * 20, abs=1e-5)


def test_openenvs_validator(url: str) -> None:
    command = [sys.executable, "-m", "openenv.cli", "validate"]
    done = subprocess.run([*command, "--url", url], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("PASS ") == 6
    static = subprocess.run(
        [*command, ".", "--level", "static", "--skip-build"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert static.returncode == 0, static.stdout + static.stderr


def test_the_application_under_a_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEARENA_TASKS", str(folder))
    monkeypatch.setenv("CODEARENA_TOKEN", "let-me-in")
    from pytest_codearena.rl.asgi import app

    client = TestClient(app)
    assert client.get("/metadata").status_code == 401
    assert "3 tasks" in client.get("/metadata", headers={"Authorization": "Bearer let-me-in"}).json()["description"]
    assert "app: pytest_codearena.rl.asgi:app\n" in (ROOT / "openenv.yaml").read_text(encoding="utf-8")


def test_the_benchmark_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.server", "--clients", "2", "--episodes", "4", "--turns", "2"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^server / bare pool: bar at least 0\.85: [\d.]+, (NOT )?met$", done.stdout, re.MULTILINE)
    assert {"wrong: 0", "left behind: nothing", "grows: nothing"} <= set(done.stdout.splitlines())


def test_the_manifest_says_what_is_served() -> None:
    manifest = (ROOT / "openenv.yaml").read_text(encoding="utf-8")
    count = len(list((ROOT / "tasks").rglob("task.toml")))
    assert f"train: {count}\n" in manifest
    assert f"version: {__version__}\n" in manifest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "no task.toml"),
        ([".", "--sessions", "0"], "--sessions"),
        ([".", "--reward", "sum"], "delta, absolute, terminal"),
        ([".", "--step-timeout-s", "60"], "clients wait 60 s"),
        ([".", "--idle-timeout-s", "1"], "--idle-timeout-s"),
        ([".", "--token", "\u00fc"], "--token"),
        ([".", "--host", "256.0.0.1"], "can't listen"),
        ([".", "--port", "99999"], "0 to 65535"),
    ],
)
def test_mistakes_are_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(folder)
    assert main(["serve", *arguments]) == 2
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert said in errors


def test_a_port_that_is_taken_is_named(url: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = url.rpartition(":")[2]
    assert main(["serve", str(folder), "--port", port]) == 2
    assert f"can't listen on 127.0.0.1:{port}" in capsys.readouterr().err
