"""Inside the cell: every number of a trained network, step by step, forward and back."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.inside_charts import heat_map
from dashboard.glossary.terms import for_browser
from dashboard.inside.controls import choose_trace
from dashboard.inside.gradient_panel import show_gradient
from dashboard.inside.panels import show_day_influence, show_days, show_downloads, show_unit
from dashboard.inside.payload import address, film_data, trace_result
from dashboard.inside.position import history_moves, position_in_url, show_in_url
from dashboard.inside.tour import on_tour_event, tour
from dashboard.inside.whatif import show_changes_in_url, what_if
from dashboard.shared.charting import as_json, component, on_state
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
        request, found = choose_trace()
    show_days(request)
    before = trace_result(request.unchanged) if request.changes else None
    position, sentences = position_in_url(
        found.trace, request.checkpoint, *([before.trace] if before else [])
    )
    station, unknown = tour(found.trace)
    for sentence in sentences + unknown:
        st.warning(plain(sentence))
    _inside(
        {
            "trace": address(request, position["step"]),
            "place": position,
            "returns": history_moves(),
            "map": as_json(heat_map(palette())),
            "whatif": what_if(request, found, before, position["step"]),
            "film": film_data(request, found.trace),
            "tour": station,
            "terms": for_browser(),
            "present": presenting(),
        },
        key=KEY,
        on_place_change=on_state(KEY, "place", show_in_url),
        on_changes_change=on_state(KEY, "changes", show_changes_in_url),
        on_tour_change=on_state(KEY, "tour", on_tour_event),
    )
    show_unit(request, position)
    show_day_influence(request)
    show_gradient(request)
    if presenting():
        return
    show_downloads(request, found.trace)
    st.page_link("views/glossary.py", label="What the words mean", icon=":material/menu_book:")


page()
