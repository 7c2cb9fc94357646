"""One timed batch: some calls of one function, in a process of their own that has seen nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..sandbox.cells import Nursery
from ..sandbox.inside.decoding import Decoding
from ..sandbox.inside.encoding import Encoding
from .link import Link, Stopped
from .shape import Shape

Result = TypeVar("Result")

_LEAST_S = 1e-7
"""Nothing takes less; a process that answers before it was asked would seem to."""
_SPAWN_S = 0.0015
"""CPU seconds that a new process costs the zygote and the kernel, about."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one process did, in CPU seconds by the kernel's clock of that process."""

    values: list[Any]
    """Result of each call of the first round, as the process says."""
    run_s: float
    """Of the calls, with one message there and back."""
    empty_s: float
    """Of such a message without a call. Believe it of the reference only."""
    load_s: float
    """Of compiling and importing the module."""
    rest_s: float
    """Of all else: taking the arguments, handing over the results, and whatever it did without being asked."""


class _OneWay(Link):
    """A candidate that can't change the arguments that we hold: they are the other's too."""

    def _take(self, roots: Any, table: Any, changes: Any, kept: Any, sent: Encoding) -> Decoding:
        return super()._take(roots, table, [], [], sent)


class Broken(Exception):
    """The code did not load, raised, or ended; the text says so in a few words, without a subject."""


class Bench:
    """Runs batches, each in a fresh process and an empty folder, and adds up what they cost."""

    def __init__(self, nursery: Nursery, shape: Shape, config: dict[str, Any], clear: Callable[[], None]) -> None:
        """``clear`` empties the folders that processes can write to, so that none leaves notes for the next."""
        self._nursery = nursery
        self._shape = shape
        self._config = config
        self._clear = clear
        self.spent_s = 0.0
        """CPU seconds of all processes so far."""

    def load_s(self, text: str) -> float:
        """Returns what it costs to import a module. Raises Broken."""
        return self.run(text, []).load_s

    def run(self, text: str, inputs: Sequence[Sequence[Any]], rounds: int = 1) -> Batch:
        """Returns the batch that calls the workload's function ``rounds`` times on each of ``inputs``. Raises Broken.

        The results are those of the first round. Further rounds meet the same arguments, as the earlier ones left
        them, and nothing shows that they took place: they are for what the code's cost grows like, not for its score.
        """
        return self._in_a_fresh_process(lambda link: self._measured(link, text, inputs, rounds))

    def steps(self, text: str, inputs: Sequence[Sequence[Any]]) -> int:
        """Returns how many lines of Python the calls run through, as the process says: for their growth only. Raises Broken."""
        return self._in_a_fresh_process(lambda link: self._counted(link, text, inputs))

    def _in_a_fresh_process(self, work: Callable[[Link], Result]) -> Result:
        self._clear()
        link = _OneWay(self._nursery.candidate(), self._shape, self._config["timeout_s"])
        try:
            return work(link)
        except Stopped as stop:
            raise Broken(stop.text) from None
        except Exception as error:
            raise Broken(f"raised {type(error).__name__}") from None
        finally:
            self.spent_s += _SPAWN_S + (link.end().cpu_s if self._config["processes"] else link.leave())

    def _counted(self, link: Link, text: str, inputs: Sequence[Sequence[Any]]) -> int:
        link.load(text, self._config["support"], self._shape.module_name)
        link.begin(0)
        link.call("prepare", [self._config["function"], 1, *map(tuple, inputs)])
        steps = link.call("count", [])
        if type(steps) is not int or steps < 0:
            raise ValueError
        return steps

    def _measured(self, link: Link, text: str, inputs: Sequence[Sequence[Any]], rounds: int) -> Batch:
        clock = link.cell.cpu_s
        born_s = clock()
        state = link.load(text, self._config["support"], self._shape.module_name)
        load_s = clock() - born_s
        if state[0] == "syntax":
            raise SyntaxError
        if not inputs:
            return Batch([], _LEAST_S, _LEAST_S, load_s, _LEAST_S)
        link.begin(0)
        link.call("prepare", [self._config["function"], rounds, *map(tuple, inputs)])
        link.call("fetch", [])  # it has answered before it tidied up after the last request: let it finish
        from_s = clock()
        link.call("fetch", [])
        empty_s = clock() - from_s
        from_s = clock()
        link.call("run", [])
        run_s = clock() - from_s
        values = link.call("fetch", [])
        # A process that its children outlive, or that waited for them, has their time added when it is buried.
        life_s = link.end().cpu_s if self._config["processes"] else clock()
        if not isinstance(values, list) or len(values) != len(inputs):
            raise ValueError
        return Batch(values, *(max(_LEAST_S, each) for each in (run_s, empty_s, load_s, life_s - born_s - load_s - run_s)))
