"""Does it hold at other times? The same settings trained anew at several origins."""

from __future__ import annotations

import streamlit as st

from core.runs.groups.planning.origins import most_origins, walk_forward
from core.runs.groups.planning.plan import Purpose
from core.runs.records import Run
from core.stocks.settings import StockSettings
from dashboard.groups.asked.asked import show_or_offer
from dashboard.shared.settings.numbers import ask_number
from dashboard.stock.price_picker import load_prices

USUAL = 5
EXPANDING, SLIDING = "All days before", "Always as many days"


def show_other_times(run: Run) -> None:
    """Folded: nothing is looked up before somebody asks."""
    with st.expander(
        "Does it hold at other times?", key="other_times", on_change="rerun"
    ) as folded:
        if folded.open:
            _panel(run)


def _panel(run: Run) -> None:
    assert isinstance(run.settings, StockSettings)
    history = load_prices(run.dataset_id)
    most = most_origins(run.settings, history)
    if most < 2:
        st.caption(
            "These days have room for one test period only: with fewer test days, or a longer "
            "history, the network can be tried at several times."
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        usual = min(USUAL, most)
        origins = ask_number(
            "Times",
            2,
            most,
            usual,
            1,
            key="origins",
            width=160,
            help="The test periods follow on each other; the last one is this run's own.",
        )
        window = st.segmented_control(
            "Trained on",
            [EXPANDING, SLIDING],
            default=EXPANDING,
            required=True,
            key="origin_window",
        )
    if origins is None:
        return
    plan = walk_forward(
        run.settings, history, run.dataset_id, origins=origins, sliding=window == SLIDING
    )
    show_or_offer(
        plan,
        Purpose.WALK_FORWARD,
        "One test period may be lucky. The network is trained anew before each of several, "
        "which lie one after the other, and all their days are judged together.",
        f"Train at {origins} times",
    )
