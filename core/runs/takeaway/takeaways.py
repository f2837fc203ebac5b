"""What can be taken away of each experiment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.runs.settings import Kind
from core.runs.takeaway.contents import Takeaway
from core.runs.takeaway.names_takeaway import NamesTakeaway
from core.runs.takeaway.stock_takeaway import StockTakeaway

TAKEAWAYS: Final[Mapping[Kind, Takeaway[Any, Any]]] = {
    Kind.NAMES: NamesTakeaway(),
    Kind.STOCK: StockTakeaway(),
}
