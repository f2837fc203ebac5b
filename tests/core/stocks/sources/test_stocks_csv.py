"""Uploads: files as people have them are read, and what cannot be read is refused in words."""

from __future__ import annotations

from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given

from core.errors import DataError
from core.reading import text
from core.stocks.sources import PriceChoices, bundled_prices
from core.stocks.sources import read_prices as read_file
from core.stocks.sources.history import PRICE_COLUMNS, PriceHistory
from core.stocks.sources.uploads import grid
from tests.examples import examples

UPLOADS = Path(__file__).parent / "uploads"
DATA = Path(__file__).resolve().parents[4] / "data"


def read_csv(data: bytes, title: str, **choices) -> PriceHistory:
    return read_file(data, title, PriceChoices(**choices)).prices()


def read(content: str) -> PriceHistory:
    return read_csv(content.encode(), "prices.csv")


def closes(content: str) -> dict[str, float]:
    frame = read(content).frame
    return {f"{date:%Y-%m-%d}": close for date, close in frame["Close"].items()}


def refusal(content: str | bytes) -> str:
    with pytest.raises(DataError) as caught:
        read_csv(content.encode() if isinstance(content, str) else content, "prices.csv")
    return str(caught.value)


# Kinds of files: columns, currency, symbol, first and last day with its close, and what is said.
KINDS = {
    "yahoo.csv": (
        *("OHLCV", "", "", "2019-11-04", "2019-11-08", 11.52),
        ("Left out: Adj Close.", "1 row (line 5) without any price left out."),
    ),
    "yahoo_page.tsv": (
        *("OHLCV", "", "", "2019-09-12", "2019-09-16", 9.33),
        ("1 row (line 3) of dividends or splits left out.", "the month's name first, newest first"),
    ),
    "yfinance_download.csv": ("OHLCV", "", "GE", "2019-11-07", "2019-11-08", 11.52, ()),
    "yfinance_history.csv": (
        *("OHLCV", "", "", "2019-11-01", "2019-11-04", 10.61),
        ("Left out: Dividends, Stock Splits.",),
    ),
    "quandl_nse.csv": (
        *("OHLCV", "", "", "2018-10-22", "2018-10-24", 219.8),
        ("Read Total Trade Quantity as Volume.", "Read as newest first, reversed."),
    ),
    "nse.csv": (
        *("OHLCV", "", "TATAGLOBAL", "2018-10-22", "2018-10-23", 218.3),
        ("Close Price as Close, Total Traded Quantity as Volume.",),
    ),
    "investing.csv": (
        *("OHLCV", "", "", "2019-10-31", "2019-11-08", 1011.52),
        ("Read Price as Close, Vol. as Volume.", "Read as month-first dates, newest first"),
    ),
    "investing_indonesian.csv": (
        *("OHLCV", "", "", "2019-11-07", "2019-11-08", 4110),
        ("Terakhir as Close", "Read with decimal commas.", "Read as day-first dates, newest"),
    ),
    "stooq.csv": ("OHLCV", "", "GE.US", "2019-11-07", "2019-11-08", 11.52, ()),
    "nasdaq.csv": (
        *("OHLCV", "USD", "", "2019-10-31", "2019-11-08", 11.52),
        ("Read Close/Last as Close.", "Read as month-first dates, newest first, reversed."),
    ),
    "german_cp1252.csv": (
        *("OHLCV", "EUR", "", "2019-11-07", "2019-11-08", 10.52),
        ("Schlusskurs as Close", "Read with decimal commas.", "Read as day-first dates"),
    ),
    "excel_bom.csv": (
        *("C", "", "", "2019-10-31", "2019-11-01", 10.24),
        ("Read Price as Close.", "Read with decimal commas.", "Read as day-first dates."),
    ),
    "index_column.csv": (
        *("C", "", "", "2019-11-07", "2019-11-08", 11.52),
        ("Read timestamp as Date.", "Left out: signal."),
    ),
    "fred.csv": (
        *("C", "", "", "2019-11-07", "2019-12-02", 3113.87),
        ("SP500 as Close.", "1 row (line 4) without any price left out."),
    ),
    "utf16.tsv": ("OC", "", "", "2019-11-07", "2019-11-08", 11.52, ()),
}


def test_every_sample_is_read():
    assert {path.name for path in UPLOADS.iterdir()} == set(KINDS)


