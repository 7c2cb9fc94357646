import asyncio

import candidate
import pytest


def test_fetch():
    assert asyncio.run(candidate.fetch("a")) == "A"


def test_fetch_nothing():
    with pytest.raises(KeyError):
        asyncio.run(candidate.fetch(""))


def test_fetch_all():
    assert list(asyncio.run(candidate.fetch_all(["a", "b"]))) == ["A", "B"]
    assert list(asyncio.run(candidate.fetch_all([]))) == []


def test_several_awaits():
    async def main():
        first = await candidate.fetch("x")
        second = await candidate.fetch(first.lower() + "y", 0.001)
        return first, second

    assert asyncio.run(main()) == ("X", "XY")


def test_gathered_by_the_test():
    async def main():
        return await asyncio.gather(candidate.fetch("a"), candidate.fetch("b"))

    assert asyncio.run(main()) == ["A", "B"]


def test_counted():
    async def main():
        return [number async for number in candidate.counted(4)]

    assert asyncio.run(main()) == [0, 1, 2, 3]


def test_most_at_once():
    assert asyncio.run(candidate.most_at_once(6, 2)) == 2


def test_fetch_now():
    assert candidate.fetch_now("q") == "Q"
