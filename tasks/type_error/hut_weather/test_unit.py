import asyncio

import pytest
from candidate import forecast, page, temperature, warmest

TIMEOUT = "timeout"


class Huts:
    """Answers for each hut, one after the other; the last one again and again."""

    def __init__(self, **answers):
        self.answers = {hut: list(later) for hut, later in answers.items()}
        self.asked = []

    async def ask(self, hut):
        self.asked.append(hut)
        await asyncio.sleep(0)
        later = self.answers[hut]
        answer = later.pop(0) if len(later) > 1 else later[0]
        if answer == TIMEOUT:
            raise TimeoutError(hut)
        return answer


def asker(huts):
    async def ask(hut):
        return await huts.ask(hut)

    return ask


async def collected(pairs):
    return [pair async for pair in pairs]


def test_temperature():
    huts = Huts(Gipfel=[-3.5])
    assert asyncio.run(temperature(asker(huts), "Gipfel")) == -3.5
    assert huts.asked == ["Gipfel"]


def test_asked_again():
    huts = Huts(Gipfel=[TIMEOUT, TIMEOUT, 2])
    assert asyncio.run(temperature(asker(huts), "Gipfel")) == 2
    assert huts.asked == ["Gipfel"] * 3


def test_no_answer():
    huts = Huts(Gipfel=[TIMEOUT])
    assert asyncio.run(temperature(asker(huts), "Gipfel")) is None
    assert len(huts.asked) == 3
    assert asyncio.run(temperature(asker(huts), "Gipfel", tries=5)) is None
    assert len(huts.asked) == 8


def test_asked_once():
    huts = Huts(Gipfel=[TIMEOUT, 2])
    assert asyncio.run(temperature(asker(huts), "Gipfel", 1)) is None
    assert asyncio.run(temperature(asker(huts), "Gipfel", 1)) == 2


def test_other_errors():
    huts = Huts(Gipfel=[1])
    with pytest.raises(KeyError):
        asyncio.run(temperature(asker(huts), "Tal"))
    assert huts.asked == ["Tal"]


@pytest.mark.parametrize("tries", [0, -1])
def test_no_tries(tries):
    huts = Huts(Gipfel=[1])
    with pytest.raises(ValueError):
        asyncio.run(temperature(asker(huts), "Gipfel", tries))
    assert huts.asked == []


def test_forecast():
    huts = Huts(Tal=[12], Gipfel=[TIMEOUT], Alm=[TIMEOUT, 0])
    pairs = asyncio.run(collected(forecast(asker(huts), ["Gipfel", "Tal", "Alm"], tries=2)))
    assert pairs == [("Gipfel", None), ("Tal", 12), ("Alm", 0)]
    assert huts.asked == ["Gipfel", "Gipfel", "Tal", "Alm", "Alm"]


def test_forecast_asks_three_times():
    huts = Huts(Gipfel=[TIMEOUT])
    assert asyncio.run(collected(forecast(asker(huts), ["Gipfel"]))) == [("Gipfel", None)]
    assert len(huts.asked) == 3


def test_forecast_asks_when_it_has_to():
    huts = Huts(Tal=[12], Gipfel=[3])

    async def first():
        async for pair in forecast(asker(huts), ["Tal", "Gipfel"]):
            return pair

    assert asyncio.run(first()) == ("Tal", 12)
    assert huts.asked == ["Tal"]


def test_warmest():
    huts = Huts(Tal=[12], Gipfel=[-3.5], Alm=[12], See=[TIMEOUT])
    assert asyncio.run(warmest(asker(huts), ["Gipfel", "See", "Alm", "Tal"])) == "Alm"
    assert asyncio.run(warmest(asker(huts), ["Gipfel"])) == "Gipfel"


def test_warmest_of_none():
    huts = Huts(See=[TIMEOUT])
    assert asyncio.run(warmest(asker(huts), ["See"], tries=1)) is None
    assert asyncio.run(warmest(asker(huts), [])) is None
    assert huts.asked == ["See"]


def test_page():
    huts = Huts(Tal=[12], Gipfel=[-3.46], Alm=[0.0], See=[TIMEOUT])
    assert page(asker(huts), ["Gipfel", "See", "Alm", "Tal"], tries=2) == [
        "Gipfel: -3.5 °C",
        "See: no answer",
        "Alm: 0.0 °C",
        "Tal: 12.0 °C",
    ]


def test_empty_page():
    assert page(asker(Huts()), []) == []
