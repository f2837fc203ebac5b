"""Is the line just yesterday's price, late? A slider lays it over the actual one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.runs.records import Run
from core.stocks.judgement.lag import BUT_BETTER, FEWEST_PAIRS, SHIFTS, Lag
from core.stocks.judgement.verdict import Verdict
from dashboard.charts.stock.lag import correlation_chart, shifted_chart
from dashboard.shared.charting.chart import show_chart
from dashboard.shared.downloads import download
from dashboard.stock.judgement.judged import JudgedEpoch, judged_epoch
from dashboard.stock.picture import price_unit
from dashboard.text import plain
from dashboard.theme import palette

KEY = "late"
SHIFT = "lag"  # the URL's parameter


def show_lag(run: Run, epoch: int) -> None:
    """The panel; open from the start where the URL moves the line."""
    label = "Is the line just yesterday's price, late?"
    moved = SHIFT in st.query_params
    with st.expander(label, moved, key=KEY, on_change="rerun") as panel:
        if panel.open:
            _show(judged_epoch(run, epoch))


def _show(judged: JudgedEpoch) -> None:
    lag = judged.judgement.lag
    st.markdown(f"**{judged.beginning(_verdict(judged))}**")
    if max(lag.pairs) < FEWEST_PAIRS:
        return
    shift = st.slider(
        "Move the line back by so many days",
        SHIFTS[0],
        SHIFTS[-1],
        0,
        key=SHIFT,
        bind="query-params",
        help="If the line falls onto the actual prices, it says them so many days late.",
    )
    _show_shifted(judged, shift)
    st.caption(plain(_agreement(lag, shift)))
    if set(lag.levels) != {None}:
        show_chart(
            correlation_chart(lag, shift, palette()),
            key="lag_correlations",
            alt=f"Correlation with the actual line at each shift. {lag.sentence}",
        )
    st.caption(_METHOD)
    download(
        "Correlations",
        lambda: _table(lag).to_csv(index=False).encode(),
        f"lag-{judged.this.run.id}-epoch-{judged.epoch}.csv",
        "text/csv",
        key="download_lag",
    )


def _verdict(judged: JudgedEpoch) -> str:
    lag = judged.judgement.lag
    if lag.best is not None and lag.best > 0 and judged.verdict is Verdict.BETTER:
        return f"{lag.sentence} {BUT_BETTER}"
    return lag.sentence


def _show_shifted(judged: JudgedEpoch, shift: int) -> None:
    this, rows = judged.this, judged.this.windows.test.rows
    prices = this.history.frame[this.settings.price_column]
    shown = slice(max(0, int(rows.min()) - SHIFTS[-1]), None)
    said = np.full(len(prices), np.nan)
    said[rows] = judged.prediction
    line = pd.Series(said, index=prices.index)
    show_chart(
        shifted_chart(prices[shown], line[shown], shift, palette(), unit=price_unit(this.history)),
        key="lag_chart",
        alt=f"Actual prices and the predicted line, moved back by {shift} days. "
        f"{_agreement(judged.judgement.lag, shift)}",
    )


def _agreement(lag: Lag, shift: int) -> str:
    place = SHIFTS.index(shift)
    levels, changes = lag.levels[place], lag.changes[place]
    where = "Where it stands" if shift == 0 else f"Moved {_days(abs(shift))} {_way(shift)}"
    if levels is None and changes is None:
        return f"{where}, its correlation with the actual line cannot be told."
    agrees = f"{_said(levels)}, that of the changes {_said(changes)}"
    return f"{where}, its correlation with the actual line is {agrees}."


def _way(shift: int) -> str:
    return "back" if shift > 0 else "ahead"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _said(correlation: float | None) -> str:
    return "–" if correlation is None else f"{correlation:.3f}"


def _table(lag: Lag) -> pd.DataFrame:
    return pd.DataFrame({"Days late": SHIFTS, "Levels": lag.levels, "Changes": lag.changes})


_METHOD = (
    "Pearson correlation of the predicted line of the test days with the actual one so many days "
    "before. Two lines that both rise or fall agree at any shift, so the changes from day to day "
    "decide. Hardly anything is known of tomorrow's price but today's: even a good forecast is "
    "mostly yesterday's price."
)
