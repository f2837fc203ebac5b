"""Price histories: the bundled ones, their gaps, and the way to bytes and back."""

from __future__ import annotations

import json
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from core.errors import DataError
from core.stocks.sources import bundled_prices
from core.stocks.sources.history import PRICE_RANGE, Gap, PriceHistory, oddities


def history(dates, notes=(), **columns) -> PriceHistory:
    index = pd.DatetimeIndex(dates, name="Date").as_unit("ns")
    frame = pd.DataFrame(columns, index=index, dtype="float64")
    return PriceHistory("X", "EUR", "Ex ₹", "Test", "None.", tuple(notes), frame)


@pytest.mark.parametrize(
    ("symbol", "currency", "span", "last_close"),
    [
        ("GE", "USD", "2018-11-12 to 2019-11-08, 250 days", 11.52),
        ("TATAGLOBAL", "INR", "2010-07-21 to 2018-10-24, 2,051 days", 219.8),
    ],
)
def test_bundled(symbol, currency, span, last_close):
    found = bundled_prices(symbol)
    assert (found.symbol, found.currency, found.span) == (symbol, currency, span)
    assert found.price_columns == ("Open", "High", "Low", "Close")
    assert found.frame["Close"].iloc[-1] == last_close
    assert found.dates.is_monotonic_increasing
    assert (found.frame > 0).all(axis=None)
    assert (found.frame["High"] >= found.frame["Low"]).all()


def test_only_two_are_bundled():
    with pytest.raises(DataError, match="'AAPL'; there are GE and TATAGLOBAL"):
        bundled_prices("AAPL")


def test_gaps_come_longest_first():
    found = history(
        ["2019-01-01", "2019-01-02", "2019-01-10", "2019-01-11", "2019-01-31", "2019-02-01"],
        Close=range(1, 7),
    )
    assert found.gaps() == [
        Gap(pd.Timestamp("2019-01-11"), 20),
        Gap(pd.Timestamp("2019-01-02"), 8),
    ]
    assert oddities(found) == [
        "Gap of 20 days after 2019-01-11.",
        "Gap of 8 days after 2019-01-02.",
    ]


def test_many_gaps_are_counted():
    days = np.cumsum([0] + [1, 1, 9] * 5)
    found = history(pd.Timestamp("2019-01-01") + pd.to_timedelta(days, unit="D"), Close=days + 1)
    assert oddities(found)[3:] == ["2 more gaps of more than 7 days."]


def test_weekly_rows_are_no_gaps():
    found = history(pd.date_range("2019-01-01", periods=9, freq="14D"), Close=range(1, 10))
    assert oddities(found) == ["The rows lie about 14 days apart; each counts as one day."]


def test_contradictory_prices_are_named():
    days = ["2019-01-01", "2019-01-02", "2019-01-03"]
    found = history(days, High=[2, 1, 2], Low=[1, 1.5, 1])
    assert oddities(found) == ["High is below Low on 2019-01-02."]
    found = history(days, High=[2, 1, 1], Low=[1, 1.5, 1.5])
    assert oddities(found) == ["High is below Low on 2 days, first on 2019-01-02."]


@given(
    st.lists(
        st.tuples(st.floats(*PRICE_RANGE),
                  st.floats(min_value=0, allow_infinity=False) | st.just(np.nan)),
        min_size=2,
    ),
    st.lists(st.text(max_size=20), max_size=3),
)  # fmt: skip
def test_bytes_give_back_everything(rows, notes):
    closes, volumes = zip(*rows, strict=True)
    dates = pd.date_range("2000-01-03", periods=len(rows))
    before = history(dates, notes, Close=closes, Volume=volumes)
    after = PriceHistory.from_bytes(before.to_bytes())
    pd.testing.assert_frame_equal(after.frame, before.frame, check_exact=True, check_freq=False)
    assert after.notes == before.notes
    assert (after.title, after.currency) == (before.title, before.currency)


def test_it_is_kept_as_one_object_of_json():
    chosen = {"decimal": ".", "footer": 0}
    kept = replace(bundled_prices("GE"), notes=("a", "ä"), choices=chosen).to_bytes()
    assert kept == json.dumps(json.loads(kept), ensure_ascii=False).encode()
    assert PriceHistory.from_bytes(kept).to_bytes() == kept
