"""The server as the OpenEnv taskset of verifiers meets it: its taskset, its environment, its client, and a scripted model.

verifiers takes an older OpenEnv than the server does, so they can't be in one environment: ``CODEARENA_SERVER_PYTHON`` is the Python of one
with the extra ``[rl]``.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("verifiers", reason='needs pip install -e ".[verifiers]", in an environment of its own')

from verifiers.v1.tasksets.openenv import OpenEnvConfig, OpenEnvEnv, OpenEnvEnvConfig, OpenEnvTaskset

from .made_up import SECRET, buggy, overfit, resolved

SERVER = os.environ.get("CODEARENA_SERVER_PYTHON", "")
pytestmark = [
    pytest.mark.skipif(not SERVER, reason="CODEARENA_SERVER_PYTHON: not set; it names a Python with the extra [rl]"),
    pytest.mark.filterwarnings("ignore"),  # verifiers and what it brings have their own
]


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Of a server in another process."""
    command = [SERVER, "-m", "pytest_codearena", "serve", str(folder), "--port", "0", "--attempts", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield next(found[1] for line in process.stdout if (found := re.search(r"listening on (http://\S+)", line)))
        process.terminate()


@dataclass
class Player:
    """Stands for the model's harness, which verifiers starts with uv or in a container: it answers with the next reply."""

    replies: Sequence[str]
    told: list[dict[str, Any]] = field(default_factory=list)
    rewards: dict[str, float] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def interaction(self, task: Any) -> AsyncIterator[Any]:
        left = iter(self.replies)

        async def turn(payload: str) -> Any:
            self.told.append(json.loads(payload))
            reply = next(left, None)
            return SimpleNamespace(terminated=reply is None, last_reply=reply)

        trace = SimpleNamespace(stop=self.stopped.append, record_reward=self.rewards.__setitem__)
        yield SimpleNamespace(turn=turn, trace=trace)


def play(address: str, reset: dict[str, Any], replies: Sequence[str]) -> Player:
    """An episode of verifiers' own environment on the task that its own taskset loads."""
    config = OpenEnvConfig(id="openenv", base_url=address, resets=[reset])
    (task,) = OpenEnvTaskset(config).load()
    player = Player(replies)
    environment = OpenEnvEnv(OpenEnvEnvConfig(taskset=config))
    asyncio.run(environment.run(task, SimpleNamespace(player=player)))
    return player


def test_the_sum_of_the_steps_rewards_is_the_best_score(address: str) -> None:
    replies = [f"```python\n{overfit(2)}```", f"I see.\n\n```python\n{resolved(2)}```\n"]
    player = play(address, {"task_id": "half"}, replies)
    assert player.rewards == {"openenv_reward": pytest.approx(0.88, abs=1e-5)}
    assert [told["observation"]["verdict"] for told in player.told] == ["", "overfit"]
    assert player.told[0]["action_schema"]["required"] == ["proposed_fix"]


def test_failing_more_often_does_not_pay(address: str) -> None:
    once = play(address, {"task_id": "third"}, [resolved(3)])
    often = play(address, {"task_id": "third"}, [buggy(3), overfit(3), json.dumps({"proposed_fix": buggy(3)})])
    assert 0 < often.rewards["openenv_reward"] < once.rewards["openenv_reward"] <= 1


def test_nothing_hidden_is_told(address: str) -> None:
    player = play(address, {"task_id": "half"}, [overfit(2), "import reference", buggy(2)])
    assert len(player.told) == 3
    assert SECRET not in json.dumps(player.told)


def test_what_is_not_there_is_an_error_and_never_a_reward(address: str) -> None:
    with pytest.raises(RuntimeError, match="no task"):
        play(address, {"task_id": "quarter"}, [resolved(2)])
