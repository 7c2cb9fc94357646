"""One timed batch: some calls of one function, in a process of their own that has seen nothing else; alone, or two side by side."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import Any, TypeVar

from ..errors import SandboxError
from ..sandbox.cells import Nursery, Zygote
from ..sandbox.inside.decoding import Decoding
from ..sandbox.inside.encoding import Encoding
from ..sandbox.inside.rows import MAX_MESSAGE_BYTES, MAX_ROWS, WireError
from .arguments import Arguments
from .link import Link, Stopped
from .reading import imports
from .shape import Shape

Result = TypeVar("Result")

_LEAST_S = 1e-7
"""Nothing takes less; a process that answers before it was asked would seem to."""
_SPAWN_S = 0.0015
"""CPU seconds that a new process costs the zygote and the kernel, about."""
_TURN_S = 0.001
"""Two that run side by side change places so often at least: what wakes up makes the kernel look whose turn it is."""
_LOOK_EVERY_S = 0.02
_BACK = "def back(values):\n    return values\n"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one process did, in CPU seconds by the kernel's clock of that process; all of its time but the imports is in it."""

    values: list[Any]
    """Result of each call of the first round, as the process says."""
    run_s: float
    """Of the calls, with one message there and back."""
    empty_s: float
    """Of such a message without a call. Believe it of the reference only."""
    body_s: float
    """Of running the module once: what it imports and its compilation came before, by no code of its own."""
    before_s: float
    """From there to the calls: taking the arguments, and whatever it did without being asked."""
    after_s: float
    """From the calls to the end: handing over the results, and whatever it did without being asked."""

    @property
    def rest_s(self) -> float:
        """Of all but the calls."""
        return self.before_s + self.after_s


class _OneWay(Link):
    """A candidate that can't change the arguments that we hold: they are the other's too."""

    def _take(self, roots: Any, table: Any, changes: Any, kept: Any, sent: Encoding) -> Decoding:
        return super()._take(roots, table, [], [], sent)

    def accept(self, known: list[Any], changes: Any) -> list[Any]:
        """Returns copies, which may be changed."""
        count = len(self.shared.objects)
        known = self._copies(known)
        self.shared.replace(known[:count])
        return known

    def resolve(self, payload: list[Any]) -> Any:
        """Raises _Opaque: results are compared when their process is gone, so nothing may stay with it."""
        raise _Opaque


class _Opaque(Exception):
    """A result is no plain value."""


class Broken(Exception):
    """The code did not load, raised, or ended; the text says so in a few words, without a subject."""


class Overrun(Broken):
    """It was stopped because it took longer than it was worth to wait for."""


