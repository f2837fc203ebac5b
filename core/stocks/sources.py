"""Where prices come from: bundled files, an upload, Yahoo Finance."""

from core.stocks.bundled import bundled
from core.stocks.history import PriceHistory
from core.stocks.uploads.reader import read_csv
from core.stocks.yahoo import fetch_yahoo

__all__ = ["PriceHistory", "bundled", "fetch_yahoo", "read_csv"]