@pytest.mark.parametrize("name", ["caf\udce9.csv", "\ud800.csv", "\udcff"])
def test_a_file_may_have_half_a_character_in_its_name(name):
    history = read_csv(b"Date,Close\n2019-01-01,1\n2019-01-02,2\n", name)
    assert history.title.isprintable()
    assert PriceHistory.from_bytes(history.to_bytes()).title == history.title


@pytest.mark.parametrize("name", KINDS)
def test_reads_files_as_people_have_them(name):
    initials, currency, symbol, first, last, close, said = KINDS[name]
    history = read_csv((UPLOADS / name).read_bytes(), name)
    assert "".join(column[0] for column in history.frame.columns) == initials
    assert (history.currency, history.symbol) == (currency, symbol)
    assert history.title == Path(name).stem
    assert history.span.startswith(f"{first} to {last}")
    assert history.frame["Close"].iloc[-1] == close
    notes = "\n".join(history.notes)
    assert [sentence for sentence in said if sentence not in notes] == []


@pytest.mark.parametrize("symbol", ["GE", "TATAGLOBAL"])
def test_reads_the_bundled_files_as_they_are(symbol):
    history = read_csv((DATA / f"{symbol}.csv").read_bytes(), f"{symbol}.csv")
    pd.testing.assert_frame_equal(history.frame, bundled_prices(symbol).frame)
    assert history.notes == ()


