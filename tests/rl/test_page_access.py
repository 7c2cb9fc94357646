"""Who may use the page: other origins, other names, the token, and how often."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')

from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from pytest_codearena import Task
from pytest_codearena.cli import main
from pytest_codearena.rl.app import make_app
from pytest_codearena.rl.dashboard.limit import WINDOW_S, RunLimit
from pytest_codearena.rl.settings import ServerSettings

from .made_up import SECRET, overfit, resolved

Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def visit(tasks: tuple[Task, ...]) -> Iterator[Visit]:
    """Makes a browser's client of a server of its own, or a second one of the same server."""
    with ExitStack() as stack:

        def made(of: Any = None, base_url: str = "http://localhost:8000", **settings: Any) -> Any:
            app = of.app if of is not None else make_app(tasks, ServerSettings(**({"workers": 1} | settings)))
            client = TestClient(app, base_url=base_url)
            return client if of is not None else stack.enter_context(client)

        yield made


@pytest.fixture(scope="module")
def client(visit: Visit) -> Any:
    made = visit()
    made.get("/web/api/start")
    return made


def settled(client: Any) -> Any:
    """How things stand once nothing is under way."""
    while (state := client.get("/web/api/state").json())["doing"]:
        time.sleep(0.02)
    return state


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://localhost:8000"}, 200),
        ({"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}, 200),
        ({"host": "[::1]:8000", "origin": "http://[::1]:8000"}, 200),
        ({"host": "LOCALHOST"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://localhost:9000"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://[::1"}, 403),
        ({"host": "evil.example:8000"}, 403),
        ({"host": "evil.example:8000", "origin": "http://evil.example:8000"}, 403),
        ({"host": "localhost.evil.example"}, 403),
        ({"host": "[::1"}, 403),
        ({"host": ""}, 403),
    ],
)
def test_pages_of_other_origins_and_names_pointed_here_are_refused(client: Any, headers: dict[str, str], status: int) -> None:
    for path in ("/web", "/web/page.js", "/web/api/start", "/web/api/state"):
        assert client.get(path, headers=headers).status_code == status
    assert client.post("/web/api/stop", headers=headers).status_code == status


def test_other_origins_do_not_reach_the_environment_either_but_programs_under_any_name_do(client: Any) -> None:
    foreign = {"host": "codearena:8000", "origin": "http://evil.example"}
    rebound = {"host": "evil.example", "origin": "http://evil.example"}
    for headers in (foreign, rebound):
        assert client.post("/reset", headers=headers, json={"task_id": "half"}).status_code == 403
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws", headers=headers):
            pass
    assert client.post("/reset", headers={"host": "codearena:8000"}, json={"task_id": "half"}).status_code == 200


def test_a_name_is_allowed_when_the_server_is_told_so(visit: Visit) -> None:
    client = visit(hosts=("Arena.example",))
    assert client.get("/web", headers={"host": "arena.example"}).status_code == 200
    refused = client.get("/web", headers={"host": "other.example"})
    assert refused.status_code == 403
    assert "--allow-host" in refused.json()["detail"]


def test_the_token_opens_the_page_by_a_cookie_that_no_script_reads(visit: Visit) -> None:
    client = visit(token="let-me-in")
    assert "tasks" not in client.get("/web").text.split("<main")[0]
    assert [client.get(f"/web/api/{name}").status_code for name in ("start", "state", "memory")] == [401] * 3
    assert client.post("/web/api/login", json={"token": "let-me"}).status_code == 403
    assert "set-cookie" not in client.get("/web", params={"token": "let-me"}).headers
    given = client.get("/web", params={"token": "let-me-in"}).headers["set-cookie"]
    assert {"httponly", "samesite=strict", "path=/web"} <= {part.strip().lower() for part in given.split(";")}
    assert "let-me-in" not in given
    assert client.get("/web/api/start").status_code == 200
    assert client.get("/state").status_code == 401, "the cookie is for the page only"
    other = visit(of=client)
    assert other.post("/web/api/login", json={"token": "let-me-in"}).status_code == 200
    assert other.get("/web/api/start").status_code == 200
    odd = f'theme={{"dark": 1}}; a b; {"; ".join(f"{name}={value}" for name, value in other.cookies.items())}'
    assert visit(of=client).get("/web/api/start", headers={"cookie": odd}).status_code == 200
    guesses = [visit(of=client).post("/web/api/login", json={"token": "x"}).status_code for _ in range(12)]
    assert guesses[-1] == 429


def test_two_browsers_have_an_episode_each_and_nothing_hidden_is_told(visit: Visit, client: Any) -> None:
    other = visit(of=client)
    other.get("/web/api/start")
    for each, task in ((client, "half"), (other, "third")):
        began = each.post("/web/api/begin", json={"task": task})
        assert began.json()["task"]["name"] == task
    client.post("/web/api/fix", json={"code": overfit(2)})
    other.post("/web/api/fix", json={"code": resolved(3)})
    mine, theirs = settled(client), settled(other)
    assert ([step["verdict"] for step in mine["steps"]], mine["solved"]) == (["overfit"], False)
    assert ([step["verdict"] for step in theirs["steps"]], theirs["solved"]) == (["resolved"], True)
    assert SECRET not in str(mine) + str(theirs) + str(client.get("/web/api/start").json())
    assert client.get("/web/api/state", params={"known": mine["version"]}).status_code == 204
    refused = other.post("/web/api/fix", json={"code": resolved(3)})
    assert (refused.status_code, refused.json()["detail"]) == (409, "the episode is over; start another one")


def test_a_cookie_that_the_server_did_not_make_is_refused(visit: Visit, client: Any) -> None:
    stranger = visit(of=client)
    for cookie in ("", "mine", "mine.signed", "\u00e4.\u00e4", "a" * 5000):
        headers = {"cookie": f"codearena_visitor={cookie}".encode()}
        assert stranger.post("/web/api/begin", json={}, headers=headers).status_code == 403
        assert stranger.post("/web/api/program", json={"code": "1"}, headers=headers).status_code == 403


def test_runs_are_limited_for_each_visitor_and_for_each_address(visit: Visit) -> None:
    client = visit(runs_per_minute=2)

    def runs(visitor: Any) -> list[int]:
        visitor.get("/web/api/start")
        return [visitor.post("/web/api/program", json={"code": "print(1)"}).status_code for _ in range(3)]

    assert runs(client) == [200, 200, 429]
    said = client.post("/web/api/program", json={"code": "print(1)"}).json()["detail"]
    assert said.startswith("that was a lot in one minute: the next run may begin in ")
    fresh = [runs(visit(of=client)) for _ in range(4)]
    assert fresh[:3] == [[200, 200, 429]] * 3
    assert fresh[3] == [429] * 3, "another cookie is no way around it"
    client.post("/web/api/begin", json={"task": "half"})
    client.post("/web/api/fix", json={"code": resolved(2)})
    state = settled(client)
    assert (state["steps"], state["notice"].partition(":")[0]) == ([], "that was a lot in one minute")


@given(st.lists(st.integers(0, 200), max_size=60), st.integers(1, 5))
def test_no_minute_has_more_runs_than_allowed(moments: list[int], most: int) -> None:
    now = [0.0]
    limit = RunLimit(most, lambda: now[0])
    taken = []
    for moment in sorted(moments):
        now[0] = moment
        wait_s = limit.take("a")
        assert 0 <= wait_s <= WINDOW_S
        if not wait_s:
            taken.append(moment)
    for first in taken:
        assert sum(first <= each < first + WINDOW_S for each in taken) <= most
    assert limit.take("b") == 0.0


def test_every_answer_says_what_the_browser_must_not_do(client: Any) -> None:
    for path in ("/web", "/web/page.js", "/web/style.css", "/web/api/start", "/web/api/state", "/web/api/memory"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_what_is_asked_wrongly_is_refused(client: Any) -> None:
    for path, body in (
        ("begin", {"task": 3}),
        ("begin", {"more": 1}),
        ("begin", []),
        ("fix", {}),
        ("program", {"code": "x" * 2_000_001}),
        ("ask", {"agent": None}),
    ):
        assert client.post(f"/web/api/{path}", json=body).status_code == 422
    assert client.post("/web/api/begin", json={"task": "nope"}).status_code == 404
    client.post("/web/api/begin", json={"task": "half"})
    assert client.post("/web/api/fix", json={"code": " \n"}).status_code == 422
    assert client.post("/web/api/ask", json={"agent": "openai:gpt-5"}).status_code == 404


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--agent", "reference"], "would show the reference"),
        (["--agent", "chain:builtin,reference"], "would show the reference"),
        (["--agent", "bulitin"], "builtin"),
        (["--runs-per-minute", "0"], "--runs-per-minute"),
        (["--memory", "."], "cannot be used"),
    ],
)
def test_mistakes_of_whoever_starts_the_server(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(folder)
    assert main(["serve", ".", "--port", "0", *arguments]) == 2
    assert said in capsys.readouterr().err
