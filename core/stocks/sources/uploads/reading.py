"""What was read from a file of prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.reading.outcome import Outcome
from core.stocks.sources.history import PriceHistory
from core.stocks.sources.uploads.choices import Choices


@dataclass(frozen=True)
class Reading(Outcome[Choices]):
    """A file of prices, and how it was read.

    Attributes:
        columns: By role ("Date", "Open", ..., "Volume") the heading of its column.
        symbol: What the exchange calls the stock; empty where unknown.
        currency: ISO 4217 code; empty where unknown.
        history: The prices; None while a question or a problem stands.
    """

    columns: Mapping[str, str]
    symbol: str
    currency: str
    history: PriceHistory | None

    def prices(self) -> PriceHistory:
        """Returns the prices.

        Raises:
            ReadingError: There are none, or not before a question is answered.
        """
        if self.history is None:
            raise self.refusal()
        return self.history
