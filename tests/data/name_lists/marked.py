"""Marks that nobody sees, and quotation marks."""

from __future__ import annotations

from tests.data.name_lists.name_list import (
    ENGLISH,
    QUOTED,
    NameList,
    lines,
)

MARKED = [
    NameList(
        "zero_width.txt",
        "copied from a web page",
        lines("A\u200bda", "\u2060Alan\ufeff", "Grace"),
        ("Ada", "Alan", "Grace"),
        says="3 invisible marks dropped, from 2 names",
    ),
    NameList(
        "soft_hyphens.txt",
        "copied from a book",
        lines("Bar\u00adba\u00adra", "Don\u00adald"),
        ("Barbara", "Donald"),
        says="3 invisible marks dropped, from 2 names",
    ),
    NameList(
        "direction.txt",
        "Hebrew and Arabic beside Latin",
        lines("\u200fדוד\u200e", "\u202bשרה\u202c", "Ada"),
        ("דוד", "שרה", "Ada"),
        says="4 invisible marks dropped, from 2 names",
    ),
    NameList(
        "only_marks.txt",
        "a line that looks empty",
        lines("Ada", "\u200b", "Alan"),
        ("Ada", "Alan"),
        says="1 empty line (line 2) left out",
    ),
    NameList(
        "quoted.txt",
        "a list of a program",
        lines(*QUOTED),
        ENGLISH,
        {"quotes": True},
        says="Quotation marks taken off 6 names",
    ),
    NameList(
        "quoted_kept.txt",
        "quotation marks that belong to the names",
        lines(*QUOTED),
        QUOTED,
        {"quotes": False},
        {"quotes": False},
    ),
    NameList(
        "guillemets.txt",
        "a French page",
        lines("« Ada »", "« Alan »"),
        ("Ada", "Alan"),
        says="taken off 2 names",
    ),
    NameList(
        "german_quotes.txt",
        "a German page",
        lines("„Ada“", "‚Alan‘", "Grace"),
        ("Ada", "Alan", "Grace"),
        says="taken off 2 names",
    ),
    NameList(
        "apostrophes.txt",
        "names with apostrophes",
        lines("O'Brien", "'Abd", "D'Arcy"),
        ("O'Brien", "'Abd", "D'Arcy"),
    ),
    NameList(
        "nickname.txt",
        "quotation marks inside",
        lines('Dwayne "The Rock" Johnson', "Ada"),
        ('Dwayne "The Rock" Johnson', "Ada"),
    ),
    NameList(
        "of_a_program.txt",
        "lines of a Python list",
        lines(*(f"{name}," for name in QUOTED)),
        ENGLISH,
    ),
    NameList(
        "one_line.txt",
        "typed by hand",
        lines(", ".join(ENGLISH)),
        ENGLISH,
        {"column": "every column"},
        says="Every cell was read as a name",
    ),
    NameList(
        "one_line_semicolons.txt",
        "typed by hand",
        ";".join(ENGLISH).encode(),
        ENGLISH,
        {"separator": ";"},
    ),
]
