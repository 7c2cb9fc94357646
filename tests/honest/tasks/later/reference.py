"""Coroutines, asynchronous generators and context managers."""

import asyncio


class Gate:
    """Lets a few in at a time."""

    def __init__(self, places):
        self._semaphore = asyncio.Semaphore(places)
        self.inside = 0
        self.most = 0

    async def __aenter__(self):
        await self._semaphore.acquire()
        self.inside += 1
        self.most = max(self.most, self.inside)
        return self

    async def __aexit__(self, *error):
        self.inside -= 1
        self._semaphore.release()


async def fetch(key, delay=0):
    """Return the key in capitals, a little later. Raises KeyError for an empty one."""
    await asyncio.sleep(delay)
    if not key:
        raise KeyError("empty")
    return key.upper()


async def fetch_all(keys):
    """Return all of them, in their order."""
    return await asyncio.gather(*(fetch(key) for key in keys))


async def counted(n):
    """Yield the numbers below `n`."""
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def most_at_once(tasks, places):
    """Return how many of `tasks` visitors are inside of a Gate at once."""
    gate = Gate(places)

    async def visit():
        async with gate:
            await asyncio.sleep(0.001)

    await asyncio.gather(*(visit() for _ in range(tasks)))
    return gate.most


def fetch_now(key):
    """Return the key in capitals, without asyncio for the caller."""
    return asyncio.run(fetch(key))
