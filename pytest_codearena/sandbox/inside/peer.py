"""One end of the wire between grader and candidate: framing, requests, answers, and what a call changed.

Both ends are alike: each may ask the other while it is itself being asked (a callback that calls the
candidate again), so every wait for an answer also serves requests. They take turns; only one side runs.

    [REQUEST, op, roots, names, table, changes, dropped, note]
    [RESULT, roots, table, changes, kept, aside]
    [RAISE, atoms, roots, table, changes, kept, aside]

Indices count, in this order, the shared objects, those of the request, and those of its answer. A request
inside of others makes what those brought shared.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

from .codec import Codec
from .decoding import CHANGEABLE, Decoding
from .encoding import Encoding
from .rows import ATOMS, MAX_MESSAGE_BYTES, WireError, are_atoms
from .shared import MAX_SHARED, Open, Shared, counts, kept

__tracebackhide__ = True  # pytest: these frames say nothing to an author

REQUEST, RESULT, RAISE = range(3)
MAX_NESTING = 60
"""Requests inside of requests; more is a runaway recursion."""
_CHUNK_BYTES = 256 * 1024
_FIRST_BYTES = 4096
"""Read of a message at first: most are shorter, and a large buffer costs more than they do."""


class Closed(Exception):
    """The other end is gone."""


class Channel:
    """Whole messages over a stream socket: four bytes of length, then the message."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._rest = b""

    def send(self, data: bytes) -> None:
        """Sends one message whole. Raises Closed if the other end is gone."""
        try:
            self.sock.sendall(len(data).to_bytes(4, "big") + data)
        except OSError as error:
            raise Closed(str(error)) from None

    def receive(self) -> bytes:
        """Returns the next message. Raises Closed at the end, WireError if it is longer than allowed."""
        data = self._rest or self.read(_FIRST_BYTES)
        while len(data) < 4:
            data += self.read(_FIRST_BYTES)
        size = int.from_bytes(data[:4], "big")
        if size > MAX_MESSAGE_BYTES:
            raise WireError(f"a message of {size} bytes is over the limit of {MAX_MESSAGE_BYTES}")
        end = 4 + size
        if len(data) < end:
            parts = [data]
            missing = end - len(data)
            while missing > 0:
                part = self.read(min(missing, _CHUNK_BYTES))
                parts.append(part)
                missing -= len(part)
            data = b"".join(parts)
        self._rest = data[end:]
        return data[4:end]

    def read(self, size: int) -> bytes:
        """Returns 1 to ``size`` bytes; waits for them. Raises Closed at the end of the stream."""
        try:
            data = self.sock.recv(size)
        except OSError as error:
            raise Closed(str(error)) from None
        if not data:
            raise Closed("end of stream")
        return data


