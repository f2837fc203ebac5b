"""Workbooks: read, or refused before they unpack to more than anybody needs."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest

from core.errors import DataError
from core.stocks.sources import PriceChoices, read_prices
from core.stocks.sources.uploads import grid

DAYS = [datetime.datetime(2019, 11, day) for day in (4, 5, 6)]


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def prices(*closes: object) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Date", "Close"])
    for day, close in zip(DAYS, closes, strict=False):
        book.active.append([day, close])
    return saved(book)


def parts_of(data: bytes, **changed: bytes) -> bytes:
    """The same archive with some parts replaced or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, changed.pop(name, before.read(name)))
        for name, content in changed.items():
            after.writestr(name, content)
    return buffer.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(DataError) as refused:
        read_prices(data, "prices.xlsx").prices()
    return str(refused.value)


SHEET = "xl/worksheets/sheet1.xml"


def test_numbers_with_three_decimals_are_no_thousands():
    history = read_prices(prices(1.005, 995, 0.25), "prices.xlsx").prices()
    assert history.frame["Close"].tolist() == [1.005, 995, 0.25]


def test_times_of_day_do_not_matter():
    book = openpyxl.Workbook()
    book.active.append(["Date", "Close"])
    for day in DAYS:
        book.active.append([day.replace(hour=16, minute=30), 1.5])
    assert read_prices(saved(book), "x.xlsx").prices().span == "2019-11-04 to 2019-11-06, 3 days"


def test_a_sheet_is_chosen_by_its_name():
    book = openpyxl.Workbook()
    book.active.title = "A"
    for sheet, close in ((book.active, 1), (book.create_sheet("B"), 2)):
        sheet.append(["Date", "Close"])
        for day in DAYS:
            sheet.append([day, close])
    data = saved(book)
    [question] = read_prices(data, "x.xlsx").questions
    assert [option.value for option in question.options] == ["A", "B"]
    chosen = read_prices(data, "x.xlsx", PriceChoices(sheet="B")).prices()
    assert chosen.frame["Close"].tolist() == [2, 2, 2]
    with pytest.raises(DataError, match="No sheet is called 'C': choose one of A, B"):
        read_prices(data, "x.xlsx", PriceChoices(sheet="C"))


def test_a_bad_cell_is_refused_with_its_row():
    assert "Line 3, Close: 'x' is not a price" in refusal(prices(1, "x", 2))


def test_what_unpacks_to_much_is_not_unpacked(monkeypatch):
    def never(*_arguments, **_options):
        pytest.fail("it was opened")

    bomb = parts_of(prices(1, 2, 3), **{"xl/media/big.bin": b"\0" * 64 * 1024**2})
    assert len(bomb) < 1024**2
    monkeypatch.setattr(openpyxl, "load_workbook", never)
    assert "unpacks to 64 MB and the limit is 6 MB" in refusal(bomb)


def test_many_parts_are_refused():
    data = parts_of(prices(1, 2), **{f"xl/x{i}": b"" for i in range(grid._MAX_PARTS)})
    assert "limit" in refusal(data)


def test_a_cell_far_away_does_not_make_a_million_rows():
    book = openpyxl.Workbook()
    book.active.append(["Date", "Close"])
    book.active["XFD1048576"] = 1
    assert "more than 400,000 rows" in refusal(saved(book))


def test_entities_are_not_expanded():
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"ha" * 10) for i in range(12)
    )
    sheet = b"<!DOCTYPE x [" + laughs + b"]><worksheet><sheetData>&l11;</sheetData></worksheet>"
    assert "cannot be read" in refusal(parts_of(prices(1, 2), **{SHEET: sheet}))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_a_damaged_part_is_refused(part):
    assert "cannot be read" in refusal(parts_of(prices(1, 2), **{part: b"<broken"}))


def test_half_a_workbook_is_refused():
    data = prices(1, 2, 3)
    assert "a zip archive or a damaged workbook" in refusal(data[: len(data) // 2])


def test_an_empty_workbook_is_refused():
    assert "empty" in refusal(saved(openpyxl.Workbook()))


def test_holes_in_a_row_of_a_workbook_keep_their_place():
    book = openpyxl.Workbook()
    book.active.append(["Date", None, "Close", None, "Volume"])
    for day in DAYS:
        book.active.append([day, None, 8.5, None, 100])
    history = read_prices(saved(book), "prices.xlsx").prices()
    assert history.frame["Close"].tolist() == [8.5, 8.5, 8.5]
    assert history.frame["Volume"].tolist() == [100, 100, 100]
