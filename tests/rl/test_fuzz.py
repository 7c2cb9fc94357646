"""Whatever comes in, nothing that goes out is a server's error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')

text = st.text(st.characters(exclude_categories=[]), max_size=8) | st.sampled_from(["half", "a", "train", "auto"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(
    [
        "action",
        "episode_id",
        "timeout_s",
        "request_id",
        "task_id",
        "category",
        "split",
        "index",
        "seed",
        "start",
        "stop",
        "jsonrpc",
        "method",
        "params",
        "id",
    ]
)
steps = st.fixed_dictionaries(
    {"action": st.fixed_dictionaries({"proposed_fix": text}, optional={"metadata": values})},
    optional={"episode_id": text, "timeout_s": values},
)
bodies = values | steps | st.dictionaries(names, values, max_size=5)
POSTED = ["/reset", "/step", "/mcp", *(f"/codearena/{name}" for name in ("tasks", "num_tasks", "task", "task_range"))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(POSTED), body=bodies)
def test_over_http(client: Any, path: str, body: Any) -> None:
    answer = client.post(path, content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code in (200, 400, 404, 409, 422, 503), (answer.status_code, answer.text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=text)
def test_states(client: Any, name: str) -> None:
    encoded = name.encode("utf-8", "replace")
    assert client.get("/state", params={"episode_id": encoded}).status_code in (200, 404, 409, 422)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["reset", "step", "state", "other"]), data=values | st.dictionaries(names, values, max_size=4))
def test_over_a_websocket(client: Any, kind: str, data: Any) -> None:
    with client.websocket_connect("/ws") as socket:
        socket.send_text(json.dumps({"type": kind, "data": data}))
        assert socket.receive_json()["type"] in ("observation", "state", "error")
    with client.websocket_connect("/ws") as socket:
        socket.send_text('{"type": "state"}')
        assert socket.receive_json()["type"] == "state"
