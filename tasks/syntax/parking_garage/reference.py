"""Which car stands where in a parking garage."""


class GarageFull(Exception):
    """There is no free space left."""


class ParkingGarage:
    """A garage whose spaces are numbered from 1."""

    def __init__(self, spaces: int) -> None:
        self._spaces = spaces
        self._parked: dict[str, int] = {}

    def enter(self, plate: str) -> int:
        """Park a car on the lowest free space and return its number."""
        car = self._normalised(plate)
        if car in self._parked:
            raise ValueError(f"{car} is inside already")
        if len(self._parked) == self._spaces:
            raise GarageFull(f"all {self._spaces} spaces are taken")
        taken = set(self._parked.values())
        number = min(space for space in range(1, self._spaces + 1) if space not in taken)
        self._parked[car] = number
        return number

    def leave(self, plate: str) -> int:
        """Free the car's space and return its number."""
        return self._parked.pop(self._normalised(plate))

    def find(self, plate: str) -> int | None:
        """Return the number of the car's space, or None."""
        return self._parked.get(self._normalised(plate))

    def free_spaces(self) -> int:
        """Return how many spaces are free."""
        return self._spaces - len(self._parked)

    @staticmethod
    def _normalised(plate: str) -> str:
        return plate.upper().replace(" ", "").replace("-", "")
