"""Yahoo Finance: the good answer, and a sentence of its own for each that is not."""

from __future__ import annotations

import datetime
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest
from curl_cffi.requests import exceptions

from core.errors import SourceError
from core.stocks.sources import bundled_prices, fetch_yahoo
from tests.core.stocks.sources.yahoo_replay import RECORDED, replay

FIRST, LAST = date(2018, 11, 12), date(2019, 11, 8)


def refusal(answer, symbol="GE", start=FIRST, end=LAST) -> str:
    with replay(answer), pytest.raises(SourceError) as caught:
        fetch_yahoo(symbol, start, end)
    return str(caught.value)


def edited(change) -> bytes:
    """The good answer after `change` was made to its only result."""
    content = json.loads((RECORDED / "ge.json").read_text())
    change(content["chart"]["result"][0])
    return json.dumps(content).encode()


def test_gives_the_prices_of_every_day_asked_for():
    with replay("ge"):
        history = fetch_yahoo(" ge ", FIRST, LAST)
    pd.testing.assert_frame_equal(history.frame, bundled_prices("GE").frame)
    assert history.symbol == "GE"
    assert history.currency == "USD"
    assert history.title == "General Electric Company"
    assert history.adjustment == "Adjusted for splits, not for dividends."
    assert history.notes == ()


def test_asks_for_the_last_day_too():
    with replay("ge") as requests:
        fetch_yahoo("GE", FIRST, LAST)
    midnight = pd.Timestamp("2019-11-09", tz="America/New_York")
    assert requests[-1].params["period2"] == int(midnight.timestamp())


def test_does_not_ask_for_days_that_no_calendar_has():
    with replay("ge") as requests:
        fetch_yahoo("GE", date.min, date.max)
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    assert requests[-1].params["period2"] <= pd.Timestamp(tomorrow, tz="UTC").timestamp() + 86400


def test_fills_in_nothing_where_prices_are_missing():
    def lose_prices(result):
        quote = result["indicators"]["quote"][0]
        quote["open"][3] = None
        quote["high"][5] = 0
        quote["volume"][0] = None

    with replay(edited(lose_prices)):
        history = fetch_yahoo("GE", FIRST, LAST)
    assert len(history) == 248
    assert history.notes == ("2 days (first 2018-11-15) with a missing price left out.",)


def test_leaves_out_a_price_that_yahoo_hardly_has():
    def lose_opens(result):
        result["indicators"]["quote"][0]["open"] = [0] * 250

    with replay(edited(lose_opens)):
        history = fetch_yahoo("GE", FIRST, LAST)
    assert history.price_columns == ("High", "Low", "Close")
    assert history.notes == ("Open lacks 100 % of its prices and is left out.",)


def test_a_failure_is_not_remembered():
    refusal("server_error")
    refusal("empty_range")
    with replay("ge"):
        assert len(fetch_yahoo("GE", FIRST, LAST)) == 250


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("rate_limited", "asks to wait after too many requests: try later, or upload"),
        ("unauthorized", "refuses requests from here (HTTP 401): upload"),
        ("server_error", "is out of order (HTTP 502): try later, or upload"),
        ("empty_range", "has no prices of GE from 2018-11-12 to 2019-11-08: choose other dates"),
        ("before_listing", "has no prices of GE from 2018-11-12 to 2019-11-08: choose other"),
        (b"Will be right back", "answered with something that is no prices: try later, or upload"),
        (b"{", "answered with something that is no prices"),
        (b"[]", "has no prices of GE"),
        (b'{"chart":{"result":[{"meta":{},"indicators":{"quote":[{"open":[]}]}}],"error":null}}',
         "answered with something that is no prices"),
        (exceptions.DNSError("no such host"), "cannot be reached: check the network, or upload"),
        (exceptions.ConnectionError("refused"), "cannot be reached: check the network, or upload"),
        (exceptions.Timeout("late"), "did not answer in time: try again, or upload"),
    ],
    ids=str,
)  # fmt: skip
def test_says_what_went_wrong_and_a_way_on(answer, sentence):
    assert sentence in refusal(answer)


def test_says_that_a_symbol_is_unknown():
    assert refusal("ge", "NOSUCH") == (
        "Yahoo Finance does not know NOSUCH: check the symbol on finance.yahoo.com."
    )


def test_an_unknown_symbol_stays_unknown():
    # yfinance asks for more about the first two unknown symbols of a process, then no longer.
    assert len({refusal("unknown_ticker") for _ in range(4)}) == 1


def test_wants_more_than_one_day():
    def keep_last(result):
        result["timestamp"] = result["timestamp"][-1:]
        for figures in (*result["indicators"]["quote"], *result["indicators"]["adjclose"]):
            for name in figures:
                figures[name] = figures[name][-1:]

    sentence = refusal(edited(keep_last), start=LAST, end=LAST)
    assert "only 1 day from 2019-11-08 to 2019-11-08: choose a longer range" in sentence


@pytest.mark.parametrize(
    ("symbol", "start", "end", "sentence"),
    [
        (" ", FIRST, LAST, "The symbol is empty"),
        ("G E", FIRST, LAST, "'G E' is no symbol"),
        ("../v1", FIRST, LAST, "'../V1' is no symbol"),
        ("US3696043013", FIRST, LAST, "US3696043013 is an ISIN"),
        ("GE", LAST, FIRST, "is after the last, 2018-11-12: swap the dates"),
        ("GE", date(2999, 1, 1), date(2999, 2, 1), "is in the future"),
    ],
)
def test_refuses_nonsense_without_asking(symbol, start, end, sentence):
    with replay("ge") as requests, pytest.raises(SourceError) as caught:
        fetch_yahoo(symbol, start, end)
    assert sentence in str(caught.value)
    assert requests == []


def test_does_not_hide_our_own_mistakes():
    with replay(ZeroDivisionError("a bug")), pytest.raises(ZeroDivisionError):
        fetch_yahoo("GE", FIRST, LAST)


def test_no_request_may_take_longer_than_was_granted():
    with replay("ge") as requests:
        fetch_yahoo("GE", FIRST, LAST, timeout=3)
    assert requests
    assert all(0 < request.timeout <= 3 for request in requests)


def test_several_may_ask_at_once():
    with replay("ge"), ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: len(fetch_yahoo("GE", FIRST, LAST)), range(8)))
    assert found == [250] * 8
