"""Where prices come from: bundled files, an upload, Yahoo Finance."""

from core.stocks.sources.bundled import bundled
from core.stocks.sources.history import PriceHistory
from core.stocks.sources.uploads.choices import Choices
from core.stocks.sources.uploads.reader import read
from core.stocks.sources.uploads.reading import Reading
from core.stocks.sources.yahoo import fetch_yahoo

__all__ = ["Choices", "PriceHistory", "Reading", "bundled", "fetch_yahoo", "read"]
