"""A term of the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

INSIDE, NAMES, STOCK = "views/inside.py", "views/names.py", "views/stock.py"
REPORT = "views/report.py"


@dataclass(frozen=True, slots=True)
class Seen:
    """A page with parameters of the URL that show exactly it."""

    where: str  # in words, as on a link
    view: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """A term, in a sentence or two."""

    term: str
    words: str
    seen: Seen
    also: tuple[str, ...] = ()  # other forms in which texts have it
    report: str = ""  # the section that it is of

    @property
    def anchor(self) -> str:
        """Its place on the page of the glossary."""
        return self.term.lower().replace(" ", "-")


def inside(where: str, run: str, **query: str) -> Seen:
    """On the page inside the cell, in one of the demonstrations: "names", "lstm" or "gru"."""
    return Seen(where, INSIDE, {"run": f"demo-{run}", **query})
