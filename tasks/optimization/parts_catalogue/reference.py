"""Weights of parts and products."""

from collections.abc import Iterable, Mapping


class Catalogue:
    """What parts weigh, and what products are made of."""

    def __init__(self) -> None:
        self._grams: dict[str, int] = {}
        self._parts: dict[str, dict[str, int]] = {}
        self._users: dict[str, set[str]] = {}
        self._known: dict[str, int] = {}

    def weigh(self, part: str, grams: int) -> None:
        """Set the weight of a simple part."""
        self._forget(part)
        self._parts.pop(part, None)
        self._grams[part] = grams

    def assemble(self, product: str, parts: Mapping[str, int]) -> None:
        """Set what a product is made of."""
        for part in parts:
            if part not in self._grams and part not in self._parts:
                raise KeyError(part)
        if self._holds(parts, product):
            raise ValueError(f"{product} would hold itself")
        self._forget(product)
        self._grams.pop(product, None)
        self._parts[product] = dict(parts)
        for part in parts:
            self._users.setdefault(part, set()).add(product)

    def weight(self, name: str) -> int:
        """Return what a part or product weighs."""
        if name in self._grams:
            return self._grams[name]
        if name not in self._known:
            parts = self._parts[name]
            self._known[name] = sum(count * self.weight(part) for part, count in parts.items())
        return self._known[name]

    def _holds(self, parts: Iterable[str], wanted: str) -> bool:
        """Tell whether a product that is in use already is among the parts, or in one of them."""
        if wanted not in self._users:
            return wanted in parts
        waiting = list(parts)
        seen = set(waiting)
        while waiting:
            inner = set(self._parts.get(waiting.pop(), ())) - seen
            waiting += inner
            seen |= inner
        return wanted in seen

    def _forget(self, name: str) -> None:
        """Drop the weights of all products that hold this, at any depth."""
        changed = [name]
        while changed:
            one = changed.pop()
            self._known.pop(one, None)
            changed += [user for user in self._users.get(one, ()) if user in self._known]


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
