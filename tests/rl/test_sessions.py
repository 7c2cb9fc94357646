"""Sessions over OpenEnv's WebSocket."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')

from starlette.websockets import WebSocketDisconnect

from pytest_codearena import Task
from pytest_codearena.rl.arena import Arena
from pytest_codearena.rl.environment import RepairEnvironment
from pytest_codearena.rl.models import RepairAction
from pytest_codearena.rl.refused import Refused

from .conftest import Serve
from .made_up import SECRET, buggy, overfit, resolved


def ask(socket: Any, kind: str, **data: Any) -> Any:
    """Sends a message and returns the answer."""
    socket.send_text(json.dumps({"type": kind} if kind == "state" else {"type": kind, "data": data}))
    return socket.receive_json()


def test_an_episode_from_reset_to_done(client: Any) -> None:
    with client.websocket_connect("/ws") as socket:
        assert ask(socket, "state")["data"]["episode_id"] is None
        assert "reset first" in ask(socket, "step", proposed_fix="x")["data"]["message"]
        began = ask(socket, "reset", task_id="half", episode_id="mine")["data"]
        assert began["observation"]["buggy_code"] == buggy(2)
        first = ask(socket, "step", proposed_fix=overfit(2))["data"]
        last = ask(socket, "step", proposed_fix=resolved(2))["data"]
        assert (first["done"], last["done"]) == (False, True)
        assert first["reward"] + last["reward"] == pytest.approx(last["metadata"]["best_reward"], abs=1e-5)
        state = ask(socket, "state")["data"]
        assert (state["episode_id"], state["step_count"], state["solved"]) == ("mine", 2, True)
        after = ask(socket, "step", proposed_fix=resolved(2))
        assert (after["type"], after["data"]["code"]) == ("error", "EXECUTION_ERROR")
        assert "done (resolved)" in after["data"]["message"]
        assert ask(socket, "reset", task_id="third")["data"]["done"] is False


def test_sessions_know_nothing_of_each_other(client: Any) -> None:
    with client.websocket_connect("/ws") as one, client.websocket_connect("/ws") as other:
        ask(one, "reset", task_id="half")
        ask(other, "reset", task_id="half")
        ask(one, "step", proposed_fix=overfit(2))
        assert ask(other, "state")["data"]["step_count"] == 0
        assert ask(other, "step", proposed_fix=overfit(2))["data"]["observation"]["previous_attempts"] == [overfit(2)]


def test_a_session_too_many_is_refused_and_ended_ones_leave_their_place(serve: Serve) -> None:
    client = serve(sessions=1)
    for _ in range(3):
        with client.websocket_connect("/ws") as socket:
            ask(socket, "reset", task_id="half")
            with client.websocket_connect("/ws") as second:
                refused = second.receive_json()
                assert refused["data"]["code"] == "CAPACITY_REACHED"
                assert "1/1" in refused["data"]["message"]
        deadline = time.monotonic() + 30
        while client.app.state.server.active_sessions and time.monotonic() < deadline:
            time.sleep(0.01)
        assert client.app.state.server.active_sessions == 0


def test_a_closed_session_says_so_and_can_begin_anew(tasks: tuple[Task, ...]) -> None:
    arena = Arena(tasks)
    environment = RepairEnvironment(arena)
    environment.reset(task_id="half")
    environment.close()
    environment.close()
    with pytest.raises(Refused, match="idle for too long; reset first"):
        environment.step(RepairAction(proposed_fix="x"))
    assert environment.state.episode_id is None
    assert environment.reset(task_id="half").task_id == "half"
    arena.close()


def test_an_idle_session_gives_its_place_back(serve: Serve) -> None:
    client = serve(sessions=1, step_timeout_s=0.5, idle_timeout_s=1.0)  # OpenEnv looks every five seconds
    with client.websocket_connect("/ws") as socket:
        ask(socket, "reset", task_id="half")
        deadline = time.monotonic() + 30
        while client.app.state.server.active_sessions and time.monotonic() < deadline:
            time.sleep(0.1)
        with client.websocket_connect("/ws") as second:
            assert ask(second, "reset", task_id="half")["type"] == "observation"
        assert "idle for too long; reset first" in ask(socket, "step", proposed_fix="x")["data"]["message"]
        assert ask(socket, "reset", task_id="half")["type"] == "observation"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"proposed_fix": 3}, "VALIDATION_ERROR"),
        ({}, "VALIDATION_ERROR"),
        ({"proposed_fix": "x", "more": 1}, "VALIDATION_ERROR"),
        ({"proposed_fix": "x" * 2_000_001}, "VALIDATION_ERROR"),
    ],
)
def test_a_step_of_another_form_is_refused_and_the_session_goes_on(client: Any, data: dict[str, Any], code: str) -> None:
    with client.websocket_connect("/ws") as socket:
        ask(socket, "reset", task_id="half")
        assert ask(socket, "step", **data)["data"]["code"] == code
        assert ask(socket, "state")["data"]["step_count"] == 0


def test_a_reset_that_asks_for_what_is_not_there_is_refused_and_the_session_goes_on(client: Any) -> None:
    with client.websocket_connect("/ws") as socket:
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"task_id": "nope"}, "no task"),
            ({"task_id": "\ud800"}, "no task"),
            ({"task_id": 3}, "task_id"),
            ({"taskid": "half"}, "taskid"),
            ({"seed": "one"}, "seed"),
            ({"episode_id": {}}, "episode_id"),
        ]
        for asked, said in wrong:
            assert said in ask(socket, "reset", **asked)["data"]["message"]
        assert ask(socket, "reset", task_id="half")["type"] == "observation"


@pytest.mark.parametrize("code", ["text = '\ud800'", "text = '\0'", "(" * 10_000])
def test_any_text_gets_a_verdict(client: Any, code: str) -> None:
    with client.websocket_connect("/ws") as socket:
        ask(socket, "reset", task_id="half")
        assert ask(socket, "step", proposed_fix=code)["data"]["observation"]["verdict"] == "syntax_error"


def test_no_session_without_the_token(serve: Serve) -> None:
    client = serve(token="let-me-in")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws"):
        pass
    with client.websocket_connect("/ws", headers={"Authorization": "Bearer let-me-in"}) as socket:
        assert ask(socket, "reset", task_id="half")["type"] == "observation"


SNEAKY = f"import sys\n\n\ndef part(number):\n    raise ValueError(sys.path, sys.argv, __file__, number)\n# {SECRET[:3]}\n"


def test_nothing_hidden_is_told(client: Any, tasks: tuple[Task, ...]) -> None:
    """Neither reference nor properties nor paths of the machine, whatever the fix does to get them told."""
    told = []
    with client.websocket_connect("/ws") as socket:
        told.append(ask(socket, "reset", task_id="half"))
        for code in (buggy(2), overfit(2), SNEAKY, "import reference", "def part(number):\n    return 1 / 0\n"):
            told += [ask(socket, "step", proposed_fix=code), ask(socket, "state")]
        told += [
            ask(socket, "step", proposed_fix="x"),
            ask(socket, "reset", task_id="nope"),
            ask(socket, "step", proposed_fix=1),
        ]
    told += [client.get(path).json() for path in ("/metadata", "/schema", "/state", "/openapi.json")]
    told.append(client.post("/codearena/tasks", json={"split": "train"}).json())
    text = json.dumps(told, ensure_ascii=False)
    half = next(task for task in tasks if task.name == "half")
    assert SECRET not in text
    assert "int(number / 2)" not in text
    assert half.path.as_posix() not in text
    assert half.path.parent.as_posix() not in text
    assert "/codearena-" not in text  # the folders of graders


def test_a_broken_task_is_an_error_and_never_a_reward(tasks: tuple[Task, ...]) -> None:
    broken = replace(tasks[0], name="broken", reference="def part(number):\n    return 7\n", digest="broken")
    arena = Arena([broken])
    try:
        environment = RepairEnvironment(arena)
        environment.reset()
        with pytest.raises(Refused, match="broken: not graded: the task itself has a mistake") as refused:
            environment.step(RepairAction(proposed_fix=resolved(4)))
        assert refused.value.status == 500
        assert str(broken.path) not in str(refused.value)
        assert environment.state.step_count == 0
    finally:
        arena.close()


def test_a_fault_of_ours_is_an_error_without_details(tasks: tuple[Task, ...], caplog: pytest.LogCaptureFixture) -> None:
    arena = Arena(tasks)
    environment = RepairEnvironment(arena)
    environment.reset(task_id="half")
    arena.close()  # nothing can be graded any more
    with pytest.raises(Refused, match=r"^the server failed, which says nothing about the fix; its log has more$") as refused:
        environment.step(RepairAction(proposed_fix="x"))
    assert refused.value.status == 500
    assert "Traceback" in caplog.text
    assert environment.state.step_count == 0
