"""What was read, and how sure that is, in words."""

from __future__ import annotations

from core.reading.guesses import Certainty, Guess
from core.stocks.sources import PriceHistory
from dashboard.shared import guesses as shared
from dashboard.text import quoted

_ABSENT = {
    "currency": "Not said in the file",
    "newest_first": "The rows are in no order",
    "symbol": "Not said in the file",
}


def what_was_read(history: PriceHistory) -> str:
    """One sentence on the prices and how much there is to know of them (Markdown)."""
    name = quoted(history.title)
    if history.symbol and history.symbol != history.title:
        name += f" ({quoted(history.symbol)})"
    *others, last = map(str, history.frame.columns)
    columns = f"{', '.join(others)} and {last}" if others else last
    currency = f"in {quoted(history.currency)}" if history.currency else "in an unknown currency"
    count = len(history.notes)
    more = f"; {count} note{'' if count == 1 else 's'} below" if count else ""
    return f"Read {name}: {history.span}, {columns}, {currency}{more}."


def how_sure(name: str, guess: Guess | None, *, is_chosen: bool) -> str:
    """How well the value of a field of `Choices` is founded (Markdown)."""
    if is_chosen:
        return "Chosen here"
    if guess is None:
        return "Not read yet"
    if guess.certainty is not Certainty.OPEN and guess.value in ("", None):
        return _ABSENT.get(name, "None in the file")
    return shared.how_sure(guess)
