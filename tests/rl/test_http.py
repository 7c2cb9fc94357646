"""Episodes over plain HTTP."""

from __future__ import annotations

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')

from pytest_codearena import Grade, Verdict
from pytest_codearena.rl.environment import RepairEnvironment
from pytest_codearena.rl.episodes import Episodes
from pytest_codearena.rl.models import RepairObservation, ResetParameters
from pytest_codearena.rl.refused import Refused
from pytest_codearena.rl.reward import MODES

from .conftest import Serve
from .made_up import buggy, overfit, resolved


def reset(client: Any, **asked: Any) -> Any:
    return client.post("/reset", json=asked)


def step(client: Any, code: str, **more: Any) -> Any:
    return client.post("/step", json={"action": {"proposed_fix": code}, **more})


def test_an_episode_from_reset_to_done(client: Any) -> None:
    began = reset(client, task_id="half").json()
    seen = began["observation"]
    assert (began["done"], began["reward"], seen["task_id"]) == (False, None, "half")
    assert seen["buggy_code"] == buggy(2)
    assert "rounded towards zero" in seen["description"]
    assert "def test_some" in seen["visible_tests"]["test_unit.py"]
    assert (seen["verdict"], seen["error_log"], seen["test_results"], seen["hint"]) == ("", "", "", "")
    assert (seen["previous_attempts"], seen["components"]) == ([], {})
    name = began["metadata"]["episode_id"]

    first = step(client, overfit(2), episode_id=name).json()
    seen = first["observation"]
    assert (first["done"], seen["verdict"]) == (False, "overfit")
    assert 0 < first["reward"] < 0.8
    assert "hidden properties fail" in seen["error_log"]
    assert seen["test_results"].splitlines()[0].split() == ["passed", "test_unit.py::test_nothing"]
    assert seen["hint"]
    assert seen["previous_attempts"] == [overfit(2)]
    assert seen["components"]["compile"] == 1.0
    assert seen["components"]["tests"] == pytest.approx(2 / 3)

    state = client.get("/state", params={"episode_id": name}).json()
    assert (state["step_count"], state["verdict"], state["done"], state["solved"]) == (1, "overfit", False, False)
    assert state["best_reward"] == first["reward"]

    last = step(client, resolved(2), episode_id=name).json()
    assert (last["done"], last["observation"]["verdict"]) == (True, "resolved")
    assert first["reward"] + last["reward"] == pytest.approx(last["metadata"]["best_reward"], abs=1e-5)
    state = client.get("/state", params={"episode_id": name}).json()
    assert (state["step_count"], state["done"], state["solved"], state["episode_id"]) == (2, True, True, name)

    refused = step(client, resolved(2), episode_id=name)
    assert refused.status_code == 409
    assert "done (resolved)" in refused.json()["detail"]
    assert client.get("/state", params={"episode_id": name}).json()["step_count"] == 2


def test_an_episode_ends_after_the_last_attempt(serve: Serve) -> None:
    client = serve(attempts=2)
    reset(client, task_id="half")
    assert [step(client, buggy(2)).json()["done"] for _ in range(2)] == [False, True]
    assert client.get("/state").json()["solved"] is False


def test_one_client_needs_no_ids(serve: Serve) -> None:
    client = serve()
    assert client.get("/state").json()["episode_id"] is None
    assert step(client, resolved(2)).status_code == 409
    for _ in range(2):
        assert client.post("/reset").status_code == 200
        reset(client, task_id="third", episode_id=client.get("/state").json()["episode_id"])
        assert step(client, resolved(3)).json()["done"] is True
        assert client.get("/state").json()["task_id"] == "third"


def test_with_several_open_episodes_the_id_decides(serve: Serve) -> None:
    client = serve()
    for name, task in (("a", "half"), ("b", "third")):
        reset(client, episode_id=name, task_id=task)
    unclear = step(client, resolved(2))
    assert unclear.status_code == 409
    assert "episode_id" in unclear.json()["detail"]
    assert client.get("/state").status_code == 409
    assert step(client, resolved(2), episode_id="a").json()["observation"]["verdict"] == "resolved"
    assert client.get("/state", params={"episode_id": "b"}).json()["step_count"] == 0
    assert step(client, resolved(2), episode_id="c").status_code == 404


def test_a_known_id_begins_anew(serve: Serve) -> None:
    client = serve(sessions=1)
    for _ in range(3):
        assert reset(client, episode_id="mine", task_id="half").status_code == 200
        answer = step(client, overfit(2)).json()
        assert answer["observation"]["previous_attempts"] == [overfit(2)]
        assert answer["reward"] == answer["metadata"]["absolute_reward"]


