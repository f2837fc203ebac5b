"""What does this unit do? Where, in all that the network learned from, it is most active."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from core.cache import cached
from core.inside.questions.activity import Place as At
from core.inside.questions.activity import names_activity, price_activity
from core.names.corpus import Corpus
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from dashboard.inside.in_url import panel
from dashboard.inside.place import Place
from dashboard.inside.subject import subject
from dashboard.inside.traced import Asked
from dashboard.inside.whatif.reach import say_as_it_is

MOST = 12  # names, or days


def show_unit(asked: Asked, place: Place) -> None:
    """A folded panel about the unit that is followed."""
    unit = place["unit"]
    with panel("What does this unit do?", "unit") as is_open:
        if not is_open:
            return
        say_as_it_is(asked)
        seen = subject(asked.run)
        if isinstance(seen.data, Corpus):
            _names(asked, unit)
        else:
            _prices(asked, unit, place["layer"])


def _names(asked: Asked, unit: int) -> None:
    with st.spinner("Reading the whole list …"):
        high, low, letters = _of_letters(asked, unit)
    st.markdown(
        f"Unit {unit + 1} read the whole list. It is highest after "
        f"**{letters.index[0]}** and lowest after **{letters.index[-1]}**, on average. "
        "These are the single letters at which it is strongest, underlined."
    )
    columns = st.columns(3)
    for column, words, places in zip(columns, ("Highest", "Lowest"), (high, low), strict=False):
        with column:
            st.markdown(f"**{words}**")
            st.html("<br>".join(_marked(at) for at in places))
    with columns[2]:
        st.dataframe(
            letters,
            height=300,
            column_config={
                "mean": st.column_config.NumberColumn("Mean state", format="%.2f"),
                "times": st.column_config.NumberColumn("Times read", format="localized"),
            },
        )


@cached()
def _of_letters(asked: Asked, unit: int) -> tuple[list[At], list[At], pd.DataFrame]:
    seen = subject(asked.run)
    assert isinstance(seen.data, Corpus)
    found = names_activity(seen.weights(asked.checkpoint), seen.data)
    high, low = (found.strongest(unit, MOST, negative=negative) for negative in (False, True))
    return high, low, found.by_letter(unit)


def _marked(at: At) -> str:
    """A name with the letter underlined, and the unit's state there."""
    before, letter, after = at.name[: at.place], at.letter, at.name[at.place + 1 :]
    name = f"{html.escape(before)}<b><u>{html.escape(letter)}</u></b>{html.escape(after)}"
    value = f"{at.value:.2f}".replace("-", "−")
    return f"{name} <small>{value}</small>"


def _prices(asked: Asked, unit: int, layer: int) -> None:
    with st.spinner("Reading every window of days …"):
        states = _of_days(asked, layer)[unit]
    st.markdown(
        f"Unit {unit + 1} of layer {layer + 1} read every window of days. These are the days that "
        "the network was about to predict when its state was highest, and lowest."
    )
    columns = st.columns(2)
    for column, words, of in zip(
        columns, ("Highest", "Lowest"), (states.nlargest(MOST), states.nsmallest(MOST)), strict=True
    ):
        with column:
            days = pd.DataFrame(
                {"Day": [f"{day:%Y-%m-%d}" for day in of.index], "State": of.to_numpy()}
            )
            st.markdown(f"**{words}**")
            st.dataframe(
                days,
                hide_index=True,
                key=f"inside_days_{words}",
                column_config={"State": st.column_config.NumberColumn(format="%.3f")},
            )


@cached()
def _of_days(asked: Asked, layer: int) -> pd.DataFrame:
    seen = subject(asked.run)
    assert isinstance(seen.settings, StockSettings)
    assert isinstance(seen.data, PriceHistory)
    return price_activity(seen.settings, seen.weights(asked.checkpoint), seen.data, layer + 1)
