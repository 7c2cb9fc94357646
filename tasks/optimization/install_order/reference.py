"""The order in which packages are installed."""

from heapq import heapify, heappop, heappush


def install_order(needs: dict[str, list[str]]) -> list[str]:
    """Return all packages, each behind those that it needs."""
    missing: dict[str, int] = {}
    needed_by: dict[str, list[str]] = {}
    for package, before in needs.items():
        distinct = set(before)
        missing[package] = len(distinct)
        for name in distinct:
            needed_by.setdefault(name, []).append(package)
    ready = [package for package, count in missing.items() if count == 0]
    ready += [name for name in needed_by if name not in needs]
    heapify(ready)
    order = []
    while ready:
        package = heappop(ready)
        order.append(package)
        for dependent in needed_by.get(package, []):
            missing[dependent] -= 1
            if missing[dependent] == 0:
                heappush(ready, dependent)
    if len(order) < len(needs.keys() | needed_by.keys()):
        raise ValueError("some packages need each other")
    return order
