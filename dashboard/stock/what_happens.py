"""What happens on the stock page: so many days in, one day out."""

from __future__ import annotations

from core.stocks.money import money
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import used
from dashboard.shared.what_happens import show_what_happens

STEPS = 8  # days that the window moves on


def show_days_in_one_out(history: PriceHistory | None, settings: StockSettings | None) -> None:
    """The first days of the prices, and how the network goes through them."""
    if history is None or settings is None:
        return
    days = settings.timesteps
    first = used(settings, history).frame.iloc[: days + STEPS]
    if len(first) <= days:
        return
    prices = first[settings.price_column].tolist()
    dates = [f"{date:%Y-%m-%d}" for date in first.index]
    steps = [
        {
            "caption": f"{dates[day]} to {dates[day + days - 1]} in, {dates[day + days]} out; "
            f"the real price was {money(prices[day + days], history.currency)}."
        }
        for day in range(len(prices) - days)
    ]
    in_words = "1 day" if days == 1 else f"{days} days"
    show_what_happens(
        f"What happens here? {in_words} in, 1 day out",
        f"The network reads {in_words} of prices and says the price of the next day; where that "
        "differs from the real one, its weights move a little, and it goes on by a day. "
        "After training it does the same with the test days, which it never learned from.",
        picture="days",
        steps=steps,
        alt=f"A window over {in_words} of real prices moves on day by day, "
        "and a ring marks the next day, whose price is to be said.",
        prices=prices,
        days=days,
        label=f"{in_words} in",
    )