class Peer:
    """Asks and answers over a channel. Subclasses say what a request does and how exceptions travel."""

    def __init__(self, channel: Channel, classes: dict[str, type]) -> None:
        self.channel = channel
        self.codec = Codec(classes, self.export, self.resolve)
        self._nothing = self.codec.encode([])
        self.shared = Shared()
        self._nesting = 0
        self._open: list[Open | Encoding] = []
        """Requests that wait for their answer, from either end, the outermost first."""

    # --- what an end is made of

    def export(self, value: Any) -> list[Any]:
        """Returns the payload by which the other end will know ``value``, which stays here."""
        raise NotImplementedError

    def resolve(self, payload: list[Any]) -> Any:
        """Returns the object for a payload of the other end. Raises WireError for one that it can't have sent."""
        raise NotImplementedError

    def perform(self, op: str, values: list[Any], named: dict[str, Any]) -> Any:
        """Does what a request of the other end asks and returns its result."""
        raise NotImplementedError

    def describe(self, error: BaseException) -> tuple[list[Any], list[Any]]:
        """Returns an exception as atoms and values that travel."""
        raise NotImplementedError

    def rebuild(self, atoms: Any, values: list[Any]) -> BaseException:
        """Returns the exception that the other end described."""
        raise NotImplementedError

    # --- asking

    def ask(self, op: str, values: Sequence[Any], named: dict[str, Any] | None = None, note: Any = None) -> Any:
        """Returns what the other end answers; mutable arguments hold afterwards what it left in them.

        Raises what the other end raised, Closed if it is gone, WireError if it broke the protocol.
        """
        if self._nesting >= MAX_NESTING:
            raise RecursionError("calls between test and candidate are nested too deep")
        names = list(named) if named else []
        shared = self.shared
        dropped: list[int] = []
        if self._open:
            self._share_open()
        elif shared.objects:
            dropped = shared.unused()
            shared.drop(dropped)
        if named:
            values = [*values, *named.values()]
        roots = list(values)
        sent = self._nothing
        changes: list[Any] = []
        if shared.objects or not are_atoms(roots):
            sent = self.codec.encode(roots, shared.objects)
            roots = sent.roots
            changes = shared.changes(sent) if shared.objects else []
        self._nesting += 1
        self._open.append(sent)
        try:
            self.channel.send(self.codec.pack([REQUEST, op, roots, names, sent.table, changes, dropped, note]))
            while True:
                message = self.codec.unpack(self.channel.receive())
                if not isinstance(message, list) or not message:
                    raise WireError("a message without kind")
                if message[0] == REQUEST:
                    self.answer(message)
                    continue
                return self._answered(message, sent)
        finally:
            self._nesting -= 1
            self._open.pop()

    def _share_open(self) -> None:
        for index, opened in enumerate(self._open):
            if isinstance(opened, Encoding):  # nothing of it has changed: whoever asked is waiting
                opened = self._open[index] = Open(opened.objects, opened.table)
            opened.share(self.shared, self.origin())

    def _answered(self, message: list[Any], sent: Encoding) -> Any:
        if message[0] == RESULT and len(message) == 6:
            _, roots, table, changes, kept, aside = message
            if aside is not None:
                self.told(aside)
            if table == changes == kept == [] and type(roots) is list and len(roots) == 1 and type(roots[0]) in ATOMS:
                return roots[0]
            received = self._take(roots, table, changes, kept, sent)
            if len(received.values) != 1:
                raise WireError("an answer is one value")
            return received.values[0]
        if message[0] == RAISE and len(message) == 7:
            _, atoms, roots, table, changes, kept, aside = message
            self.told(aside)
            received = self._take(roots, table, changes, kept, sent)
            raise self.rebuild(atoms, received.values)
        raise WireError("neither a result nor an exception")

    def _take(self, roots: Any, table: Any, changes: Any, kept: Any, sent: Encoding) -> Decoding:
        known = [*self.shared.objects, *sent.objects]
        if changes:
            known = self.accept(known, changes)
        received = self.codec.decode(roots, table, known)
        self._change(received, changes, len(known))
        if kept:
            self._keep(received, sent, table, kept)
        return received

    def accept(self, known: list[Any], changes: Any) -> list[Any]:
        """Returns the objects to which the other end's changes apply; ``known`` are ours, the shared ones first."""
        return known

    def origin(self) -> str:
        """Returns what is asked for at present, for objects that come to be shared by it."""
        return ""

    def _change(self, received: Decoding, changes: Any, count: int) -> None:
        if not isinstance(changes, list):
            raise WireError("changes are not a list")
        for change in changes:
            if not isinstance(change, list) or len(change) != 2 or not isinstance(change[1], list) or not change[1]:
                raise WireError("not a change")
            index, row = change
            if type(index) is not int or not 0 <= index < count:
                raise WireError("a change of nothing")
            try:
                received.fill(received.objects[index], row)
            except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError) as error:
                raise WireError(f"malformed change: {type(error).__name__}: {error}") from None
        if changes:
            self.shared.settle()

    def _keep(self, received: Decoding, sent: Encoding, table: list[list[Any]], places: Any) -> None:
        first = len(self.shared.objects)
        rows = [*sent.table, *table]
        if not isinstance(places, list) or first + len(places) > MAX_SHARED:
            raise WireError("not what is kept")
        for place in places:
            if type(place) is not int or not 0 <= place - first < len(rows) or rows[place - first][0] not in CHANGEABLE:
                raise WireError("not what is kept")
        objects = [received.objects[place] for place in places]
        if len({*map(id, self.shared.objects), *map(id, objects)}) != first + len(objects):
            raise WireError("kept twice")
        self.shared.add(objects, origin=self.origin())

    # --- answering

    def answer(self, message: list[Any]) -> None:
        """Serves one request. Raises only what makes it senseless to go on."""
        if len(message) != 8:
            raise WireError("not a request")
        _, op, roots, names, table, changes, dropped, note = message
        if type(op) is not str or not isinstance(names, list) or (names and not all(type(name) is str for name in names)):
            raise WireError("not a request")
        if note is not None:
            self.noted(note)
        if self._open:
            self._share_open()
        shared = self.shared.objects
        if not shared and names == table == changes == dropped == [] and type(roots) is list and are_atoms(roots):
            self._serve(op, roots, {}, Open([], []), [])
            return
        self._drop(dropped)
        known = self.accept(shared, changes) if changes else shared
        received = self.codec.decode(roots, table, known)
        self._change(received, changes, len(known))
        positional = len(received.values) - len(names)
        if positional < 0:
            raise WireError("more names than values")
        named = dict(zip(names, received.values[positional:], strict=True))
        changed = [received.objects[change[0]] for change in changes]
        self._serve(op, received.values[:positional], named, Open(received.objects[len(known) :], table), changed)

    def _serve(self, op: str, values: list[Any], named: dict[str, Any], opened: Open, changed: list[Any]) -> None:
        self._open.append(opened)
        try:
            reply = self._reply(op, values, named, opened, changed)
        finally:
            self._open.pop()
        self.channel.send(reply)

    def _reply(self, op: str, values: list[Any], named: dict[str, Any], opened: Open, changed: list[Any]) -> bytes:
        before = counts(opened.objects) if op in self.sharing else []
        results: list[Any] = []  # not a name of its own: it would count as a holder
        try:
            results.append(self.perform(op, values, named))
        except self.passing as error:
            return self._reply_raised(error, opened)
        try:
            return self._reply_with(results, op, before, opened, changed)
        except WireError as error:  # it is too large, or holds too much
            return self._reply_raised(error, opened)

    def _reply_with(self, results: list[Any], op: str, before: Any, opened: Open, changed: list[Any]) -> bytes:
        shared = self.shared.objects  # requests inside of this one may have brought more
        if not shared and type(results[0]) in ATOMS and not (opened.objects and (opened.changed() or (before and opened.held(before)))):
            return self.codec.pack([RESULT, results, [], [], [], self.aside()])
        answer = self.codec.encode(results, [*shared, *opened.objects])
        changes = self._changes(answer, opened)
        places: list[int] = []
        if op in self.sharing:
            changed += [shared[index] for index, _ in changes if index < len(shared)]
            places = kept(opened, before, answer, shared, changed)
        reply = self.codec.pack([RESULT, answer.roots, answer.table, changes, places, self.aside()])
        if places:
            everything = [*shared, *opened.objects, *answer.objects]
            self.shared.add([everything[place] for place in places], origin=self.origin())
        return reply

    def _reply_raised(self, error: BaseException, opened: Open) -> bytes:
        atoms, values = self.describe(error)
        answer = self.codec.encode(values, [*self.shared.objects, *opened.objects])
        return self.codec.pack([RAISE, atoms, answer.roots, answer.table, self._changes(answer, opened), [], self.aside()])

    def _changes(self, answer: Encoding, opened: Open) -> list[list[Any]]:
        found = self.shared.changes(answer) if self.shared.objects else []
        first = len(self.shared.objects)
        return found + [[first + index, answer.row_of(value)] for index, value in opened.changed()]

    def _drop(self, dropped: Any) -> None:
        count = len(self.shared.objects)
        if not isinstance(dropped, list) or not all(type(index) is int and 0 <= index < count for index in dropped):
            raise WireError("not what is dropped")
        if dropped:
            self.shared.drop(dropped)

    sharing: frozenset[str] = frozenset()
    """Requests after which this end may still hold what it was given, or what it answered."""
    passing: tuple[type[BaseException], ...] = (Exception,)
    """What travels to the other end when a request raises it."""

    def noted(self, note: Any) -> None:
        """Takes what came beside a request."""

    def aside(self) -> Any:
        """Returns atoms that go beside an answer; None if there is nothing to tell."""
        return None

    def told(self, aside: Any) -> None:
        """Takes what came beside an answer."""
