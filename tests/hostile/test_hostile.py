"""Programs that try to be graded on what they say, to find the answers, to get out, to exhaust, to confuse, to survive.

Whatever a program tries: its verdict is never `resolved`, the grading itself does not fail, nothing outside of its
scratch changes, nothing outlives the attempt, and the next candidate, the reference, is graded as ever.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from pytest_codearena import Grade, GradingPool, Task, Verdict, load_task

from .programs import Program, assembled, read

_HERE = Path(__file__).parent
_CORPORA = sorted(path for path in (_HERE / "corpus").glob("*.txt") if path.stem != "preludes")
_PROGRAMS = [program for path in _CORPORA for program in read(path)]
_PRELUDES = {program.name: program.body for program in read(_HERE / "corpus" / "preludes.txt")}
_TASKS = {path.name: path for path in (_HERE / "tasks").iterdir() if path.is_dir()}
_OURS = 7
"""Processes below a pool between two attempts: grader, zygote twice (it holds a place outside), the grader's next fork with the
candidate that waits for its source, and the two after that."""
_GRADER_MB = 600
"""More than any candidate of these tasks may use, so more than any honest answer needs."""


@dataclass(frozen=True)
class _Aftermath:
    """What one program left behind."""

    grade: Grade | str
    reference: Grade | str
    box: frozenset[str]
    processes: tuple[str, ...]
    outside: Path
    outside_before: dict[str, tuple[int, int, bytes]]


@dataclass(frozen=True)
class _World:
    """What the programs aim at, all of it made for this run."""

    folder: Path
    listener: socket.socket

    def place(self, program: Program) -> Path:
        """Returns a fresh directory with a few victims in it."""
        outside = self.folder / "outside" / program.id
        outside.mkdir(parents=True)
        (outside / "victim.txt").write_text("untouched")
        connection = sqlite3.connect(outside / "victim.db")
        connection.execute("CREATE TABLE secret (word)")
        connection.execute("INSERT INTO secret VALUES ('CANARY-7f3a91')")
        connection.commit()
        connection.close()
        return outside

    def source(self, program: Program, task: Task, outside: Path) -> str:
        """Returns the program with its aims filled in."""
        text = assembled(program, _PRELUDES, reference=task.reference, slow=task.buggy)
        aims = {
            "@OUTSIDE@": str(outside),
            "@TASK@": str(task.path),
            "@PID@": str(os.getpid()),
            "@PORT@": str(self.listener.getsockname()[1]),
        }
        for mark, value in aims.items():
            text = text.replace(mark, value)
        return text


def _seen(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        path.name: (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def _pid_of(pidfd: int) -> int:
    fields = dict(line.split(":\t", 1) for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines() if ":\t" in line)
    return int(fields["Pid"])


def _pids_below(root: int) -> dict[int, str]:
    """All processes that descend from ``root``, itself included, with their names."""
    parents: dict[int, tuple[int, str]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                head, _, tail = (entry / "stat").read_text().rpartition(")")
            except OSError:
                continue  # ended meanwhile
            state, parent = tail.split()[:2]
            if state not in "ZX":
                parents[int(entry.name)] = (int(parent), f"{head}) {state}")
    found = {root}
    while True:
        more = {pid for pid, (parent, _) in parents.items() if parent in found} - found
        if not more:
            return {pid: parents[pid][1] for pid in sorted(found) if pid in parents}
        found |= more


def _below(root: int) -> tuple[str, ...]:
    return tuple(_pids_below(root).values())


def _resident_mb(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") // 2**20
    except OSError:
        return 0  # ended meanwhile


def _graded(pool: GradingPool, task: Task, source: str) -> Grade | str:
    """Returns the grade, or the text of what was raised instead of it: its traceback would keep files open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            return pool.grade(task, source, seed=7)
        except Exception as error:  # noqa: BLE001  # whatever comes out is the test's to judge
            return f"{type(error).__name__}: {error}"


def _attempt(pool: GradingPool, world: _World, program: Program, task: Task) -> _Aftermath:
    outside = world.place(program)
    before = _seen(outside)
    box: frozenset[str] = frozenset()
    processes: tuple[str, ...] = ()
    known = _boxes(pool, task)
    afterwards = f"{task.reference}\nNOT_GRADED_BEFORE = {program.id!r}\n"
    results = [_graded(pool, task, source) for source in (world.source(program, task, outside), afterwards)]
    for root, names in _boxes(pool, task).items():
        box |= names - known.get(root, frozenset({"home", "tmp", "hypothesis"}))
    for grader in pool._graders.idle:
        if grader.task.digest == task.digest:
            deadline = time.monotonic() + 15  # the test's own process has told all it had to and is ending
            while len(processes := _below(_pid_of(grader._process))) > _OURS and time.monotonic() < deadline:
                time.sleep(0.01)
    return _Aftermath(results[0], results[1], box, processes, outside, before)


def _boxes(pool: GradingPool, task: Task) -> dict[Path, frozenset[str]]:
    """What lies in the boxes of the pool's graders of ``task``, but for the files of the next candidate."""
    roots = [grader._root for grader in pool._graders.idle if grader.task.digest == task.digest]
    return {root: frozenset(os.listdir(root / "box")) for root in roots}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_World]:
    """Victims and a listener that nobody may reach; afterwards nothing of the pools is left on the disk."""
    folder = tmp_path_factory.mktemp("hostile")
    temporary = folder / "temporary"
    temporary.mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(temporary)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        yield _World(folder, listener)
    tempfile.tempdir = before
    left = os.listdir(temporary)
    subprocess.run(["/bin/rm", "-rf", str(temporary)], check=False)  # what Python may not be able to remove
    assert left == [], "graders left files behind"


