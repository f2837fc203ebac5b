"""Where prices come from: bundled files, an upload, Yahoo Finance."""

from core.stocks.sources.bundled import bundled
from core.stocks.sources.history import PriceHistory
from core.stocks.sources.uploads.reader import read_csv
from core.stocks.sources.yahoo import fetch_yahoo

__all__ = ["PriceHistory", "bundled", "fetch_yahoo", "read_csv"]
