"""Weights of parts and products."""

from collections.abc import Iterable, Mapping


class Catalogue:
    """What parts weigh, and what products are made of."""

    def __init__(self) -> None:
        self._grams: dict[str, int] = {}
        self._parts: dict[str, dict[str, int]] = {}

    def weigh(self, part: str, grams: int) -> None:
        """Set the weight of a simple part."""
        self._parts.pop(part, None)
        self._grams[part] = grams

    def assemble(self, product: str, parts: Mapping[str, int]) -> None:
        """Set what a product is made of."""
        for part in parts:
            if part not in self._grams and part not in self._parts:
                raise KeyError(part)
        if any(self._holds(part, product) for part in parts):
            raise ValueError(f"{product} would hold itself")
        self._grams.pop(product, None)
        self._parts[product] = dict(parts)

    def weight(self, name: str) -> int:
        """Return what a part or product weighs."""
        if name in self._grams:
            return self._grams[name]
        return sum(count * self.weight(part) for part, count in self._parts[name].items())

    def _holds(self, name: str, wanted: str) -> bool:
        """Tell whether `name` is what is wanted, or holds it."""
        return name == wanted or any(self._holds(part, wanted) for part in self._parts.get(name, ()))


def answer(log: Iterable[tuple]) -> list[int]:
    """Return the weights that a log asks for."""
    catalogue = Catalogue()
    weights = []
    for kind, name, *rest in log:
        if kind == "weigh":
            catalogue.weigh(name, rest[0])
        elif kind == "assemble":
            catalogue.assemble(name, rest[0])
        else:
            weights.append(catalogue.weight(name))
    return weights
