"""Code that calls what it is given, and code that is used with `with`, `for` and `@`."""

import functools
from contextlib import contextmanager


class Bus:
    """Tells listeners what happens."""

    def __init__(self):
        self._listeners = {}

    def on(self, name, listener):
        """Call listener(*args) whenever `name` happens. Returns a function that ends this."""
        self._listeners.setdefault(name, []).append(listener)

        def off():
            self._listeners[name].remove(listener)

        return off

    def emit(self, name, *args):
        """Return what the listeners return, in their order."""
        return [listener(*args) for listener in list(self._listeners.get(name, ()))]


@contextmanager
def recorded(tell, name):
    """Call tell(name, "begin") and tell(name, "end"), or with the name of the exception instead of "end"."""
    tell(name, "begin")
    try:
        yield name.upper()
    except Exception as error:
        tell(name, type(error).__name__)
        raise
    else:
        tell(name, "end")


def retry(times):
    """Decorate a function: call it up to `times` times until it does not raise ValueError."""

    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for attempt in range(times):
                try:
                    return function(*args, **kwargs)
                except ValueError:
                    if attempt == times - 1:
                        raise

        return wrapper

    return decorate


def windows(items, size):
    """Yield tuples of `size` neighbours, of any iterable."""
    window = []
    for item in items:
        window.append(item)
        if len(window) == size:
            yield tuple(window)
            window.pop(0)


def memo(function):
    """Return a function that asks `function` once for each argument."""
    known = {}

    def ask(value):
        if value not in known:
            known[value] = function(value)
        return known[value]

    return ask


def sort_by(items, key):
    """Sort the list in place by key(item), and return it."""
    items.sort(key=key)
    return items
