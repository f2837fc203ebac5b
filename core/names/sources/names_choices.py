"""What a person may fix of the reading of a list of names; everything else is recognised."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

from pydantic import field_validator

from core.parameters import Facts, Settings, parameter
from core.reading import findings
from core.reading.delimited import SEPARATORS, mark_named
from core.reading.encoding import ENCODINGS, Encoding, encoding_named

NO_SEPARATOR: Final = ""  # a line is a name, whatever stands in it
NAME_SEPARATORS: Final = {NO_SEPARATOR: "none"} | {
    mark: name for mark, name in SEPARATORS.items() if mark != " "
}
EVERY_COLUMN: Final = "every column"
_YES_OR_NO: Final = (("yes", "yes"), ("no", "no"))


class NamesChoices(Settings):
    """How to read a list of names; what is None is recognised from the file.

    A column is named by its heading, or by its place where that is empty or stands twice:
    "column 3". Separators and encodings may be called as people call them: "tab",
    "Windows-1251".
    """

    encoding: Encoding | None = parameter(
        None,
        Facts("Encoding", choices=tuple(ENCODINGS.items())),
        "Which bytes stand for which letters, such as utf-8 or windows-1251.",
    )
    separator: Literal["", ",", ";", "\t", "|"] | None = parameter(
        None,
        Facts("Separator", choices=tuple(NAME_SEPARATORS.items())),
        "What stands between two cells of a line; none where a whole line is a name.",
    )
    headings: bool | None = parameter(
        None,
        Facts("Headings", choices=_YES_OR_NO),
        "Does the first line name the columns?",
    )
    column: str | None = parameter(
        None,
        Facts("Column"),
        f"Heading of the column of names; '{EVERY_COLUMN}' where every cell is a name.",
    )
    quotes: bool | None = parameter(
        None,
        Facts("Take off quotes", choices=_YES_OR_NO),
        "Are quotation marks around a name taken off?",
    )

    @field_validator("encoding", mode="before")
    @classmethod
    def _encoding(cls, value: Any) -> Any:
        return encoding_named(value) if isinstance(value, str) else value

    @field_validator("separator", mode="before")
    @classmethod
    def _separator(cls, value: Any) -> Any:
        return mark_named(value, NAME_SEPARATORS)


# What is found while a list of names is read.

Findings: TypeAlias = findings.Findings[NamesChoices]
