"""Where prices come from: bundled files, an upload, Yahoo Finance."""

from core.stocks.bundled import bundled
from core.stocks.history import PriceHistory
from core.stocks.uploads.reader import read_csv

__all__ = ["PriceHistory", "bundled", "read_csv"]
