"""Temperatures of mountain huts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

Ask = Callable[[str], Awaitable[float]]


async def temperature(ask: Ask, hut: str, tries: int = 3) -> float | None:
    """Return the temperature at a hut, or None if it does not answer."""
    if tries < 1:
        raise ValueError("a hut is asked at least once")
    for _ in range(tries):
        try:
            return await ask(hut)
        except TimeoutError:
            continue
    return None


async def forecast(ask: Ask, huts: Iterable[str], tries: int = 3) -> AsyncIterator[tuple[str, float | None]]:
    """Yield each hut with its temperature."""
    for hut in huts:
        yield hut, await temperature(ask, hut, tries)


async def warmest(ask: Ask, huts: Iterable[str], tries: int = 3) -> str | None:
    """Return the hut with the highest temperature."""
    answers = [(hut, degrees) async for hut, degrees in forecast(ask, huts, tries) if degrees is not None]
    best, _ = max(answers, key=lambda answer: answer[1], default=(None, None))
    return best


def page(ask: Ask, huts: Iterable[str], tries: int = 3) -> list[str]:
    """Return the lines of the weather page."""

    async def lines() -> list[str]:
        return [_line(hut, degrees) async for hut, degrees in forecast(ask, huts, tries)]

    return asyncio.run(lines())


def _line(hut: str, degrees: float | None) -> str:
    return f"{hut}: no answer" if degrees is None else f"{hut}: {degrees:.1f} °C"
