"""What happens on the stock page: so many days in, one day out."""

from __future__ import annotations

import numpy as np

from core.stocks.money import money
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import used
from dashboard.inside.packing import in_change
from dashboard.shared.what_happens import show_what_happens

STEPS = 8  # days that the window moves on


def show_days_in_one_out(history: PriceHistory | None, settings: StockSettings | None) -> None:
    """The first days of the prices, and how the network goes through them."""
    if history is None or settings is None:
        return
    days, changes = settings.timesteps, settings.reads == "changes"
    first = used(settings, history).frame.iloc[: settings.reach + STEPS]
    if len(first) <= settings.reach:
        return
    prices = first[settings.price_column].to_numpy()
    read = np.diff(prices).tolist() if changes else prices.tolist()
    dates = [f"{date:%Y-%m-%d}" for date in first.index][-len(read) :]

    what, whose = ("changes of the price", "change") if changes else ("prices", "price")
    say = in_change if changes else money
    steps = [
        {
            "caption": f"{dates[day]} to {dates[day + days - 1]} in, {dates[day + days]} out; "
            f"the real {whose} was {say(read[day + days], history.currency)}."
        }
        for day in range(len(read) - days)
    ]
    in_words = "1 day" if days == 1 else f"{days} days"
    show_what_happens(
        f"What happens here? {in_words} in, 1 day out",
        f"The network reads {in_words} of {what} and says the {whose} of the next day; where that "
        "differs from the real one, its weights move a little, and it goes on by a day. "
        "After training it does the same with the test days, which it never learned from.",
        picture="days",
        steps=steps,
        alt=f"A window over {in_words} of real {what} moves on day by day, "
        f"and a ring marks the next day, whose {whose} is to be said.",
        prices=read,
        days=days,
        label=f"{in_words} in",
    )