@pytest.fixture(scope="module")
def aftermaths(request: pytest.FixtureRequest, world: _World) -> Iterator[dict[str, Future[_Aftermath]]]:
    """All the programs that were selected, two at a time, each followed by the reference in the same grader."""
    wanted = {id_ for item in request.session.items for id_ in _parameter_ids(item)}
    chosen = [program for program in _PROGRAMS if program.id in wanted]
    tasks = {name: load_task(path) for name, path in _TASKS.items()}
    plain = [program for program in chosen if program.task == "plain"]
    others = sorted((program for program in chosen if program.task != "plain"), key=lambda program: program.task)
    share = len(chosen) // 2 - len(others)
    lanes = [plain[max(0, share) :], others + plain[: max(0, share)]]
    found: dict[str, Future[_Aftermath]] = {}
    pools = [GradingPool(workers=1, live_search=False, seed=5) for _ in lanes]
    executors = [ThreadPoolExecutor(1) for _ in lanes]
    try:
        for pool, executor, lane in zip(pools, executors, lanes, strict=True):
            for program in lane:
                found[program.id] = executor.submit(_attempt, pool, world, program, tasks[program.task])
        yield found
    finally:
        for executor in executors:
            executor.shutdown(cancel_futures=True)
        for pool in pools:
            pool.close()


def _parameter_ids(item: pytest.Item) -> list[str]:
    if isinstance(item, pytest.Function) and item.originalname == "test_a_hostile_program_gains_nothing":
        return [item.callspec.id]
    return []


@pytest.mark.parametrize("program", [pytest.param(each, id=each.id) for each in _PROGRAMS])
def test_a_hostile_program_gains_nothing(program: Program, world: _World, aftermaths: dict[str, Future[_Aftermath]]) -> None:
    after = aftermaths[program.id].result()
    assert isinstance(after.grade, Grade), f"grading itself failed: {after.grade[-2000:]}"
    assert after.grade.verdict != Verdict.RESOLVED, program.tries
    said = "\n".join([after.grade.feedback, *(check.message for check in after.grade.checks)])
    assert "BROKE THROUGH" not in said, said[:1500]
    assert "CANARY-7f3a91" not in said, said[:1500]
    assert _seen(after.outside) == after.outside_before, "something outside of the scratch changed"
    assert isinstance(after.reference, Grade), f"the next candidate could not be graded: {after.reference[-500:]}"
    assert after.reference.verdict == Verdict.RESOLVED, after.reference.feedback[:1500]
    assert not after.box - {"home", "tmp", "hypothesis"}, f"it left something for the next candidate: {after.box}"
    assert len(after.processes) <= _OURS, after.processes
    with pytest.raises(BlockingIOError):
        world.listener.accept()


@pytest.mark.parametrize(
    "answer",
    ["range(30_000_000)", "map(lambda n: bytes(8_000_000), range(150))"],
    ids=["a range that the test makes a list of", "an iterator of large items"],
)
def test_a_small_answer_can_not_fill_the_memory_of_the_grader(answer: str) -> None:
    task = load_task(_TASKS["plain"])
    source = f"{task.reference}\nright = squares_below\ndef squares_below(n): return {answer} if n == 5 else right(n)\n"
    peak_mb = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            peak_mb[0] = max(peak_mb[0], *(_resident_mb(pid) for pid in _pids_below(os.getpid()) if pid != os.getpid()), 0)

    with GradingPool(workers=1, live_search=False) as pool:
        assert pool.grade(task, task.reference).verdict == Verdict.RESOLVED
        watcher = threading.Thread(target=watch)
        watcher.start()
        grade = pool.grade(task, source)
        done.set()
        watcher.join()
    assert grade.verdict != Verdict.RESOLVED
    assert peak_mb[0] < _GRADER_MB, f"a process grew to {peak_mb[0]} MB"


def test_a_home_that_nobody_may_enter_is_no_harm_to_the_next() -> None:
    """Candidates are made ahead, while what the last one left is cleared away: again and again, as it is a matter of moments."""
    task = load_task(_TASKS["plain"])
    lock = "import os\nfor number in range(40):\n    os.makedirs(f'{number}/deeper')\nos.chmod('.', 0)\n"
    with GradingPool([task], 1, seed=1, live_search=False, shrink=False) as pool:
        for number in range(30):
            pool.grade(task, f"{lock}# {number}\n{task.buggy}")
            assert pool.grade(task, task.reference).verdict is Verdict.RESOLVED, number


def test_the_corpus_is_whole() -> None:
    ids = [program.id for program in _PROGRAMS]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 150
    assert all(program.tries and program.task in _TASKS for program in _PROGRAMS)


def test_the_wire_prelude_still_finds_what_it_hunts() -> None:
    task = load_task(_TASKS["plain"])
    hunt = _PRELUDES["wire"] + "\nraise ValueError(f'found {type(SERVANT).__name__} and {len(OPERATIONS)} operations')\n"
    with GradingPool(workers=1, live_search=False) as pool:
        grade = pool.grade(task, hunt)
    assert "found Servant and" in grade.feedback
