"""Values to messages and back, without ever running what a message says.

A message holds a flat table of rows, one row per container or special value, and roots. An atom
(None, bool, int, float, str, bytes) stands for itself; everything else is a reference ``[i]`` to
row i. Flat tables need no recursion, so depth costs nothing, and shared references and cycles come
for free. Types are exact: an instance of a subclass is never sent as its base.

Both ends use this module; the trusted end treats every byte that it decodes as hostile. A decoder
builds only the types named in this file, classes that its owner registered, and remote objects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgpack

from .decoding import Decoding
from .encoding import Encoding
from .rows import BIG_INT, MAX_BIG_INT_BYTES, MAX_MESSAGE_BYTES, WireError

__tracebackhide__ = True  # pytest: these frames say nothing to an author


class Codec:
    """Encodes and decodes for one end of the wire.

    ``classes`` are those that both ends define from the same source (``support``): instances travel by value.
    ``send`` turns any other object into the payload of a REMOTE row; ``receive`` turns a payload into an object.
    """

    def __init__(
        self,
        classes: dict[str, type],
        send: Callable[[Any], list[Any]],
        receive: Callable[[list[Any]], Any],
    ) -> None:
        self.classes = classes
        self.names = {cls: name for name, cls in classes.items()}
        self.send: Callable[[Any], list[Any]] = send
        self.receive: Callable[[list[Any]], Any] = receive
        self._packer = msgpack.Packer(strict_types=True, unicode_errors="surrogatepass", default=_pack_special)

    # --- bytes

    def pack(self, message: list[Any]) -> bytes:
        """Returns the bytes of a message made of atoms and lists. Raises WireError if it is too large."""
        try:
            data: bytes = self._packer.pack(message)
        except (ValueError, TypeError, OverflowError, MemoryError) as error:
            self._packer.reset()
            raise WireError(f"cannot be sent: {error}") from None
        if len(data) > MAX_MESSAGE_BYTES:
            raise WireError(f"a message of {len(data)} bytes is over the limit of {MAX_MESSAGE_BYTES}")
        return data

    @staticmethod
    def unpack(data: bytes) -> Any:
        """Returns atoms and lists. Raises WireError for anything that is not one whole message of them."""
        try:
            return msgpack.unpackb(
                data,
                unicode_errors="surrogatepass",
                ext_hook=_unpack_special,
                strict_map_key=True,
                max_map_len=0,
                max_ext_len=MAX_BIG_INT_BYTES,
                max_array_len=8 * 1024 * 1024,
            )
        except WireError:
            raise
        except Exception as error:
            raise WireError(f"not a message: {type(error).__name__}: {error}") from None

    # --- values

    def encode(self, values: Sequence[Any], known: Sequence[Any] = ()) -> Encoding:
        """Returns the rows and roots for ``values``; objects in ``known`` are referred to, not sent again."""
        return Encoding(self, values, known)

    def decode(self, roots: Any, table: Any, known: Sequence[Any] = ()) -> Decoding:
        """Returns the objects for roots and table. Raises WireError if they are not well formed."""
        return Decoding(self, roots, table, known)


def _pack_special(value: Any) -> msgpack.ExtType:
    if type(value) is int:  # beyond 64 bits
        size = value.bit_length() // 8 + 1
        if size > MAX_BIG_INT_BYTES:
            raise ValueError(f"an int of {size} bytes is over the limit")
        return msgpack.ExtType(BIG_INT, value.to_bytes(size, "big", signed=True))
    raise TypeError(f"{type(value).__name__} is not an atom")


def _unpack_special(code: int, data: bytes) -> int:
    if code != BIG_INT:
        raise WireError(f"unknown extension {code}")
    return int.from_bytes(data, "big", signed=True)