def test_open_episodes_are_bounded(serve: Serve) -> None:
    client = serve(sessions=2)
    for name in "ab":
        assert reset(client, episode_id=name, task_id="half").status_code == 200
    refused = reset(client, episode_id="c")
    assert refused.status_code == 503
    assert "CAPACITY_REACHED" in refused.json()["detail"]
    assert refused.headers["Retry-After"]
    assert step(client, resolved(2), episode_id="a").json()["done"] is True
    assert reset(client, episode_id="c").status_code == 200
    assert client.get("/state", params={"episode_id": "a"}).status_code == 404
    assert client.get("/state", params={"episode_id": "b"}).status_code == 200


def test_idle_episodes_are_closed(client: Any) -> None:
    now = [0.0]
    arena = client.app.state.arena
    episodes = Episodes(lambda: RepairEnvironment(arena), most=2, idle_timeout_s=10, clock=lambda: now[0])
    for name in "ab":
        episodes.begin({"episode_id": name})
    now[0] = 6.0
    kept = episodes.find("a")
    now[0] = 11.0
    with pytest.raises(Refused, match="idle for too long"):
        episodes.find("b")
    assert episodes.find("a") is kept
    assert len(episodes) == 1
    now[0] = 30.0
    episodes.begin({"episode_id": "c"})
    assert len(episodes) == 1


SLOW = f"import time\n\ntime.sleep(0.5)\n\n\n{resolved(3)}"
"""Takes a second or two to grade: every process that imports it sleeps, which costs no CPU time."""


def test_the_same_episode_is_stepped_once_at_a_time(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, usual = threading.Event(), RepairEnvironment._grade

    def grade(*each: Any) -> Grade:
        at_work.set()
        return usual(*each)

    monkeypatch.setattr(RepairEnvironment, "_grade", grade)
    reset(client, episode_id="twice", task_id="third")
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(step, client, SLOW, episode_id="twice")
        assert at_work.wait(60)
        assert step(client, SLOW, episode_id="twice").status_code == 409
        assert client.get("/state", params={"episode_id": "twice"}).json()["step_count"] == 0
        assert first.result().json()["observation"]["verdict"] == "resolved"


def test_what_is_not_graded_in_time_is_no_attempt_and_can_be_asked_for_again(client: Any) -> None:
    reset(client, episode_id="late", task_id="third")
    late = step(client, SLOW, episode_id="late", timeout_s=0.1)
    assert late.status_code == 503
    assert "propose the same fix again" in late.json()["detail"]
    assert client.get("/state", params={"episode_id": "late"}).json()["step_count"] == 0
    answer = step(client, SLOW, episode_id="late").json()
    assert (answer["metadata"]["attempt"], answer["observation"]["verdict"]) == (1, "resolved")


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"task_id": "nope"}, 404, 'no task "nope"; there are fourth, half, third'),
        ({"category": "nope"}, 404, "there are logic, security"),
        ({"category": "security", "difficulty": "easy"}, 404, "difficulty"),
        ({"difficulty": "trivial"}, 404, "easy, medium, hard or auto"),
        ({"split": "test"}, 404, '"train"'),
        ({"index": 3}, 404, "less than 3"),
        ({"index": 1, "task_id": "half"}, 422, "give one of them"),
        ({"task_id": "half", "category": "security"}, 422, "half is logic, easy"),
        ({"taskid": "half"}, 422, "taskid"),
        ({"task_id": 3}, 422, "task_id"),
        ({"task_id": ["half"]}, 422, "task_id"),
        ({"seed": -1}, 422, "seed"),
        ({"seed": "1"}, 422, "seed"),
        ({"episode_id": ""}, 422, "episode_id"),
        ({"episode_id": "x" * 256}, 422, "episode_id"),
        ({"task_id": "\ud800"}, 404, "\\ud800"),
        ({"\ud800": 1}, 422, "body"),
        ([], 422, "body"),
        ("half", 422, "body"),
    ],
)
def test_a_reset_that_asks_for_what_is_not_there(client: Any, asked: Any, status: int, said: str) -> None:
    answer = client.post("/reset", content=json.dumps(asked), headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"proposed_fix": "x"},
        {"action": {}},
        {"action": {"proposed_fix": 3}},
        {"action": {"proposed_fix": None}},
        {"action": {"proposed_fix": "x", "more": 1}},
        {"action": {"proposed_fix": "x", "\ud800": 1}},
        {"action": {"proposed_fix": ["\ud800"]}},
        {"action": {"proposed_fix": "x" * 2_000_001}},
        {"action": {"proposed_fix": "x"}, "timeout_s": 0},
        {"action": {"proposed_fix": "x"}, "timeout_s": float("nan")},
        {"action": {"proposed_fix": "x"}, "episode_id": 1},
        {"action": {"proposed_fix": "x", "metadata": float("inf")}},
        [],
        None,
    ],
)
def test_a_step_of_another_form_is_refused(client: Any, body: Any) -> None:
    reset(client, episode_id="strict", task_id="half")
    answer = client.post("/step", content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert len(answer.text) < 500
    assert client.get("/state", params={"episode_id": "strict"}).json()["step_count"] == 0


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000, b'{"action": NaN}'])
def test_what_is_no_json_is_refused(client: Any, content: bytes) -> None:
    for path in ("/reset", "/step"):
        answer = client.post(path, content=content, headers={"content-type": "application/json"})
        assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    ("code", "verdicts"),
    [
        ("text = '\ud800'", {"syntax_error"}),
        ("text = '\0'", {"syntax_error"}),
        ("#" + "x" * 1_000_000, {"failed"}),
        ("(" * 10_000, {"syntax_error"}),
        ("import os\nos._exit(0)\n", {"crashed"}),
        ("", {"no_code"}),
        (" \n", {"no_code"}),
        ("I can't.\n```\nno code at all, sorry\n```\n", {"no_code", "syntax_error"}),
        (f"Here it is:\n```python\n{resolved(2)}```\n", {"resolved"}),
        (f'"""A module.\n\n```python\nraise SystemExit\n```\n"""\n{resolved(2)}', {"resolved"}),
    ],
)
def test_any_text_gets_a_verdict(client: Any, code: str, verdicts: set[str]) -> None:
    reset(client, episode_id="odd", task_id="half")
    body = json.dumps({"action": {"proposed_fix": code}, "episode_id": "odd"})
    answer = client.post("/step", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["observation"]["verdict"] in verdicts
    if "Here it is" not in code:
        assert answer.json()["observation"]["previous_attempts"] == [code.replace("\ud800", "\ufffd")]
    assert 0 <= answer.json()["reward"] <= 1


def test_large_requests_are_refused(client: Any) -> None:
    for content in (b"x" * (17 << 20), iter([b"x" * (9 << 20)] * 2)):
        answer = client.post("/step", content=content, headers={"content-type": "application/json"})
        assert answer.status_code == 413


def test_a_token_is_asked_for(serve: Serve) -> None:
    client = serve(token="let-me-in")
    assert client.get("/health").status_code == 200
    for path in ("/metadata", "/state", "/openapi.json", "/schema"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer let-me"}).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer let-me-in"}).status_code == 200


