"""How each run of a comparison looks, wherever it appears: letter, colour, line and marker."""

from __future__ import annotations

from collections.abc import Sequence

from core.runs.comparison import LETTERS
from dashboard.charts.compared import Look

_DASHES = ("solid", "dot")  # dashed is yesterday's price
_SYMBOLS = {  # Plotly's name, and how it is written: full ones first, then hollow ones
    "circle": "●",
    "square": "■",
    "diamond": "◆",
    "triangle-up": "▲",
    "triangle-down": "▼",
    "star": "★",
    "circle-open": "○",
    "square-open": "□",
    "diamond-open": "◇",
    "triangle-up-open": "△",
    "triangle-down-open": "▽",
    "star-open": "☆",
}
_BORDERS = {"solid": "solid", "dot": "dotted"}


def look_of(letter: str, colours: Sequence[str]) -> Look:
    """The look of the run with that letter: a marker of its own, a colour and a line.

    When the colours are used up they come again with the next line.
    """
    place = LETTERS.index(letter)
    dash = _DASHES[place // len(colours) % len(_DASHES)]
    return Look(letter, colours[place % len(colours)], dash, list(_SYMBOLS)[place])


def swatch(look: Look) -> str:
    """Line, marker and letter as HTML."""
    return (
        f'<span class="lab-swatch" style="color: {look.colour}">'
        f'<i aria-hidden="true" style="border-top: 3px {_BORDERS[look.dash]}"></i>'
        f'<i aria-hidden="true">{_SYMBOLS[look.symbol]}</i><b>{look.letter}</b></span>'
    )
