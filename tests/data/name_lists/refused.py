"""What is no list of names."""

from __future__ import annotations

from tests.data.name_lists.name_list import (
    ENGLISH,
    NUMBERS,
    NameList,
    lines,
    table,
)
from tests.data.name_lists.words import NAMES

REFUSED = [
    NameList("empty.txt", "nothing saved", b"", refused="The list is empty"),
    NameList("one.txt", "one name", b"Ada\n", refused="one name only (ada)"),
    NameList("long.txt", "sentences", lines("Ada", "A" * 60), refused="Line 2, Name: 'aaaa"),
    NameList(
        "long_cell.csv",
        "a description",
        lines("id,name", "1,Ada", "2," + "b" * 60),
        refused="Line 3, name: 'bbbb",
    ),
    NameList(
        "wide_row.csv",
        "a comma without quotation marks",
        lines("id,name", "1,Ada", "2,Turing, Alan"),
        refused="Line 3 has 3 cells and the others have 2",
    ),
    NameList(
        "broken_quote.csv",
        "a quotation mark too many",
        lines("id,name", '1,"Ada', "2,Alan", "3,Grace"),
        refused="Line 2 cannot be split",
    ),
    NameList(
        "swallowed.csv",
        "quotation marks around rows",
        lines("id,name", '1,"Ada', '2,Alan"', "3,Grace"),
        refused="Line 2 cannot be split",
    ),
    NameList(
        "numbers.csv",
        "no names in it",
        table(NUMBERS, NUMBERS, heading="id,count"),
        refused="No column holds names",
    ),
    NameList(
        "picture.txt",
        "a picture",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        refused="unprintable character U+001A",
    ),
    NameList(
        "book.txt", "a workbook", b"PK\x03\x04rest", refused="a zip archive or a damaged workbook"
    ),
    NameList("page.txt", "a web page", b"<!DOCTYPE html><html>", refused="is a web page"),
    NameList("data.txt", "JSON", b'[{"name": "Ada"}]', refused="is JSON"),
    NameList(
        "wrong_choice.txt",
        "an encoding that does not fit",
        lines(*NAMES["ru"], encoding="cp1251"),
        choices={"encoding": "utf-8"},
        refused="does not fit UTF-8",
    ),
    NameList(
        "wrong_column.csv",
        "a column that is not there",
        table(NUMBERS, ENGLISH, heading="id,name"),
        choices={"column": "city"},
        refused="No column is called 'city': choose one of 'id, name'",
    ),
]