@pytest.mark.slow
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("date_format", ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%y", "%d-%b-%Y", "%Y%m%d"])
def test_the_way_of_writing_does_not_change_the_figures(delimiter, encoding, date_format):
    frame = bundled_prices("GE").frame
    content = frame[::-1].to_csv(sep=delimiter, date_format=date_format).encode(encoding)
    pd.testing.assert_frame_equal(read_csv(content, "x").frame, frame)


class TestDates:
    def test_one_impossible_month_settles_the_whole_column(self):
        found = closes("Date,Close\n03/04/2019,1\n12/04/2019,2\n13/04/2019,3\n")
        assert list(found) == ["2019-04-03", "2019-04-12", "2019-04-13"]

    def test_order_settles_what_could_be_either(self):
        # Month first, the third row would lie before the second.
        found = closes("Date,Close\n11/01/2019,1\n12/01/2019,2\n01/02/2019,3\n")
        assert list(found) == ["2019-01-11", "2019-01-12", "2019-02-01"]

    def test_closeness_settles_what_order_does_not(self):
        found = closes("Date,Close\n01/02/2019,1\n02/02/2019,2\n03/02/2019,3\n")
        assert list(found) == ["2019-02-01", "2019-02-02", "2019-02-03"]

    def test_what_could_be_either_is_asked(self):
        content = "Date,Close\n01/02/2019,1\n02/01/2019,2\n"
        assert "Day or month first? '01/02/2019' may be" in refusal(content)
        for order, span in {"dmy": "2019-01-02 to 2019-02-01", "mdy": "2019-01-02 to"}.items():
            assert read_csv(content.encode(), "x", date_order=order).span.startswith(span)

    def test_day_of_the_exchange_stays(self):
        found = closes("Date,Close\n2019-11-07 23:30:00-05:00,1\n2019-11-08T00:30:00Z,2\n")
        assert list(found) == ["2019-11-07", "2019-11-08"]

    @pytest.mark.parametrize(
        "cell",
        ["8 November 2019", "Nov 8, 2019", "Fri, 08 Nov 2019", "08-Nov-19", "8 november 2019",
         "Friday, November 8th, 2019", "2019/11/8", "11/08/2019 4:00 PM"],
    )  # fmt: skip
    def test_spellings(self, cell):
        content = f'Date,Close\n"{cell}",1\n"{cell.replace("8", "7", 1)}",2\n'
        assert "2019-11-08" in closes(content)

    def test_seconds_since_1970(self):
        found = closes("time,close\n1573084800,1\n1573171200,2\n")
        assert list(found) == ["2019-11-07", "2019-11-08"]

    def test_rows_out_of_order_are_sorted(self):
        history = read("Date,Close\n2019-01-02,2\n2019-01-03,3\n2019-01-01,1\n")
        assert history.frame["Close"].tolist() == [1, 2, 3]
        assert history.notes == ("Read as out of order, sorted.",)

    def test_rows_that_stand_twice_are_read_once(self):
        history = read("Date,Close\n2019-01-02,2\n2019-01-02,2.00\n2019-01-03,3\n")
        assert len(history) == 2
        assert history.notes == ("1 repeated row left out.",)


class TestNumbers:
    @pytest.mark.parametrize(
        ("cell", "value"),
        [("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1 234,5", 1234.5), ("1'234.5", 1234.5),
         ("1,23,456.78", 123456.78), ("$12.30", 12.3), ("12,30 €", 12.3), ("Rs. 12.30", 12.3),
         ("₹1,234.50", 1234.5), ("1.5e2", 150), ("12,345,678", 12345678), ("1.2K", 1200)],
    )  # fmt: skip
    def test_spellings(self, cell, value):
        assert closes(f"Date;Close\n2019-01-01;{cell}\n2019-01-02;{cell}\n") == {
            "2019-01-01": value,
            "2019-01-02": value,
        }

    @pytest.mark.parametrize(("delimiter", "value"), [(";", 1.234), ("\t", 1234)])
    def test_the_delimiter_settles_a_lone_comma(self, delimiter, value):
        rows = ["Date|Close", "2019-01-01|1,234", "2019-01-02|1,234"]
        found = closes("\n".join(rows).replace("|", delimiter))
        assert set(found.values()) == {value}

    def test_one_clear_number_settles_the_rest(self):
        found = closes("Date\tClose\n2019-01-01\t1,234\n2019-01-02\t1,2\n")
        assert found == {"2019-01-01": 1.234, "2019-01-02": 1.2}

    def test_volumes_in_millions(self):
        frame = read('Date,Close,Vol.\n2019-01-01,1,1.2M\n2019-01-02,2,"3,400"\n').frame
        assert frame["Volume"].tolist() == [1_200_000, 3400]


class TestColumns:
    def test_adjusted_close_serves_where_there_is_no_other(self):
        history = read("Date,Adj Close\n2019-01-01,1\n2019-01-02,2\n")
        assert history.price_columns == ("Close",)
        assert history.adjustment == "Close is adjusted for dividends."

    def test_a_column_without_prices_is_left_out(self):
        history = read("Date,Open,Close\n2019-01-01,0,1\n2019-01-02,0,2\n")
        assert history.price_columns == ("Close",)
        assert history.notes == ("Open holds no prices and is left out.",)

    def test_a_column_that_lacks_much_is_left_out(self):
        history = read("Date,Open,Close\n2019-01-01,,1\n2019-01-02,,2\n2019-01-03,3,3\n")
        assert history.price_columns == ("Close",)
        assert history.notes == ("Open lacks 67 % of its prices and is left out.",)

    def test_a_row_that_lacks_a_price_is_left_out(self):
        rows = "".join(f"2019-01-{day:02},1,2\n" for day in range(1, 21))
        history = read(f"Date,Open,Close\n{rows}2019-01-21,-,2\n")
        assert len(history) == 20
        assert history.notes == ("1 row (line 22) with a missing price left out.",)

    def test_bad_volumes_do_not_spoil_the_prices(self):
        history = read("Date,Close,Volume\n2019-01-01,1,many\n2019-01-02,2,5\n")
        assert list(history.frame) == ["Close"]
        assert history.notes == ("Line 2, Volume: 'many' is no volume; volumes are left out.",)

    def test_dates_without_a_name_are_found(self):
        assert list(closes(",Close\n2019-01-01,1\n2019-01-02,2\n")) == ["2019-01-01", "2019-01-02"]

    def test_row_numbers_without_a_name_are_skipped(self):
        assert list(closes("Date,Close\n1,2019-01-01,7\n2,2019-01-02,8\n").values()) == [7, 8]

    def test_a_line_below_the_names_is_skipped(self):
        history = read("Date,Open,Close\n-----,----,-----\n2019-01-01,1,2\n2019-01-02,2,3\n")
        assert (len(history), history.symbol) == (2, "")

    def test_small_talk_above_the_names_is_skipped(self):
        found = closes("Prices of GE\n\nDate,Close\n2019-01-01,1\n2019-01-02,2\n")
        assert list(found.values()) == [1, 2]


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The file is empty"),
            (b" \r\n ", "The file is empty"),
            (b"\xef\xbb\xbf", "The file is empty"),
            (b"PK\x03\x04rest", "a zip archive or a damaged workbook: save the prices as CSV"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "The file is not text: save the prices as CSV"),
            (b"<!DOCTYPE html><html>", "is a web page: save the prices as CSV"),
            ("Date,Close\n", "no rows below the names"),
            ("a,1\nb,2\n", "Line 1 should name the columns, such as Date, Open"),
            ("When,Close\nMonday,1\n", "No column holds dates ('When, Close')"),
            ("Name,Open\nA,1\nB,2\nC,3\n", "No column holds dates ('Name, Open')"),
            ("Date,Colour\n2019-01-01,red\n", "No column holds prices ('Date, Colour'): name"),
            ("Date,A,B\n2019-01-01,1,2\n", "Several columns may hold the price: A, B."),
            ("Date,Close\n2019-01-01,1\n\n2019-01-02,abc\n", "Line 4, Close: 'abc' is not a price"),
            ("Date,Close\nhalted,halted\n2019-01-02,1\n2019-01-03,2\n", "Line 2, Date: 'halted'"),
            ('Date,Close\n2019-01-01,1\n2019-01-02,2"\n2019-01-03,3\n', "Line 3, Close: '2\"'"),
            ("Date,Close\n2019-01-01,1\n2019-01-02,0\n", "Line 3, Close: '0' is not a price above"),
            ("Date,Close\n2019-01-01,1\n2019-01-02,-3\n", "Line 3, Close: '-3' is not a price"),
            ("Date,Close\n2019-01-01,1\n2019-01-02,inf\n", "Line 3, Close: 'inf' is not a price"),
            ("Date,Close\n2019-01-01,1\n2019-02-30,2\n", "Line 3, Date: '2019-02-30' is not a"),
            ("Date,Close\n2019-01-01,1\n0019-01-02,2\n", "Line 3, Date: '0019-01-02' is not a"),
            ("Date,Close\n2019-01-01,1\n2019-01-01,2\n",
             "Line 3, Date: '2019-01-01' stands on line 2 already, with other figures: keep one"),
            ("Date,Close\n2019-01-01,\n", "The file has no price in any row"),
            ("Date,Close\n2019-01-01,1\n", "The file has prices of 1 day: add more days"),
            ("Date,Close\n2019-01-01,1,234\n2019-01-02,1\n", "Line 2 has 3 cells below 2 names"),
            ("Symbol,Date,Close\nA,2019-01-01,1\nB,2019-01-01,2\n",
             "Symbol names several stocks: 'A', 'B'."),
        ],
    )  # fmt: skip
    def test_says_where_and_what(self, content, sentence):
        assert sentence in refusal(content)

    def test_lines_are_counted_as_people_do(self):
        content = 'Date,Close,Note\n2019-01-01,1,"two\nlines"\n\n2019-01-02,x,\n'
        assert "Line 5, Close: 'x'" in refusal(content)

    def test_long_cells_are_shortened(self):
        assert len(refusal(f"Date,Close\n2019-01-01,1\n2019-01-02,{'x' * 999}\n")) < 150

    def test_a_line_that_breaks_inside_a_cell_breaks_no_number(self):
        found = closes('Date,Close\n2019-01-01,"1.5\n"\n"2019-01-02\n",2.5\n')
        assert found == {"2019-01-01": 1.5, "2019-01-02": 2.5}

    def test_an_open_quotation_mark(self):
        content = 'Date,Close\n2019-01-01,"1\n' + "2019-01-02,2\n" * 20_000
        assert "Line 2 cannot be split into cells" in refusal(content)

    def test_too_many_bytes(self, monkeypatch):
        monkeypatch.setattr(text, "MAX_BYTES", 1024**2)
        assert "has 2 MB and the limit is 1 MB: keep only" in refusal(b"x" * 2 * 1024**2)

    def test_too_many_rows(self, monkeypatch):
        monkeypatch.setattr(grid, "MAX_ROWS", 100)
        rows = "".join(f"{day:%Y-%m-%d},1\n" for day in pd.date_range("2019-01-01", periods=101))
        assert "The file has more than 100 rows, which is the limit: keep the newest" in refusal(
            "Date,Close\n" + rows
        )

    def test_too_many_columns(self, monkeypatch):
        monkeypatch.setattr(grid, "MAX_COLUMNS", 3)
        assert "has 4 columns and the limit is 3: keep the date and the prices" in refusal(
            "Date,Open,High,Low\n2019-01-01,1,1,1\n"
        )


