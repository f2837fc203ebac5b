"""Inside the cell: every number of a trained network, step by step, forward and back."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.inside_charts import heat_map
from dashboard.glossary.terms import for_browser
from dashboard.inside.controls import choose
from dashboard.inside.gradient_panel import show_gradient
from dashboard.inside.panels import show_days, show_downloads, show_mattered, show_unit
from dashboard.inside.payload import address, film_data, traced
from dashboard.inside.place import place_in_url, show_in_url, times_gone_back
from dashboard.inside.tour import answer_tour, tour
from dashboard.inside.whatif import show_changes_in_url, what_if
from dashboard.shared.charting import as_json, component, heard
from dashboard.shared.history import leave
from dashboard.shared.page_header import page_header, present_switch, presenting
from dashboard.text import plain
from dashboard.theme import palette

KEY = "inside"
_inside = component("inside")


def page() -> None:
    """The whole page, top to bottom."""
    leave()
    with page_header("Inside the cell"):
        st.space("stretch")
        present_switch()
    with st.container(key="inside_choices"):
        asked, found = choose()
    show_days(asked)
    before = traced(asked.as_it_is) if asked.changes else None
    place, sentences = place_in_url(
        found.trace, asked.checkpoint, *([before.trace] if before else [])
    )
    station, unknown = tour(found.trace)
    for sentence in sentences + unknown:
        st.warning(plain(sentence))
    _inside(
        {
            "trace": address(asked, place["step"]),
            "place": place,
            "returns": times_gone_back(),
            "map": as_json(heat_map(palette())),
            "whatif": what_if(asked, found, before, place["step"]),
            "film": film_data(asked, found.trace),
            "tour": station,
            "terms": for_browser(),
            "present": presenting(),
        },
        key=KEY,
        on_place_change=heard(KEY, "place", show_in_url),
        on_changes_change=heard(KEY, "changes", show_changes_in_url),
        on_tour_change=heard(KEY, "tour", answer_tour),
    )
    show_unit(asked, place)
    show_mattered(asked)
    show_gradient(asked)
    if presenting():
        return
    show_downloads(asked, found.trace)
    st.page_link("views/glossary.py", label="What the words mean", icon=":material/menu_book:")


page()
