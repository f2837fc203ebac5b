"""A list as people have it, beside what must be read from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.data.name_lists.words import NAMES

ENGLISH = ("Ada", "Alan", "Grace", "Edsger", "Barbara", "Donald")
CITIES = ("London", "Wilmslow", "New York", "Rotterdam", "Los Angeles", "Milwaukee")
FRENCH = NAMES["fr"]


NUMBERS = tuple(map(str, range(1, 7)))
SEXES = ("F", "M", "F", "M", "F", "M")
QUOTED = tuple(f'"{name}"' for name in ENGLISH)
TURNED = tuple(f"{city}, {name}" for name, city in zip(ENGLISH, CITIES, strict=True))


@dataclass(frozen=True)
class NameList:
    """One list.

    Attributes:
        name: Of the file.
        met: Where such lists come from.
        data: The file.
        names: That must be read, as they stand in the file; none where it is refused.
        reading: What must be guessed, by field of the choices.
        choices: What a person fixes.
        asked: What must be asked where the person does not fix it.
        refused: A part of the sentence that refuses it; empty where it is read.
        says: A part of a note.
    """

    name: str
    met: str
    data: bytes
    names: Sequence[str] = ()
    reading: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, Any] = field(default_factory=dict)
    asked: Sequence[str] = ()
    refused: str = ""
    says: str = ""


def lines(*rows: str, end: str = "\n", encoding: str = "utf-8") -> bytes:
    return "".join(row + end for row in rows).encode(encoding)


def table(*columns: Sequence[str], separator: str = ",", heading: str = "") -> bytes:
    rows = [separator.join(cells) for cells in zip(*columns, strict=True)]
    return lines(*([heading] if heading else []), *rows)
