"""Where prices come from: bundled files, an upload, Yahoo Finance."""

from core.stocks.bundled import bundled
from core.stocks.history import PriceHistory

__all__ = ["PriceHistory", "bundled"]
