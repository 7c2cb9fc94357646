"""Two nodes of a Ray cluster on the loopback interface."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # else it listens on all interfaces; read when Ray is imported
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
NODE = {"num_cpus": 1, "object_store_memory": 80 * 2**20}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Its second node has ``SECOND`` in its environment; each module has a cluster of its own."""
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("API_KEY", "sk-of-the-cluster")
        made = Cluster(initialize_head=True, head_node_args={**NODE, "include_dashboard": False})
        made.second = made.add_node(**NODE, env_vars={"SECOND": "1"})
        yield made
        made.shutdown()
