"""Prices and what tokens cost at them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.errors import UsageError
from pytest_codearena.records import Price, Tokens
from pytest_codearena.spending.prices import cost_of, read_prices

counts = st.integers(0, 10**9)
amounts = st.floats(0, 1000)
prices = st.builds(Price, amounts, amounts, amounts)

GOOD = 'currency = "EUR"\n[models."gpt-5"]\ninput = 1.25\noutput = 10\n[models."ollama:gpt-5"]\ninput = 0\noutput = 0\ncached = 0\n'


def test_prices_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(GOOD)
    found = read_prices(path)
    assert found.currency == "EUR"
    assert found.of("openai:gpt-5") == found.of("https://host/v1#gpt-5") == Price(1.25, 10, 1.25)
    assert found.of("ollama:gpt-5") == Price(0, 0, 0), "what names the provider comes first"
    assert found.of("openai:gpt-4") is None
    assert found.known(["openai:gpt-5", "openai:gpt-4"]) == {"openai:gpt-5": Price(1.25, 10, 1.25)}


WRONG = {
    "no TOML": ("currency = ", "Invalid value"),
    "no currency": ('[models."m"]\ninput = 1\noutput = 1\n', "currency: missing"),
    "no models": ('currency = "USD"\n', "models: there is no price"),
    "no output": ('currency = "USD"\n[models."m"]\ninput = 1\n', 'models."m".output: missing; write output = 1.25'),
    "below zero": ('currency = "USD"\n[models."m"]\ninput = -1\noutput = 1\n', 'models."m".input: expected a price, 0 or more, got -1'),
    "a text": ('currency = "USD"\n[models."m"]\ninput = "1"\noutput = 1\n', 'models."m".input: expected a positive number, got "1"'),
    "without end": ('currency = "USD"\n[models."m"]\ninput = inf\noutput = 1\n', 'models."m".input: expected'),
    "a misspelling": ('currency = "USD"\n[models."m"]\ninput = 1\noutput = 1\ncahced = 1\n', 'unknown key; did you mean "cached"?'),
    "no table": ('currency = "USD"\nmodels = {m = 1}\n', 'models."m".input: missing'),
    "no UTF-8": (b"\xff\xfe".decode("latin-1"), "name a TOML file"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(tmp_path: Path, name: str) -> None:
    text, told = WRONG[name]
    path = tmp_path / "prices.toml"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError) as caught:
        read_prices(path)
    assert str(caught.value).startswith(f"--codearena-prices: {path}: ")
    assert told in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^--codearena-prices: .*nothing.toml"):
        read_prices(tmp_path / "nothing.toml")


def test_cost() -> None:
    price = Price(input=1.0, output=10.0, cached=0.1)
    assert cost_of(price, Tokens(1_000_000, 100_000)) == pytest.approx(2.0)
    assert cost_of(price, Tokens(1_000_000, 100_000, 500_000)) == pytest.approx(1.55)
    assert cost_of(price, Tokens(10, 10, 10**9)) == cost_of(price, Tokens(10, 10, 10)), "no more is cached than was sent"
    assert cost_of(None, Tokens(1, 1)) is None
    assert cost_of(price, Tokens(1, None)) is None
    assert cost_of(Price(0, 0, 0), Tokens()) == 0.0


@given(prices, counts, counts, counts, counts)
def test_cost_never_falls_with_tokens(price: Price, input: int, output: int, more_input: int, more_output: int) -> None:
    one, two = cost_of(price, Tokens(input, output)), cost_of(price, Tokens(input + more_input, output + more_output))
    assert one is not None and two is not None
    assert 0 <= one <= two * (1 + 1e-9)
