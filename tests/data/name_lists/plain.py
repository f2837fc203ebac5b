"""Names a line or on one line, in many encodings."""

from __future__ import annotations

from tests.data.name_lists.name_list import (
    ENGLISH,
    FRENCH,
    NameList,
    lines,
)
from tests.data.name_lists.words import NAMES, PAIRS


def _encoded(encoding: str, language: str) -> NameList:
    return NameList(
        f"{language}_{encoding}.txt",
        f"an editor or spreadsheet of long ago, saving {language} in {encoding}",
        lines(*NAMES[language], end="\r\n", encoding=encoding),
        NAMES[language],
        {"encoding": encoding},
        says="Read as ",
    )


ENCODED = [_encoded(*pair) for pair in PAIRS] + [
    NameList(
        f"ru_{encoding}.txt",
        "Windows Notepad's Unicode, its mark lost",
        lines(*NAMES["ru"], encoding=encoding),
        NAMES["ru"],
        {"encoding": encoding},
        says="Read as UTF-16",
    )
    for encoding in ("utf-16-le", "utf-16-be")
]
PLAIN = [
    NameList(
        "plain.txt", "an editor", lines(*ENGLISH), ENGLISH, {"separator": "", "headings": False}
    ),
    NameList(
        "dos.txt", "DOS: CRLF and the end of a file", lines(*ENGLISH, end="\r\n") + b"\x1a", ENGLISH
    ),
    NameList("old_mac.txt", "Mac OS 9: CR alone", lines(*ENGLISH, end="\r"), ENGLISH),
    NameList("mark.txt", "Notepad's UTF-8", "\ufeff".encode() + lines(*FRENCH), FRENCH),
    NameList(
        "utf16_mark.txt",
        "Excel's Unicode text",
        "\ufeff".encode("utf-16-le") + lines(*FRENCH, encoding="utf-16-le"),
        FRENCH,
        {"encoding": "utf-16-le"},
    ),
    NameList(
        "numbers.txt", "numbers of aircraft", lines("747", "737", "320"), ("747", "737", "320")
    ),
    NameList(
        "blank_lines.txt",
        "copied from a web page",
        lines("Ada", "", "Alan", "  ", "Grace"),
        ("Ada", "Alan", "Grace"),
        says="2 empty lines (lines 2, 4) left out",
    ),
    NameList(
        "repeats.txt",
        "a class",
        lines("Ada", "Alan", "Ada"),
        ("Ada", "Alan", "Ada"),
        says="1 name appears more than once",
    ),
    NameList(
        "heading.txt",
        "a column copied with its heading",
        lines("Name", *ENGLISH),
        ENGLISH,
        {"headings": True, "column": "Name"},
        says="Left out the heading Name",
    ),
    NameList(
        "commas_in_some.txt",
        "a list of cities",
        lines("Washington, D.C.", "Berlin", "Rome", "Paris"),
        ("Washington, D.C.", "Berlin", "Rome", "Paris"),
        {"separator": ""},
    ),
    NameList(
        "cut_letter.txt",
        "a file cut to a number of bytes",
        lines(*FRENCH, "Zoé")[:-2],
        FRENCH,
        says="1 name (line 15) with a damaged letter left out",
    ),
]
