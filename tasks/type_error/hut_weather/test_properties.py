import asyncio

import pytest
import reference
from candidate import forecast, page, temperature, warmest
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=25)

degrees = st.integers(-20, 30) | st.integers(-200, 300).map(lambda tenths: tenths / 10) | st.sampled_from([0, 0.0, -0.04, 9.96])
answers = st.tuples(st.integers(0, 4), degrees)
valleys = st.dictionaries(st.sampled_from(["Tal", "Gipfel", "Alm", "See", "Höhe"]), answers, max_size=5)
tries = st.integers(1, 4)


@st.composite
def tours(draw):
    """What the huts answer, and an order in which they are asked, some of them twice."""
    valley = draw(st.dictionaries(st.sampled_from(["Tal", "Gipfel", "Alm", "See", "Höhe", " alm"]), answers, max_size=5))
    return valley, draw(st.lists(st.sampled_from(sorted(valley)), max_size=12)) if valley else []


def asker(valley, asked):
    """A fresh `ask`: each hut lets some questions time out and answers from then on."""
    left = {hut: timeouts for hut, (timeouts, _) in valley.items()}

    async def ask(hut):
        asked.append(hut)
        if hut not in valley:
            raise LookupError(hut)
        if left[hut]:
            left[hut] -= 1
            raise TimeoutError
        return valley[hut][1]

    return ask


async def collected(pairs):
    return [pair async for pair in pairs]


@few
@given(tours(), st.none() | tries)
def test_forecast_agrees_with_the_reference(tour, tries):
    valley, huts = tour
    allowed = {} if tries is None else {"tries": tries}
    asked, wanted = [], []
    found = asyncio.run(collected(forecast(asker(valley, asked), huts, **allowed)))
    assert found == asyncio.run(collected(reference.forecast(asker(valley, wanted), huts, **allowed)))
    assert asked == wanted


@few
@given(valleys, st.none() | tries)
def test_page_says_what_the_huts_say(valley, tries):
    allowed = {} if tries is None else {"tries": tries}
    lines = page(asker(valley, []), list(valley), **allowed)
    assert lines == [
        f"{hut}: {degrees:.1f} °C" if timeouts < (tries or 3) else f"{hut}: no answer"
        for hut, (timeouts, degrees) in valley.items()
    ]


@few
@given(valleys, st.none() | tries)
def test_warmest_is_first_of_the_best(valley, tries):
    allowed = {} if tries is None else {"tries": tries}
    best = asyncio.run(warmest(asker(valley, []), list(valley), **allowed))
    heard = {hut: degrees for hut, (timeouts, degrees) in valley.items() if timeouts < (tries or 3)}
    top = [hut for hut, degrees in heard.items() if degrees == max(heard.values())]
    assert best == (top[0] if top else None)


@few
@given(st.sampled_from(["Tal", "Alm"]), st.integers(0, 6), degrees, st.integers(1, 5))
def test_no_more_questions_than_needed(hut, timeouts, degrees, tries):
    asked = []
    found = asyncio.run(temperature(asker({hut: (timeouts, degrees)}, asked), hut, tries))
    assert found == (degrees if timeouts < tries else None)
    assert asked == [hut] * min(timeouts + 1, tries)


@few
@given(valleys, tries, st.integers(-3, 0))
def test_errors_stop_at_once(valley, tries, none):
    huts = ["Nirgends", *valley]
    asked = []
    ask = asker(valley, asked)
    for work in (collected(forecast(ask, huts, tries)), warmest(ask, huts, tries), temperature(ask, "Nirgends", tries)):
        with pytest.raises(LookupError):
            asyncio.run(work)
    with pytest.raises(LookupError):
        page(ask, huts, tries)
    assert asked == ["Nirgends"] * 4
    for work in (collected(forecast(ask, huts, none)), warmest(ask, huts, none), temperature(ask, "Tal", none)):
        with pytest.raises(ValueError):
            asyncio.run(work)
    assert len(asked) == 4
