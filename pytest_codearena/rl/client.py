"""The client in the terms of this environment; OpenEnv's ``GenericEnvClient`` does without it."""

from __future__ import annotations

from typing import Any

from openenv.core.client_types import StepResult
from openenv.core.env_client import EnvClient

from .models import RepairAction, RepairObservation, RepairState


class RepairClient(EnvClient[RepairAction, RepairObservation, RepairState]):
    """A session with a server, over its WebSocket: ``with RepairClient(base_url="http://127.0.0.1:8000").sync() as client: …``."""

    def _step_payload(self, action: RepairAction) -> dict[str, Any]:
        return {"proposed_fix": action.proposed_fix}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[RepairObservation]:
        reward, done = payload.get("reward"), bool(payload.get("done", False))
        observation = RepairObservation(**payload["observation"], reward=reward, done=done)
        return StepResult(observation=observation, reward=reward, done=done, metadata=observation.metadata)

    def _parse_state(self, payload: dict[str, Any]) -> RepairState:
        return RepairState(**payload)
