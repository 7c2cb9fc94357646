"""Shared by the tests of the server: one task, what is known of fixes for it, and an application that serves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pytest_codearena import Task, load_task
from pytest_codearena.rl.settings import ServerSettings

from .made_up import write_task


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tasks: ``half`` (easy, logic), ``third`` (medium, logic), ``fourth`` (hard, security)."""
    root = tmp_path_factory.mktemp("tasks")
    write_task(root, "half", 2, difficulty="easy")
    write_task(root, "third", 3, difficulty="medium")
    write_task(root, "fourth", 4, difficulty="hard", category="security")
    return root


@pytest.fixture(scope="session")
def tasks(folder: Path) -> tuple[Task, ...]:
    return tuple(load_task(path) for path in sorted(folder.iterdir()))


Serve = Callable[..., Any]


@pytest.fixture(scope="module")
def serve(tasks: tuple[Task, ...]) -> Iterator[Serve]:
    """Makes a client of a server of its own, from settings; all of them end with the module."""
    from fastapi.testclient import TestClient  # of the extra: the modules of tests skip themselves without it

    from pytest_codearena.rl.app import make_app

    with ExitStack() as stack:

        def made(**settings: Any) -> Any:
            app = make_app(tasks, ServerSettings(**({"workers": 1} | settings)))
            return stack.enter_context(TestClient(app))

        yield made


@pytest.fixture(scope="module")
def client(serve: Serve) -> Any:
    """A client of a server with the default settings, but one worker."""
    return serve()
