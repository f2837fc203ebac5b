"""What libraries and data services write: yfinance, pandas, quantmod, Alpha Vantage, Binance."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from tests.data.dialects import PRICES, Dialect, rows_of, text_of
from tests.data.forms.form import CLOSES, GE, PLAIN, TATA, Form, written

_YAHOO = PLAIN
_OTHER = (GE * 3).round(2)  # a second stock on the same days


def _lines(*rows: list[str]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


def _number(row: pd.Series) -> str:
    return str(GE.index.get_loc(row.name))


def _wide(first: str, *, ticker_first: bool, dates: str) -> bytes:
    """yf.download of two tickers: every field of both, in one of its two groupings."""
    frames = {"GE": GE, "IBM": _OTHER}
    fields = [*PRICES, "Volume"]
    pairs = (
        [(ticker, field) for ticker in frames for field in fields]
        if ticker_first
        else [(ticker, field) for field in fields for ticker in frames]
    )
    tickers, headings = [t for t, _ in pairs], [f for _, f in pairs]
    top, below = (tickers, headings) if ticker_first else (headings, tickers)
    names = ("Ticker", "Price") if ticker_first else ("Price", "Ticker")
    labels = names if first else ("", "")
    body = [
        [f"{day:%Y-%m-%d}", *(str(frames[t].loc[day, f]) for t, f in pairs)] for day in GE.index
    ]
    return _lines(
        [labels[0], *top], [labels[1], *below], [dates, *[""] * len(pairs)], *body
    ).encode()


def _two_tickers(name: str, met: str, data: bytes) -> Form:
    return written(
        name, met, Dialect(_YAHOO), GE, data=data, symbol="GE", asked=("symbol",),
        choices={"symbol": "GE"},
    )  # fmt: skip


def _one_ticker(name: str, met: str, above: str, dialect: Dialect, **expected: Any) -> Form:
    body = text_of(dialect, GE).split("\n", 1)[1]
    return written(name, met, dialect, GE, data=(above + body).encode(), **expected)


_PRICE_FIRST = {key: key for key in ("Date", "Close", "High", "Low", "Open", "Volume")}
_FIVE = ["GE"] * 5


def _epoch(zone: str, hour: int = 0, minute: int = 0, scale: int = 1) -> Any:
    def write(day: date) -> str:
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
        return str(int(moment.timestamp()) * scale)

    return write


def _binance(scale: int) -> bytes:
    """Twelve columns without headings: open time, OHLCV, close time, and five of trades."""
    rows = []
    for day, row in GE.iterrows():
        start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        prices = [f"{row[name]:.8f}" for name in PRICES]
        end = str((start + 86_400) * scale - 1)
        rows.append([str(start * scale), *prices, f"{row['Volume']:.8f}", end, *_TRADES])
    return _lines(*rows).encode()


_TRADES = ("123456.78900000", "4321", "2222.10000000", "23456.70000000", "0")


def _by_position(*positions: int) -> dict[str, str]:
    return {
        role: f"column {position}"
        for role, position in zip(("Date", *PRICES, "Volume"), positions, strict=False)
    }


_NUMBERED = {key: f"{i}. {key.lower()}" for i, key in enumerate((*PRICES, "Volume"), 1)}
_ALPHA = {"Date": "timestamp"} | {key: key.lower() for key in (*PRICES, "Volume")}
_FLAT = {"Date": "('Date', '')"} | {key: f"('{key}', 'GE')" for key in (*PRICES, "Volume")}
_FLAT_READ = {"Date": "('Date', '')"} | {key: key for key in (*PRICES, "Volume")}
_QUANTMOD = {"Date": "Date"} | {key: f"GE.{key}" for key in (*PRICES, "Volume")}
_QUANDL = (
    {"Date": "Date"}
    | {key: key for key in (*PRICES, "Volume")}
    | {"Dividend": "Ex-Dividend", "Split": "Split Ratio", "Adj": "Adj. Close"}
)

FORMS = [
    written(
        "yfinance_history.csv",
        "yfinance, Ticker.history().to_csv()",
        Dialect(
            _YAHOO | {"Dividends": "Dividends", "Splits": "Stock Splits"},
            extra={"Dividends": "0.0", "Splits": "0.0"},
            dates="%Y-%m-%d 00:00:00-05:00",
        ),
        GE,
    ),
    _one_ticker(
        "yfinance_download.csv",
        "yfinance since 0.2.51, download('GE').to_csv(): three rows of headings",
        _lines(["Price", *list(_PRICE_FIRST)[1:]], ["Ticker", *_FIVE], ["Date", *[""] * 5]),
        Dialect(_PRICE_FIRST),
        symbol="GE",
    ),
    _one_ticker(
        "yfinance_download_by_ticker.csv",
        "yfinance, download('GE', group_by='ticker').to_csv()",
        _lines(["Ticker", *_FIVE], ["Price", *list(_YAHOO)[1:]], ["Date", *[""] * 5]),
        Dialect(_YAHOO),
        symbol="GE",
    ),
    _one_ticker(
        "yfinance_download_unnamed.csv",
        "yfinance before 0.2.51, download(['GE']).to_csv(): levels without names",
        _lines(["", *list(_YAHOO)[1:]], ["", *_FIVE], ["Date", *[""] * 5]),
        Dialect(_YAHOO),
        symbol="GE",
    ),
    _one_ticker(
        "yfinance_download_two_rows.csv",
        "yfinance, download('GE') with the row of the index name deleted by hand",
        _lines(["Price", *list(_PRICE_FIRST)[1:]], ["Ticker", *_FIVE]),
        Dialect(_PRICE_FIRST),
        symbol="GE",
        columns=_PRICE_FIRST | {"Date": "column 1"},
    ),
    written(
        "yfinance_flattened.csv",
        "yfinance, download('GE').reset_index().to_csv(index=False) after tuples became text",
        Dialect(_FLAT),
        GE,
        symbol="GE",
        columns=_FLAT_READ,
    ),
    _two_tickers(
        "yfinance_two_tickers.csv",
        "yfinance, download(['GE', 'IBM']).to_csv()",
        _wide("Price", ticker_first=False, dates="Date"),
    ),
    _two_tickers(
        "yfinance_two_by_ticker.csv",
        "yfinance, download(['GE', 'IBM'], group_by='ticker').to_csv()",
        _wide("Ticker", ticker_first=True, dates="Date"),
    ),
    _two_tickers(
        "yfinance_two_unnamed.csv",
        "yfinance before 0.2.51, download(['GE', 'IBM']).to_csv()",
        _wide("", ticker_first=False, dates="Date"),
    ),
    written(
        "quantmod.csv",
        "R, quantmod: write.csv(as.data.frame(GE)) with the ticker in each heading",
        Dialect(_QUANTMOD),
        GE,
        symbol="GE",
        columns=_YAHOO,
    ),
    written(
        "r_row_names.csv",
        "R, write.csv with row names, which have no heading",
        Dialect(_YAHOO),
        GE,
        data=(
            ",".join(_YAHOO) + "\n"
            + _lines(*([str(i + 1), *row] for i, row in enumerate(rows_of(Dialect(_YAHOO), GE))))
        ).encode(),
    ),
    written(
        "pandas_index.csv",
        "pandas, to_csv() of a frame with a numbered index",
        Dialect({"Index": "", **_YAHOO}, extra={"Index": _number}),
        GE,
    ),
    written(
        "pandas_timestamp.csv", "pandas, a time series in UTC", Dialect(
            {"Date": "timestamp", "Close": "close"}, dates="%Y-%m-%dT16:00:00Z"
        ), GE,
    ),
    written("alpha_vantage.csv", "Alpha Vantage, TIME_SERIES_DAILY", Dialect(
        _ALPHA, newest_first=True, decimals=4), GE),
    written(
        "alpha_vantage_adjusted.csv",
        "Alpha Vantage, TIME_SERIES_DAILY_ADJUSTED",
        Dialect(
            {**_ALPHA, "Adj": "adjusted_close", "Split": "split_coefficient"},
            extra={"Adj": "1.2345", "Split": "1.0"},
            newest_first=True,
        ),
        GE,
    ),
    written(
        "alpha_vantage_numbered.csv",
        "Alpha Vantage's JSON, written as a table",
        Dialect({"Date": "", **_NUMBERED}),
        GE,
        columns={"Date": "column 1", **_NUMBERED},
    ),
    written(
        "tiingo.csv",
        "Tiingo, daily prices",
        Dialect(
            {"Date": "date", "Close": "close", "High": "high", "Low": "low", "Open": "open",
             "Volume": "volume", "Adj": "adjClose"},
            extra={"Adj": "1.5"},
            dates="%Y-%m-%dT00:00:00.000Z",
        ),
        GE,
    ),
    written(
        "quandl_wiki.csv",
        "Quandl (Nasdaq Data Link), WIKI prices",
        Dialect(_QUANDL, extra={"Dividend": "0.0", "Split": "1.0", "Adj": "9.99"}, volume="float"),
        GE,
    ),
    written(
        "quandl_nse.csv",
        "Quandl, NSE prices: a last trade beside the close",
        Dialect(
            {"Date": "Date", "Open": "Open", "High": "High", "Low": "Low", "Last": "Last",
             "Close": "Close", "Volume": "Total Trade Quantity", "Turnover": "Turnover (Lacs)"},
            extra={"Last": "219.55", "Turnover": "4771.34"},
            newest_first=True,
            volume="float",
        ),
        TATA,
    ),
    written("fred.csv", "FRED, one series", Dialect(
        {"Date": "observation_date", "Close": "SP500"}), CLOSES),
    written(
        "epoch_seconds.csv", "TradingView, chart data: opening times of New York",
        Dialect({"Date": "time", **{key: key.lower() for key in PRICES}, "Volume": "Volume"},
                dates=_epoch("America/New_York", 9, 30)),
        GE, date_order="epoch",
    ),
    written(
        "epoch_kolkata.csv", "A broker in India: midnights of Kolkata",
        Dialect({"Date": "timestamp", **{key: key.lower() for key in PRICES}},
                dates=_epoch("Asia/Kolkata")),
        TATA, date_order="epoch",
    ),
    written(
        "epoch_tokyo.csv", "A broker in Japan: milliseconds at the opening in Tokyo",
        Dialect({"Date": "Time", "Close": "Close"}, dates=_epoch("Asia/Tokyo", 9, 0, 1000)),
        CLOSES, date_order="epoch",
    ),
    written(
        "epoch_sydney.csv", "A broker in Australia: opening times of Sydney, the day before in UTC",
        Dialect({"Date": "Time", "Close": "Close"}, dates=_epoch("Australia/Sydney", 10)),
        CLOSES, date_order="epoch",
    ),
    written(
        "binance.csv", "Binance, klines of a day, before 2025: milliseconds, no headings",
        Dialect(_YAHOO), GE, data=_binance(10**3),
        columns=_by_position(1, 2, 3, 4, 5, 6), date_order="epoch",
    ),
    written(
        "binance_microseconds.csv", "Binance, klines of a day, since 2025: microseconds",
        Dialect(_YAHOO), GE, data=_binance(10**6),
        columns=_by_position(1, 2, 3, 4, 5, 6), date_order="epoch",
    ),
    written(
        "cryptodatadownload.csv", "CryptoDataDownload: a line with its address above the headings",
        Dialect(
            {"Unix": "unix", "Date": "date", "Pair": "symbol",
             **{key: key.lower() for key in PRICES}, "Volume": "Volume BTC", "Usd": "Volume USD"},
            extra={"Unix": "1573171200000", "Pair": "BTC/USD", "Usd": "1.5"},
            dates="%Y-%m-%d 00:00:00",
            newest_first=True,
            above=("https://www.CryptoDataDownload.com",),
        ),
        GE, symbol="BTC/USD",
    ),
    written(
        "coingecko.csv", "CoinGecko, market data",
        Dialect({"Date": "snapped_at", "Close": "price", "Cap": "market_cap",
                 "Volume": "total_volume"},
                extra={"Cap": "160000000000.5"}, dates="%Y-%m-%d 00:00:00 UTC", volume="float"),
        GE,
    ),
    written(
        "wide_tickers.csv", "A course's table of closes, a column a ticker",
        Dialect({"Date": "Date", "Other": "AAPL", "Close": "GE", "Third": "MSFT"},
                extra={"Other": "260.14", "Third": "145.96"}),
        GE, asked=("close",), choices={"close": "GE"},
    ),
    written(
        "long_symbols.csv", "Kaggle, S&P 500: all stocks in one table",
        Dialect({"Date": "date", "Open": "open", "High": "high", "Low": "low", "Close": "close",
                 "Volume": "volume", "Name": "Name"}, extra={"Name": "GE"}),
        GE, symbol="GE", asked=("symbol",), choices={"symbol": "GE"},
        data=(
            "date,open,high,low,close,volume,Name\n"
            + "".join(
                ",".join([f"{day:%Y-%m-%d}", *map(str, row), name]) + "\n"
                for name, frame in (("GE", GE), ("IBM", _OTHER))
                for day, row in zip(frame.index, frame.to_numpy().tolist(), strict=True)
            )
        ).encode(),
    ),
]  # fmt: skip
