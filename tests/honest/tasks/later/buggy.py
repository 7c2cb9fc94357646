async def fetch(key, delay=0):
    return key


async def fetch_all(keys):
    return []


async def counted(n):
    yield 0


async def most_at_once(tasks, places):
    return 0


def fetch_now(key):
    return key