class Bench:
    """Runs batches, each in a fresh process and an empty folder, and adds up what they cost."""

    def __init__(self, nursery: Nursery, shape: Shape, config: dict[str, Any], clear: Callable[[], None]) -> None:
        """``clear`` empties the folders that processes can write to, so that none leaves notes for the next."""
        self._nursery = nursery
        self._shape = shape
        self._config = config
        self._clear = clear
        self._imports: dict[str, list[str]] = {}
        self._spent: list[float] = []
        self._beside = ThreadPoolExecutor(2, thread_name_prefix="codearena-beside")

    @property
    def spent_s(self) -> float:
        """CPU seconds of all processes so far."""
        return sum(self._spent)

    @property
    def side_by_side(self) -> bool:
        """True if two processes may run at the same time: neither can change what the other meets."""
        return self._nursery.aside is not None

    def run(
        self,
        text: str,
        inputs: Arguments,
        *,
        rounds: int = 1,
        warm_up: Arguments | None = None,
        limit_s: float = math.inf,
    ) -> Batch:
        """Returns the batch that calls the workload's function ``rounds`` times on each of ``inputs``.

        The results are those of the first round. Further rounds meet the same arguments, as the earlier ones left
        them, and nothing shows that they took place; and before a call on ``warm_up`` the process has touched none of
        the memory that it needs. Both are for what the code's cost grows like, not for its score.

        Raises Overrun after ``limit_s`` CPU seconds, Broken if the code raised or ended by itself.
        """
        return self._alone(lambda link: self._measured(link, self._config["function"], text, inputs, rounds, warm_up), limit_s)

    def together(
        self, candidate: str, reference: str, inputs: Arguments, patience: Callable[[Batch], float]
    ) -> tuple[Batch | Broken, Batch]:
        """Returns what became of the candidate, and the reference's batch: both run on the same inputs at the same time.

        They take turns on one processor: one that others slow down meanwhile slows down both. Where ``side_by_side`` holds.
        ``patience`` gives the CPU seconds after which the candidate is stopped, as soon as the reference is done.
        Raises Broken if the reference does not answer.
        """
        self._clear()
        assert self._nursery.aside is not None
        mine, theirs = self._link(self._nursery), self._link(self._nursery.aside)
        ready, done = (Event(), Event()), Event()

        def beside() -> Batch:
            batch = self._paced(theirs, reference, inputs, *ready)
            mine.clock.cpu_limit_s = min(mine.timeout_s, patience(batch))
            return batch

        def pulse() -> None:
            while not done.wait(_TURN_S):
                pass

        found: Batch | Broken
        try:
            self._beside.submit(pulse)
            future = self._beside.submit(beside)
            try:
                found = self._paced(mine, candidate, inputs, *reversed(ready))
            except Broken as broken:
                found = broken
            return found, future.result()
        finally:
            done.set()

    def counts(self, text: str, inputs: Arguments) -> tuple[int, int]:
        """Returns how many lines of Python the calls run through, and how many items of lists they have sorted.

        It is what the process says, and serves their growth only. Raises Broken.
        """
        return self._alone(lambda link: self._counted(link, text, inputs))

    def handing_over_s(self, values: list[Any]) -> float:
        """Returns what a process that does nothing else spends on handing over such results. Raises Broken."""
        return self._alone(lambda link: self._measured(link, "back", _BACK, Arguments([(values,)]), 1, None)).after_s

    def _alone(self, work: Callable[[Link], Result], limit_s: float = math.inf) -> Result:
        self._clear()
        return self._worked(self._link(self._nursery, limit_s), work)

    def _paced(self, link: Link, text: str, inputs: Arguments, here: Event, there: Event) -> Batch:
        """Returns its batch; the calls begin when both are ready, or the other one has come to an end."""

        def wait() -> None:
            here.set()
            while not there.wait(_LOOK_EVERY_S):
                link.check_cpu_time()
            link.clock.start()  # it is not its fault that the other one took its time

        try:
            return self._worked(link, lambda link: self._measured(link, self._config["function"], text, inputs, 1, None, wait))
        finally:
            here.set()

    def _link(self, zygote: Zygote, limit_s: float = math.inf) -> Link:
        timeout_s: float = self._config["timeout_s"]
        link = _OneWay(zygote.candidate(), self._shape, timeout_s)
        link.clock.cpu_limit_s = min(timeout_s, limit_s)
        return link

    def _worked(self, link: Link, work: Callable[[Link], Result]) -> Result:
        """Returns what comes of the work with that process, which is gone then. Raises Broken."""
        try:
            return work(link)
        except Stopped as stop:
            overrun = stop.kind == "timeout" and link.timeout_s > link.clock.cpu_limit_s < link.cpu_s()
            raise (Overrun if overrun else Broken)(stop.text) from None
        except SandboxError:
            raise
        except _Opaque:
            raise Broken("returned an object that is no plain value (numbers, texts, lists, dicts, …)") from None
        except Exception as error:
            name = type(error).__name__
            if name == WireError.__name__:  # raised by the code's own end, which can't send its results
                raise Broken(
                    f"returned more than a message holds ({MAX_MESSAGE_BYTES // 2**20} MiB, or {MAX_ROWS:,} containers)"
                ) from None
            raise Broken(f"raised {name}") from None
        finally:
            self._spent.append(_SPAWN_S + (link.end().cpu_s if self._config["processes"] else link.leave()))

    def _loaded(self, link: Link, text: str) -> tuple[float, float]:
        """Returns the times, by its clock, before and after running the module; what it imports is there before."""
        name = self._shape.module_name
        if text not in self._imports:
            self._imports[text] = imports(text)
        link.call("precede", [text, name, self._imports[text]])
        from_s = link.cell.cpu_s()
        link.load(text, self._config["support"], name)
        return from_s, link.cell.cpu_s()

    def _counted(self, link: Link, text: str, inputs: Arguments) -> tuple[int, int]:
        self._loaded(link, text)
        link.begin(0)
        _prepare(link, self._config["function"], 1, inputs)
        found = link.call("count", [])
        if type(found) is not list or len(found) != 2 or not all(type(number) is int and number >= 0 for number in found):
            raise ValueError
        return found[0], found[1]

    def _measured(
        self,
        link: Link,
        function: str,
        text: str,
        inputs: Arguments,
        rounds: int,
        warm_up: Arguments | None,
        wait: Callable[[], None] = lambda: None,
    ) -> Batch:
        clock = link.cell.cpu_s
        began_s, loaded_s = self._loaded(link, text)
        link.begin(0)
        if warm_up is not None:
            _prepare(link, function, 1, warm_up)
            link.call("run", [])
        _prepare(link, function, rounds, inputs)
        link.call("fetch", [])  # it has answered before it tidied up after the last request: let it finish
        from_s = clock()
        link.call("fetch", [])
        empty_s = clock() - from_s
        wait()
        from_s = clock()
        link.call("run", [])
        until_s = clock()
        values = link.call("fetch", [])
        # A process that its children outlive, or that waited for them, has their time added when it is buried.
        end_s = link.end().cpu_s if self._config["processes"] else clock()
        if not isinstance(values, list) or len(values) != len(inputs):
            raise ValueError
        times = (until_s - from_s, empty_s, loaded_s - began_s, from_s - loaded_s, end_s - until_s)
        return Batch(values, *(max(_LEAST_S, each) for each in times))


def _prepare(link: Link, function: str, rounds: int, inputs: Arguments) -> None:
    packed = inputs.packed
    link.call("prepare", [function, rounds, packed, *(map(tuple, inputs.calls) if packed is None else ())])
