"""What happens on the names page: a letter in, the next letter's odds out."""

from __future__ import annotations

from typing import Any

from core.cache import cached
from core.names.corpus import END, Corpus
from core.names.evaluation import likeliest_next
from dashboard.charts.names.letters import label
from dashboard.shared.what_happens import show_what_happens
from dashboard.text import percent

LENGTH = 6  # letters of the name that is spelt, or as near to it as the list has
ODDS = 5  # letters shown


def show_letter_in_odds_out(corpus: Corpus | None) -> None:
    """A name of the list, and how the network goes through it."""
    if corpus is None:
        return
    name = min(corpus.names, key=lambda name: abs(len(name) - LENGTH))
    show_what_happens(
        "What happens here? A letter in, the next letter's odds out",
        "The network reads a name letter by letter and gives, after each, the odds of every letter "
        "to come next; training raises the odds of the one that really comes. "
        "To invent a name, it draws a letter by its own odds, reads it, and goes on until it draws "
        "the end.",
        picture="letters",
        steps=letter_steps(corpus, name),
        alt=f"The letters of {name.capitalize()} go in one by one; each time, bars show the odds "
        "of the next letter.",
    )


@cached()
def letter_steps(corpus: Corpus, name: str) -> list[dict[str, Any]]:
    """The way through a name: what is spelt so far, and what comes next how often in the list."""
    return [_step(corpus, name, place) for place in range(len(name) + 1)]


def _step(corpus: Corpus, name: str, place: int) -> dict[str, Any]:
    """What comes after `place` letters of the name, by how often it does in the list."""
    spelt, coming = name[:place], (name + END)[place]
    odds = likeliest_next(corpus, spelt[-1:] or END, len(corpus.alphabet))
    shown = odds[:ODDS]
    if coming not in dict(shown):
        shown = [*shown[:-1], (coming, dict(odds)[coming])]
    after = f"After {spelt[-1]}" if spelt else "At the start"
    return {
        "spelt": spelt.capitalize(),
        "odds": [
            [label(letter), share, percent(share), letter == coming] for letter, share in shown
        ],
        "caption": f"{after} comes {label(coming)} in {percent(dict(odds)[coming])} of the cases, "
        f"counted in these {len(corpus.names):,} names.",
    }
