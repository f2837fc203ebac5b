"""The colours of the theme that this person looks at, read from .streamlit/config.toml."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.frame import Palette


def theme() -> str:
    """The theme that is on: "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"


def palette(mode: str | None = None) -> Palette:
    """The palette of a theme; of the one that is on, where none is named."""
    mode = mode or theme()
    return Palette(
        ink=_colour(mode, "textColor"),
        model=_colour(mode, "primaryColor"),
        baseline=_colour(mode, "grayColor"),
        new=_colour(mode, "greenColor"),
        copied=_colour(mode, "orangeColor"),
        line=_colour(mode, "borderColor"),
        background=_colour(mode, "backgroundColor"),
        sequential=tuple(st.get_option(f"theme.{mode}.chartSequentialColors")),
    )


def categorical() -> tuple[str, ...]:
    """Colours of that theme that are told apart, for things that have no meaning of their own."""
    return tuple(st.get_option(f"theme.{theme()}.chartCategoricalColors"))


def show_legible_buttons() -> None:
    """Writes on primary buttons in the colour of the page: white is too pale on the dark theme."""
    st.html(
        "<style>[data-testid='stBaseButton-primary']:enabled "
        f"{{color: {palette().background}}}</style>"
    )


def _colour(mode: str, name: str) -> str:
    return str(st.get_option(f"theme.{mode}.{name}"))
