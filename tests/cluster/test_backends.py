"""What holds of every back end, and of the names by which they are asked for; nothing here needs Ray."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena import GradingPool, Task, TaskError, UsageError, Verdict, load_task
from pytest_codearena.cluster.places import DEPTH, Standing, Work, best, free_number, put_back
from pytest_codearena.grading.backends import check_backend

from ..rl.made_up import buggy, overfit, resolved, write_task

WITHOUT_RAY = """
import sys
sys.modules["ray"] = None
from importlib import util
found = util.find_spec
util.find_spec = lambda name, package=None: None if name == "ray" else found(name, package)
"""


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    root = tmp_path_factory.mktemp("tasks")
    write_task(root, "half", 2, difficulty="easy")
    return load_task(root / "half")


@pytest.fixture(params=["threads", "processes"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    made = ThreadPoolExecutor(2) if request.param == "threads" else ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    with made:
        yield made


def test_any_executor_will_do(task: Task, executor: Executor) -> None:
    with GradingPool([task], backend=executor, seed=1, live_search=False) as pool, GradingPool([task], seed=1, live_search=False) as local:
        sources = [resolved(2), buggy(2), overfit(2)]
        there = [pool.submit("half", each) for each in sources]
        assert [each.result().verdict for each in there] == [Verdict.RESOLVED, Verdict.FAILED, Verdict.OVERFIT]
        here = [local.grade("half", each) for each in sources]
        assert [(each.result().reward, each.result().checks, each.result().feedback) for each in there] == [
            (each.reward, each.checks, each.feedback) for each in here
        ]
        assert pool.prove(task) == local.prove(task)
        assert pool.visible_calls(task) == local.visible_calls(task)
        assert pool.examples(task) == local.examples(task)
        assert pool.run_visible(task, buggy(2)).passed == local.run_visible(task, buggy(2)).passed
        assert "repeated" in pool.grade("half", buggy(2), previous=[buggy(2) + "# again\n"]).flags


def test_mistakes_come_back_as_what_they_are(tmp_path: Path, executor: Executor) -> None:
    write_task(tmp_path, "half", 2, difficulty="easy")
    (tmp_path / "half" / "reference.py").write_text(buggy(2))
    with GradingPool(backend=executor) as pool, pytest.raises(TaskError):
        pool.grade(load_task(tmp_path / "half"), resolved(2))


def test_an_unknown_task_is_told_by_the_future(executor: Executor) -> None:
    with GradingPool(backend=executor) as pool, pytest.raises(UsageError, match='no task "nothing"'):
        pool.submit("nothing", "").result()


def test_an_executor_of_ones_own_outlives_the_pool(task: Task) -> None:
    with ThreadPoolExecutor(1) as executor:
        with GradingPool(backend=executor) as pool:
            assert pool.grade(task, resolved(2)).verdict is Verdict.RESOLVED
        assert executor.submit(len, "abc").result() == 3
        with pytest.raises(UsageError, match="closed"):
            pool.grade(task, resolved(2))


@pytest.mark.parametrize("spec", ["dask", "ray:", "ray: ", "local:8", "", "Ray"])
def test_what_is_no_back_end(spec: str) -> None:
    with pytest.raises(UsageError, match="expected local, ray or ray:ADDRESS"):
        check_backend(spec)


def test_addresses_keep_their_colons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_codearena.grading.backends.find_spec", lambda name: importlib.util.find_spec("json"))
    assert check_backend("local") == ("local", "")
    assert check_backend("ray") == ("ray", "")
    assert check_backend("ray:10.0.0.5:6379") == ("ray", "10.0.0.5:6379")
    assert check_backend("ray:ray://head:10001") == ("ray", "ray://head:10001")


def test_the_option_says_what_it_takes(pytester: pytest.Pytester) -> None:
    write_task(pytester.path, "half", 2, difficulty="easy")
    done = pytester.runpytest_subprocess("half", "--codearena-agent=reference", "--codearena-backend=dask")
    done.stderr.fnmatch_lines(['*--codearena-backend: expected local, ray or ray:ADDRESS, got "dask"; write e.g. ray:10.0.0.5:6379'])
    assert done.ret == pytest.ExitCode.USAGE_ERROR


def test_the_ini_key_means_the_same(pytester: pytest.Pytester) -> None:
    write_task(pytester.path, "half", 2, difficulty="easy")
    pytester.makeini("[pytest]\ncodearena_backend = dask\n")
    done = pytester.runpytest_subprocess("half", "--codearena-agent=reference")
    done.stderr.fnmatch_lines(['*--codearena-backend: expected local, ray or ray:ADDRESS, got "dask"*'])


def test_without_ray_the_extra_is_named(tmp_path: Path) -> None:
    code = WITHOUT_RAY + (
        "from pytest_codearena import GradingPool, UsageError\n"
        "try:\n    GradingPool(backend='ray')\nexcept UsageError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == 'backend: ray can\'t be imported; install the extra: pip install "pytest-codearena[ray]"\n', done.stderr


def test_ray_is_not_imported_by_a_pool() -> None:
    code = "import sys; from pytest_codearena import GradingPool; GradingPool().close(); print('ray' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "False\n", done.stderr


def work(key: str = "") -> Work:
    return Work(len, (), {}, key)


def at(node: str, *keys: str) -> Standing:
    place = Standing(None, node)
    for key in keys:
        place.take(work(key))
    return place


def test_work_goes_where_its_task_is_warm() -> None:
    cold, warm = at("n", "b"), at("n", "a")
    assert best([cold, warm], "a") is warm


def test_work_goes_to_who_has_nothing_rather_than_wait_for_the_warm_one() -> None:
    idle, warm = at("n"), at("n", "a")
    assert best([idle, warm], "a") is idle


def test_nobody_gets_work_before_the_node_is_admitted_or_more_than_enough() -> None:
    assert best([at(""), at("n", *"a" * DEPTH)], "a") is None


def test_a_place_gets_the_lowest_free_number_of_its_machine() -> None:
    places = [Standing(None, "n", machine) for machine in "nnm"]
    places[0].number, places[1].number = 0, 2
    assert [free_number(places, node) for node in "nmo"] == [1, 1, 0]


@given(st.integers(0, DEPTH), st.integers(0, 5), st.integers(0, 3))
def test_lost_work_is_done_again_first_and_only_so_often(held: int, waiting: int, retries: int) -> None:
    place = Standing(None, "n")
    for _ in range(held):
        place.take(work())
    lost, rest = list(place.at_work), [work() for _ in range(waiting)]
    queue = deque(rest)
    given_up = put_back(place, queue, retries)
    assert not place.at_work
    if held and retries == 0:
        assert given_up is lost[0]
        assert list(queue) == [*lost[1:], *rest]
    else:
        assert given_up is None
        assert list(queue) == [*lost, *rest]
    assert [each.tries for each in lost] == [1, 0][:held]
