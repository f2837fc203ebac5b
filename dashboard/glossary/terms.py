"""All terms, by subject; texts on pages explain them on hover and focus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboard.glossary.cells import CELLS
from dashboard.glossary.term import Term
from dashboard.glossary.training import LEARNING, PRICES

SUBJECTS: Final[Mapping[str, Sequence[Term]]] = {
    "What is in a cell": CELLS,
    "How it learns": LEARNING,
    "What it reads, and how it is judged": PRICES,
}


def find(words: str) -> dict[str, list[Term]]:
    """The subjects with those of their terms that have all of the words somewhere."""
    wanted = words.lower().split()
    found = {
        subject: [term for term in terms if all(word in _text(term) for word in wanted)]
        for subject, terms in SUBJECTS.items()
    }
    return {subject: terms for subject, terms in found.items() if terms}


def for_browser() -> list[dict[str, Any]]:
    """All terms as the browser takes them (browser/shared/terms.js)."""
    return [
        {"forms": [term.term, *term.also], "words": term.words, "anchor": term.anchor}
        for terms in SUBJECTS.values()
        for term in terms
    ]


def _text(term: Term) -> str:
    return " ".join([term.term, *term.also, term.words]).lower()
