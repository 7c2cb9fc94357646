"""An executor whose work is done on the nodes of a Ray cluster; a node that goes away takes no result with it."""

from __future__ import annotations

import atexit
import contextlib
import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from ..errors import SandboxError, UsageError
from ..records import Task
from .connection import connect
from .place import Admitted, Place, Shipped
from .places import Standing, Work, best, free_number, put_back

_log = logging.getLogger(__name__)

RETRIES = 3
"""How often a piece of work may be begun again because its place was lost."""
PATIENCE_S = 120.0
"""How long work waits while no node takes any."""
_TICK_S = 1.0
_END_S = 10.0
_MOST_SHIPPED = 4096
_MOST_STILLBORN = 3
"""Places for each worker that may end one after the other before any node has admitted work."""

_LOST = "the connection to the Ray cluster was lost"

Event = Callable[[], None]
"""What has happened, as what the thread that keeps the books does about it."""


class RayExecutor(Executor):
    """Has one actor for each worker, wherever Ray finds a free processor. Shut it down.

    A node tests itself before it is given work, and is left out with a warning if it fails. Work whose node, process or
    connection is lost is done again elsewhere; after so many times its future raises SandboxError. Tasks among the
    arguments are sent once to each node. Every future is settled once, by one thread, which alone keeps the books.
    """

    def __init__(
        self,
        workers: int | None = None,
        address: str = "",
        *,
        admission: Callable[[], str],
        farewell: Callable[[], None],
        retries: int = RETRIES,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Connects, and asks for the places; work may be submitted at once.

        Args:
            workers: places; as many as the cluster has processors now if None.
            address: of the cluster; see ``connect``.
            admission: run once in each place before it gets work: returns a remark, raises CodeArenaError where none may be done.
            farewell: run once in each place before it ends.
            retries: how often one piece of work may be begun again.
            patience_s: how long work waits while no node takes any.

        Raises SandboxError if there is no cluster.
        """
        self._leaves = connect(address, workers)
        import ray

        self._ray = ray
        self._workers = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        self._admission = admission
        self._farewell = farewell
        self._retries = retries
        self._patience_s = patience_s
        self._class = ray.remote(Place)
        self._waiting: deque[Work] = deque()
        self._places: list[Standing] = []
        self._left_out: dict[str, str] = {}
        self._remarks: dict[str, str] = {}
        self._shipped: OrderedDict[str, Any] = OrderedDict()
        self._stillborn = 0
        self._last_error = ""
        self._taken_s = time.monotonic()
        self._broken: BaseException | None = None
        self._closing = False
        self._lock = threading.Lock()
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._fill_places()  # here, since Ray imports more when it is first used, and two threads that import can meet
        self._thread = threading.Thread(target=self._keep_books, name="codearena-ray", daemon=True)
        self._thread.start()
        atexit.register(self.shutdown, cancel_futures=True)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What there is to say of nodes: which are left out, and why, and what is missing on others."""
        return tuple(self._remarks.values())

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Returns the future of ``fn(*args, **kwargs)``, done on some node. Raises SandboxError once the cluster is lost."""
        key = next((_key(each) for each in args if isinstance(each, Task)), "")
        work = Work(fn, args, kwargs, key)
        with self._lock:
            if self._broken is not None:
                raise SandboxError(f"not graded: {_LOST}: {self._broken}") from self._broken
            if self._closing:
                raise UsageError("the executor is shut down; make another one")
            self._events.put(partial(self._waiting.append, work))
        return work.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """No place of this executor is left once what is at work is done; what only waits is cancelled if asked for."""
        with self._lock:
            self._closing = True
            self._events.put(partial(self._cancel, cancel_futures))
        atexit.unregister(self.shutdown)
        if wait and threading.current_thread() is not self._thread:
            self._thread.join()

    # --- all below is done by one thread

    def _keep_books(self) -> None:
        try:
            while not self._closing or self._waiting or any(place.at_work for place in self._places) or not self._events.empty():
                self._fill_places()
                self._hand_out()
                with contextlib.suppress(Empty):
                    self._events.get(timeout=_TICK_S)()
                    while True:
                        self._events.get_nowait()()
                if self._waiting and not any(place.node for place in self._places):
                    self._look_at_nodes()
        except BaseException as error:  # what is outstanding must not wait for ever
            _log.error("%s", _LOST, exc_info=error)
            with self._lock:
                self._broken = error
                self._closing = True
        self._fail_all(_LOST if self._broken else "the executor was shut down")
        self._end_places()

    def _fill_places(self) -> None:
        if not self._ray.is_initialized():
            raise SandboxError("this process is no longer in the Ray cluster")
        while len(self._places) < self._wanted():
            options: dict[str, Any] = {"num_cpus": 1, "scheduling_strategy": "SPREAD"}
            if self._left_out:
                options["label_selector"] = {"ray.io/node-id": f"!in({','.join(self._left_out)})"}
            place = Standing(self._class.options(**options).remote())
            self._places.append(place)
            self._when_done(place.actor.admit.remote(self._admission), partial(self._admitted, place))

    def _wanted(self) -> int:
        """How many places there should be; none where processes can't be started at all, or where nothing is left to do."""
        if self._stillborn >= _MOST_STILLBORN * self._workers or (self._closing and not self._waiting):
            return 0
        return self._workers

    def _when_done(self, reference: Any, then: Callable[[Future[Any]], None]) -> None:
        reference.future().add_done_callback(lambda done: self._events.put(partial(then, done)))

    def _admitted(self, place: Standing, done: Future[Admitted]) -> None:
        if place not in self._places or self._broken is not None:
            return
        if (error := done.exception()) is not None:
            self._stillborn += 1
            self._last_error = str(error)
            self._lose(place)
            return
        answer = done.result()
        self._stillborn = 0
        if answer.refusal:
            if answer.node not in self._left_out:
                self._left_out[answer.node] = answer.refusal
                self._remark(answer.node, f"is left out: {answer.refusal}")
            self._lose(place)
            return
        if answer.remark and answer.node not in self._remarks:
            self._remark(answer.node, answer.remark)
        place.number = free_number(self._places, answer.machine)
        place.node, place.machine = answer.node, answer.machine
        place.actor.settle.remote(place.number)

    def _remark(self, node: str, text: str) -> None:
        self._remarks[node] = f"Ray node {node[:12]} {text}"
        _log.warning("%s", self._remarks[node])

    def _hand_out(self) -> None:
        while self._waiting:
            place = best(self._places, self._waiting[0].key)
            if place is None:
                return
            self._taken_s = time.monotonic()
            work = self._waiting.popleft()
            if not work.starts():
                continue
            place.take(work)
            arguments = [self._ship(each) if isinstance(each, Task) else each for each in work.arguments]
            self._when_done(place.actor.run.remote(work.function, arguments, work.keywords), partial(self._ended, place, work))

    def _ship(self, task: Task) -> Shipped:
        key = _key(task)
        if key not in self._shipped:
            self._shipped[key] = self._ray.put(task)
        self._shipped.move_to_end(key)
        while len(self._shipped) > _MOST_SHIPPED:
            self._shipped.popitem(last=False)
        return Shipped(key, self._shipped[key])

    def _ended(self, place: Standing, work: Work, done: Future[tuple[bool, Any]]) -> None:
        if place not in self._places or work not in place.at_work or self._broken is not None:
            return  # it was lost before, and the work is done again: what comes now counts no more
        error = done.exception()
        if error is not None and self._is_loss(error):
            self._last_error = str(error)
            self._lose(place)
            return
        place.at_work.remove(work)
        if error is not None:
            work.future.set_exception(error)
            return
        fine, value = done.result()
        if fine:
            work.future.set_result(value)
        else:
            work.future.set_exception(value)

    def _is_loss(self, error: BaseException) -> bool:
        """False for what the work itself raised, or what can't be sent."""
        errors = self._ray.exceptions
        if isinstance(error, errors.RayTaskError):
            return isinstance(error.cause, errors.RayError)
        return isinstance(error, (errors.RayError, ConnectionError))

    def _lose(self, place: Standing) -> None:
        self._places.remove(place)
        self._ray.kill(place.actor)
        given_up = put_back(place, self._waiting, self._retries)
        if given_up is not None:
            given_up.future.set_exception(
                SandboxError(f"not graded: the place of this grade on the Ray cluster was lost {given_up.tries} times: {self._said()}")
            )

    def _look_at_nodes(self) -> None:
        """Work waits, and nobody takes any: is there a node that could?"""
        able = {node["NodeID"] for node in self._ray.nodes() if node["Alive"] and node["Resources"].get("CPU", 0) >= 1}
        if able and able <= set(self._left_out):
            reasons = "; ".join(sorted({self._left_out[node] for node in able}))
            self._fail_waiting(f"no node of the Ray cluster takes work: {reasons}")
        elif self._stillborn >= _MOST_STILLBORN * self._workers:
            self._fail_waiting(f"no process can be started on the Ray cluster: {self._said()}")
        elif time.monotonic() - self._taken_s > self._patience_s:
            patience = f"{self._patience_s:g} s"
            self._fail_waiting(f"no node of the Ray cluster had a free processor for {patience}; give it more, or fewer workers")

    def _said(self) -> str:
        lines = [line.strip() for line in self._last_error.splitlines() if line.strip()]
        return lines[-1] if lines else "no reason is known"

    def _cancel(self, waiting_too: bool) -> None:
        while waiting_too and self._waiting:
            work = self._waiting.pop()
            if not work.future.cancel():
                work.future.set_exception(SandboxError("not graded: the pool was closed while this grade was to be done again"))

    def _fail_waiting(self, reason: str) -> None:
        while self._waiting:
            work = self._waiting.popleft()
            if work.starts():
                work.future.set_exception(SandboxError(f"not graded: {reason}"))

    def _fail_all(self, reason: str) -> None:
        if self._broken is not None:
            reason += f": {self._broken}"
        with contextlib.suppress(Empty):
            while True:
                self._events.get_nowait()()
        for place in self._places:
            self._waiting.extend(place.at_work)
            place.at_work.clear()
        self._fail_waiting(reason)

    def _end_places(self) -> None:
        if self._ray.is_initialized():
            ends = [place.actor.end.remote(self._farewell) for place in self._places if place.node]
            if ends:
                self._ray.wait(ends, num_returns=len(ends), timeout=_END_S)
            for place in self._places:
                self._ray.kill(place.actor)
            if self._leaves:
                self._ray.shutdown()
        self._places.clear()


def _key(task: Task) -> str:
    return f"{task.name}\0{task.digest}\0{task.path}"
