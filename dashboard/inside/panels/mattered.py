"""Which day mattered? The prediction's change for each day replaced by the day before it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.cache import cached
from core.inside.prices import PriceInput
from core.inside.questions.days import Mattered, which_day_mattered
from core.stocks.money import money
from core.stocks.sources import PriceHistory
from dashboard.charts.mattered import mattered_chart
from dashboard.inside.in_url import panel
from dashboard.inside.subject import subject
from dashboard.inside.traced import Asked, given
from dashboard.inside.whatif.reach import say_changed
from dashboard.shared.charting.chart import show_chart
from dashboard.shared.downloads import download
from dashboard.text import plain
from dashboard.theme import palette

_CHANGES = (
    " It reads changes, so that day's change becomes none, and that of the day after holds both."
)


def show_mattered(asked: Asked) -> None:
    """The panel, folded; a network of names reads no days and has none."""
    data = subject(asked.run).data
    if not isinstance(data, PriceHistory):
        return
    with panel("Which day mattered?", "mattered") as is_open:
        if is_open:
            _show(asked, data.currency)


def _show(asked: Asked, currency: str) -> None:
    with st.spinner("Replacing one day after the other …"):
        given, found = mattered(asked)
    sentence = _sentence(given, found, currency)
    st.markdown(f"**{plain(sentence)}**")
    say_changed(asked)
    show_chart(
        mattered_chart(given.days, found, palette(), unit=f" ({currency})" if currency else ""),
        key="inside_mattered_chart",
        alt=sentence,
    )
    st.caption(
        "Each day in turn is given the price of the day before it, and the network predicts "
        f"again.{_CHANGES if given.windows.reads_changes else ''} The gradient answers the same "
        "question without trying: the slope at the window as it is, times the change of the price. "
        "Where the two part, the network bends in between."
    )
    download(
        "Every day",
        lambda: _table(given, found).to_csv(index=False).encode(),
        f"which-day-{asked.run}-{asked.checkpoint}.csv",
        "text/csv",
        key="download_mattered",
    )


@cached()
def mattered(asked: Asked) -> tuple[PriceInput, Mattered]:
    """The window that is read, and how much each of its days matters."""
    found = given(asked)
    assert isinstance(found, PriceInput)
    return found, which_day_mattered(found)


def _sentence(given: PriceInput, found: Mattered, currency: str) -> str:
    """The day that mattered most, and by how much."""
    sizes = np.nan_to_num(np.abs(found.change), nan=-1.0)
    most = int(sizes.argmax())
    if not sizes[most] > 0:
        return "No day of the window changes what the network says."
    up = "more" if found.change[most] > 0 else "less"
    return (
        f"{given.days[most]} mattered most: with the price of the day before in its place, the "
        f"network says {money(float(sizes[most]), currency)} {up}."
    )


def _table(given: PriceInput, found: Mattered) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": given.days,
            "price": given.prices,
            "change_of_prediction": found.change,
            "by_the_gradient": found.gradient,
        }
    )