def test_what_is_offered(client: Any) -> None:
    said = client.get("/metadata").json()
    assert said["name"] == "codearena"
    assert "3 tasks" in said["description"]
    schema = client.get("/schema").json()
    assert schema["action"]["required"] == ["proposed_fix"]
    assert {"buggy_code", "error_log", "test_results", "previous_attempts"} <= set(schema["observation"]["properties"])
    assert "best_reward" in schema["state"]["properties"]
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/reset", "/step", "/state", "/health", "/metadata", "/schema", "/mcp"} <= set(paths)


def test_every_field_is_explained() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "training.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", page))
    assert set(RepairObservation.model_fields) - {"reward", "done"} <= named
    assert {*MODES, *Verdict, "proposed_fix"} <= named
    assert all(f"{name}=" in page for name in ResetParameters.model_fields if name != "episode_id")


def test_the_task_api(client: Any) -> None:
    assert client.get("/list_environments").json() == ["codearena"]
    assert client.get("/codearena/splits").json() == [{"name": "train", "type": "train"}]

    def post(path: str, **body: Any) -> Any:
        return client.post(f"/codearena/{path}", json={"split": "train", **body})

    assert post("num_tasks").json() == {"num_tasks": 3}
    listed = post("tasks").json()["tasks"]
    assert [each["task_id"] for each in listed] == ["fourth", "half", "third"]
    assert post("task", index=1).json()["task"] == listed[1]
    assert post("task_range", start=1).json()["tasks"] == listed[1:]
    assert reset(client, episode_id="i", split="train", index=1).json()["observation"]["task_id"] == "half"
    for path, body in (
        ("task", {"index": 3}),
        ("task", {"index": -1}),
        ("tasks", {"split": "x"}),
        ("num_tasks", {"split": "x"}),
    ):
        assert post(path, **body).status_code == 400
