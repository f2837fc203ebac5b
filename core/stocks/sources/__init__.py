"""Where prices come from: bundled files, an upload, Yahoo Finance."""

from core.stocks.sources.history import PriceHistory, bundled_prices
from core.stocks.sources.uploads.price_choices import PriceChoices
from core.stocks.sources.uploads.price_reader import PriceReading, read_prices
from core.stocks.sources.yahoo import fetch_yahoo

__all__ = [
    "PriceChoices",
    "PriceHistory",
    "PriceReading",
    "bundled_prices",
    "fetch_yahoo",
    "read_prices",
]
