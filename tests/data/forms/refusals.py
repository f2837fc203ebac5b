"""Files that nobody can read without a doubt: refused with the row, and why."""

from __future__ import annotations

from tests.data.forms.form import Form, refused

_QUOTE_SWALLOWS = 'Date,Close\n2019-01-01,1\n2019-01-02,"2\n2019-01-03,3\n2019-01-04,4"\n'

FORMS: list[Form] = [
    refused("broken_quote.csv", "A file cut or edited by hand: a quotation mark too many",
            _QUOTE_SWALLOWS, "Line 3 cannot be split into cells"),
    refused("broken_quote_to_the_end.csv", "The same, never closed",
            'Date,Close\n2019-01-01,1\n2019-01-02,"2\n2019-01-03,3\n', "Line 3 cannot be split"),
    refused("broken_quote_inside.csv", "The same, closed before more letters",
            'Date,Close\n2019-01-01,1\n2019-01-02,"2"x\n2019-01-03,3\n', "Line 3 cannot be split"),
    refused("two_numbers.csv", "A price with a slip of the finger: 12 34",
            "Date;Close\n2019-01-01;12,5\n2019-01-02;12 34\n", "Line 3, Close: '12 34'"),
    refused("two_numbers_apostrophe.csv", "The same with an apostrophe",
            "Date;Close\n2019-01-01;12.5\n2019-01-02;11'44\n", "Line 3, Close: \"11'44\""),
    refused("unquoted_commas.csv", "Decimal commas between commas, without quotation marks",
            "Date,Close\n2019-01-01,11,5\n2019-01-02,11,6\n", "Line 2 has 3 cells below 2 names"),
    refused("no_such_day.csv", "A date that there is not",
            "Date,Close\n2019-02-28,1\n2019-02-30,2\n2019-03-01,3\n", "Line 3, Date: '2019-02-30'"),
    refused("same_day_twice.csv", "A day with two prices",
            "Date,Close\n2019-01-01,1\n2019-01-02,2\n2019-01-02,3\n", "Line 4, Date: '2019-01-02'"),
    refused("words.csv", "A price that is a word",
            "Date,Close\n2019-01-01,1\n2019-01-02,halted\n2019-01-03,3\n", "'halted' is not a"),
    refused("zip.zip", "A zip archive", b"PK\x03\x04rest of an archive", "a zip archive"),
    refused("page.html", "A page saved instead of a download", "<!DOCTYPE html><html></html>",
            "a web page"),
    refused("old_workbook.xls", "Excel before 2007", b"\xd0\xcf\x11\xe0rest", "before 2007"),
]  # fmt: skip
