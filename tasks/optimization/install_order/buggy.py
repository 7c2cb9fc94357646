"""The order in which packages are installed."""


def install_order(needs: dict[str, list[str]]) -> list[str]:
    """Return all packages, each behind those that it needs."""
    waiting: list[str] = []
    for package, before in needs.items():
        for name in [package, *before]:
            if name not in waiting:
                waiting.append(name)
    done: set[str] = set()
    order = []
    while waiting:
        ready = [package for package in waiting if done.issuperset(needs.get(package, []))]
        if not ready:
            raise ValueError("some packages need each other")
        package = min(ready)
        waiting.remove(package)
        done.add(package)
        order.append(package)
    return order