def check_sound(history: PriceHistory) -> None:
    """What everybody else relies on."""
    frame = history.frame
    assert len(frame) >= 2
    assert frame.index.name == "Date"
    assert frame.index.dtype == "datetime64[ns]"
    assert frame.index.is_unique
    assert frame.index.is_monotonic_increasing
    assert history.price_columns
    prices = frame[list(history.price_columns)]
    assert (prices.dtypes == "float64").all()
    assert set(frame.columns) <= {*PRICE_COLUMNS, "Volume"}
    assert np.isfinite(prices).all(axis=None)
    assert (prices > 0).all(axis=None)


def read_or_refuse(data: bytes) -> None:
    try:
        history = read_csv(data, "x.csv")
    except DataError:
        return
    check_sound(history)


@given(st.binary(max_size=300))
@example(b"Date,Close\n2019-01-01,1e308\n2019-01-02,9M\n")
@example(b"Date,Close\n9999999999,1\n9999999998,2\n")
def test_any_bytes_are_read_or_refused(data):
    read_or_refuse(data)


CELLS = st.sampled_from(
    ["", "-", "nan", "1", "-1", "0", "1e999", "1,234.5", "1.234,5", "2019-01-01", "31/12/2018",
     "99/99/9999", "0001-01-01", "9999-12-31", "Jan 5, 2019", "1573171200", "9999999999999", "abc",
     '"', "$", "0.1 Dividend", "\u0661", "K", "²", ".", ",", "5M", "\r", "Ticker", "Date"]
)  # fmt: skip
NAMES = st.sampled_from(["Date", "Close", "Open", "Price", "Vol.", "", "x", "Symbol", "Adj Close"])


