"""One end of the wire between grader and candidate: framing, requests, answers, and what a call changed.

Both ends are alike: each may ask the other while it is itself being asked (a callback that calls the
candidate again), so every wait for an answer also serves requests. They take turns; only one side runs.

    [REQUEST, op, roots, names, table, changes, dropped, note]
    [RESULT, roots, table, changes, kept, aside]
    [RAISE, atoms, roots, table, changes, kept, aside]

Indices count, in this order, the shared objects, those of the request, and those of its answer; what a request drops
is counted in the request, and no longer in its answer.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

from .codec import MAX_MESSAGE_BYTES, Codec, Decoding, Encoding, WireError
from .shared import MAX_SHARED, Shared, Watch, counts, is_mutable, kept

__tracebackhide__ = True  # pytest: these frames say nothing to an author

REQUEST, RESULT, RAISE = range(3)
MAX_NESTING = 60
"""Requests inside of requests; more is a runaway recursion."""
_CHUNK_BYTES = 256 * 1024


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
        data = self._rest or self.read(_CHUNK_BYTES)
        while len(data) < 4:
            data += self.read(_CHUNK_BYTES)
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
        self.shared = Shared()
        self._nesting = 0

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
        sent = self.codec.encode([*values, *named.values()] if named else values, shared.objects)
        changes: list[list[Any]] = []
        dropped: list[int] = []
        if shared.objects:
            changes = shared.changes(sent)
            if not self._nesting:
                dropped = shared.unused()
                shared.drop(dropped)
        self._nesting += 1
        try:
            self.channel.send(self.codec.pack([REQUEST, op, sent.roots, names, sent.table, changes, dropped, note]))
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

    def _answered(self, message: list[Any], sent: Encoding) -> Any:
        if message[0] == RESULT and len(message) == 6:
            _, roots, table, changes, kept, aside = message
            self.told(aside)
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
            known = self.accept(known)
        received = self.codec.decode(roots, table, known)
        self._change(received, changes, len(known))
        if kept:
            self._keep(received, kept)
        return received

    def accept(self, known: list[Any]) -> list[Any]:
        """Returns the objects to which the other end's changes apply; ``known`` are ours, the shared ones first."""
        return known

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

    def _keep(self, received: Decoding, places: Any) -> None:
        first = len(self.shared.objects)
        if not isinstance(places, list) or first + len(places) > MAX_SHARED or len(set(map(repr, places))) != len(places):
            raise WireError("not what is kept")
        for place in places:
            if type(place) is not int or not first <= place < len(received.objects) or not is_mutable(received.objects[place]):
                raise WireError("not what is kept")
        self.shared.add([received.objects[place] for place in places])

    # --- answering

    def answer(self, message: list[Any]) -> None:
        """Serves one request. Raises only what makes it senseless to go on."""
        if len(message) != 8:
            raise WireError("not a request")
        _, op, roots, names, table, changes, dropped, note = message
        if type(op) is not str or not isinstance(names, list) or not all(type(name) is str for name in names):
            raise WireError("not a request")
        self.noted(note)
        known = self.accept(self.shared.objects) if changes else self.shared.objects
        received = self.codec.decode(roots, table, known)
        self._change(received, changes, len(known))
        changed = [received.objects[change[0]] for change in changes]
        self._drop(dropped, received)
        positional = len(received.values) - len(names)
        if positional < 0:
            raise WireError("more names than values")
        self.channel.send(self._reply(op, received, positional, names, changed))

    def _reply(self, op: str, received: Decoding, positional: int, names: list[str], changed: list[Any]) -> bytes:
        first = len(self.shared.objects)
        objects = received.objects
        watch = Watch(objects, first) if len(objects) > first else None
        named = dict(zip(names, received.values[positional:], strict=True)) if names else {}
        before = counts(objects, first)
        results: list[Any] = []  # not a name of its own: it would count as a holder
        try:
            results.append(self.perform(op, received.values[:positional] if names else received.values, named))
        except self.passing as error:
            return self._reply_raised(error, received, watch)
        try:
            answer = self.codec.encode(results, objects)
        except WireError as error:
            return self._reply_raised(error, received, watch)
        changes = self._changes(answer, watch)
        if op in self.sharing:
            changed += [objects[index] for index, _ in changes if index < first]
            places = kept(objects, first, before, answer, changed)
            self.shared.add([(objects[place] if place < len(objects) else answer.objects[place - len(objects)]) for place in places])
        else:
            places = []
        return self.codec.pack([RESULT, answer.roots, answer.table, changes, places, self.aside()])

    def _reply_raised(self, error: BaseException, received: Decoding, watch: Watch | None) -> bytes:
        atoms, values = self.describe(error)
        answer = self.codec.encode(values, received.objects)
        return self.codec.pack([RAISE, atoms, answer.roots, answer.table, self._changes(answer, watch), [], self.aside()])

    def _changes(self, answer: Encoding, watch: Watch | None) -> list[list[Any]]:
        found = self.shared.changes(answer) if self.shared.objects else []
        return found + [[index, answer.row_of(value)] for index, value in watch.changed()] if watch is not None else found

    def _drop(self, dropped: Any, received: Decoding) -> None:
        count = len(self.shared.objects)
        if not isinstance(dropped, list) or not all(type(index) is int and 0 <= index < count for index in dropped):
            raise WireError("not what is dropped")
        if dropped:
            self.shared.drop(dropped)
            received.objects[:count] = self.shared.objects  # from here on, both ends count without them

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
