"""What a colour means, the same on every chart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, named by their meaning."""

    ink: str  # actual prices, training names
    model: str  # whatever the network says
    baseline: str  # yesterday's price and other baselines
    new: str  # a name that is not on the training list
    copied: str  # a name that is
    line: str  # grid, borders
    background: str
    sequential: tuple[str, ...]  # low to high

    @property
    def scale(self) -> list[list[float | str]]:
        """The sequential colours as a Plotly colour scale."""
        last = len(self.sequential) - 1
        return [[place / last, colour] for place, colour in enumerate(self.sequential)]


def faded(colour: str, opacity: float) -> str:
    """`colour` ("#rrggbb") at `opacity` (0 to 1), as Plotly reads it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"
