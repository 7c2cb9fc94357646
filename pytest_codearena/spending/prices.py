"""Prices of models, from a TOML file of the user's: nobody else knows what they pay."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import TaskError, UsageError
from ..records import Price, Tokens
from ..toml import Table

_LARGEST_FILE = 1 << 20
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """What models cost, as far as the user says."""

    currency: str = ""
    models: Mapping[str, Price] = field(default_factory=dict)
    """By provider and model (``openai:gpt-5``), or by the model alone."""

    def of(self, model: str) -> Price | None:
        """Returns the price of a model, given with its provider; None if it is not known."""
        alone = model.partition("#")[2] if "://" in model else model.partition(":")[2]
        return self.models.get(model) or (self.models.get(alone) if alone else None)

    def known(self, models: Iterable[str]) -> dict[str, Price]:
        """Returns the prices of those models that have one."""
        found = {model: self.of(model) for model in models}
        return {model: price for model, price in found.items() if price is not None}


def read_prices(path: Path) -> Prices:
    """Returns the prices in the file. Raises UsageError that names key and mistake."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UsageError(f"--codearena-prices: {path} is larger than {_LARGEST_FILE >> 20} MiB; name a file of prices")
        table = Table(str(path), "", tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"--codearena-prices: {path}: {error}; name a TOML file of prices") from error
    try:
        currency = table.text("currency")
        models = table.take("models", {})
        if not isinstance(models, dict) or not models:
            table.fail("models", 'there is no price; write [models."gpt-5"] with input and output, each for a million tokens')
        prices = {name: _price(str(path), name, values) for name, values in models.items()}
        table.finish()
    except TaskError as error:
        raise UsageError(f"--codearena-prices: {error}") from None
    return Prices(currency.strip(), prices)


def _price(shown: str, name: str, values: object) -> Price:
    table = Table(shown, f'models."{name}"', values if isinstance(values, dict) else {})
    amounts: dict[str, float] = {}
    for key in ("input", "output", "cached"):
        if key != "cached" and not table.has(key):
            table.fail(key, f"missing; write {key} = 1.25, the price of a million tokens")
        amounts[key] = table.number(key, amounts.get("input", 1.25))
        if not 0 <= amounts[key] < math.inf:
            table.fail(key, f"expected a price, 0 or more, got {amounts[key]:g}")
    table.finish()
    return Price(**amounts)


def cost_of(price: Price | None, tokens: Tokens) -> float | None:
    """Returns what so many tokens cost; None if price or tokens are not known. What is free costs nothing, however much it is."""
    if price is None:
        return None
    if price.input == price.output == price.cached == 0:
        return 0.0
    if tokens.input is None or tokens.output is None:
        return None
    cached = min(tokens.cached or 0, tokens.input)
    return ((tokens.input - cached) * price.input + cached * price.cached + tokens.output * price.output) / _MILLION