@given(st.data(), st.sampled_from(",;\t|"))
def test_any_table_is_read_or_refused(data, delimiter):
    width = data.draw(st.integers(1, 4))
    names = data.draw(st.lists(NAMES, min_size=width, max_size=width))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4))
    lines = [delimiter.join(cells) for cells in [names, *rows]]
    read_or_refuse("\n".join(lines).encode())


SAMPLES = [path.read_bytes() for path in sorted(UPLOADS.iterdir())]


@given(st.sampled_from(SAMPLES), st.data())
@examples(60)
def test_damaged_files_are_read_or_refused(sample, data):
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, min(len(sample), start + 30)))
    read_or_refuse(sample[:start] + data.draw(st.binary(max_size=8)) + sample[end:])


class TestChosenClose:
    TICKERS = b"Date,AAPL,GE,Note,MSFT\n2019-01-01,1,2,x,3\n2019-01-02,4,5,y,6\n"

    def test_the_columns_are_offered_and_each_can_be_read(self):
        [question] = read_file(self.TICKERS, "tickers.csv").questions
        assert question.field == "close"
        offered = [option.value for option in question.options]
        assert offered == ["AAPL", "GE", "MSFT"]
        read = {
            name: read_csv(self.TICKERS, "tickers.csv", close=name).frame["Close"].tolist()
            for name in offered
        }
        assert read == {"AAPL": [1, 4], "GE": [2, 5], "MSFT": [3, 6]}

    def test_a_chosen_column_goes_before_a_recognised_one(self):
        prices = b"Date,Open,Close,Mine\n2019-01-01,1,2,7\n2019-01-02,1,2,8\n"
        frame = read_csv(prices, "prices.csv", close="Mine").frame
        assert frame["Close"].tolist() == [7, 8]
        assert frame["Open"].tolist() == [1, 1]
        with_open = read_csv(prices, "prices.csv", close="Open").frame
        assert list(with_open.columns) == ["Close"]

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [("IBM", "No column is called"), ("", "is left to read"), ("Date", "holds dates")],
    )
    def test_a_column_that_is_not_there_is_refused(self, name, sentence):
        with pytest.raises(DataError, match=sentence):
            read_csv(self.TICKERS, "tickers.csv", close=name)

    def test_many_columns_are_named_in_part(self):
        names = [f"T{number}" for number in range(30)]
        rows = [["2019-01-01", *["1"] * 30], ["2019-01-02", *["2"] * 30]]
        text = "\n".join(",".join(row) for row in [["Date", *names], *rows])
        [question] = read_file(text.encode(), "wide.csv").questions
        assert "T9 and 20 more" in question.sentence
        assert [option.value for option in question.options] == names
