"""One account for threads and processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pytest_codearena.spending.account import Account, Spent

ADD = """
import sys
from pathlib import Path
from pytest_codearena.spending.account import Account, Spent
account = Account(Path(sys.argv[1]))
for _ in range(200):
    account.add(Spent(tokens=3, paid=0.25, asked=1))
"""


@pytest.mark.parametrize("shared", [True, False])
def test_nothing_is_lost_between_threads(tmp_path: Path, shared: bool) -> None:
    account = Account(tmp_path / "account" if shared else None)
    assert account.spent() == Spent()

    def add() -> None:
        for _ in range(100):
            account.add(Spent(tokens=1, replayed=1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert account.spent() == Spent(tokens=400, replayed=400)


def test_nothing_is_lost_between_processes(tmp_path: Path) -> None:
    path = tmp_path / "account"
    workers = [subprocess.Popen([sys.executable, "-c", ADD, str(path)]) for _ in range(3)]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    assert Account(path).spent() == Spent(tokens=1800, paid=150.0, asked=600)
