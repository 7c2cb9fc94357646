"""PINs for the door locks of holiday flats."""

import random


class NoPinLeft(Exception):
    """All PINs are in use."""


class DoorPins:
    """The PINs of one house."""

    def __init__(self, digits: int = 4) -> None:
        if digits < 2:
            raise ValueError("a PIN has at least two digits")
        self._good = [pin for number in range(10**digits) if not is_obvious(pin := f"{number:0{digits}}")]
        self._pins: dict[int, str] = {}
        self._random = random.Random(4711)

    def issue(self, flat: int) -> str:
        """Give the flat a new PIN and return it."""
        used = set(self._pins.values())
        free = [pin for pin in self._good if pin not in used]
        if not free:
            raise NoPinLeft(f"{len(used)} flats have all the PINs")
        self._pins[flat] = self._random.choice(free)
        return self._pins[flat]

    def opens(self, flat: int, pin: str) -> bool:
        """Tell whether this is the flat's PIN."""
        return self._pins.get(flat) == pin

    def revoke(self, flat: int) -> None:
        """Take the flat's PIN away."""
        del self._pins[flat]


def is_obvious(pin: str) -> bool:
    """Tell whether the PIN is one that everybody tries first."""
    steps = {int(after) - int(before) for before, after in zip(pin, pin[1:])}
    return steps in ({0}, {1}, {-1})
