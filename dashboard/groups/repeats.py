"""Questions to a result that a group of runs answers: other seeds, and other times."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from core.runs.groups.plan import Plan, Purpose, make_plan, plain_values
from core.runs.groups.records import Group
from core.runs.groups.vary import most_origins, sentence, walk_forward
from core.runs.records import Run
from core.stocks.settings import StockSettings
from dashboard.backend import executor, group_store, me, session, store
from dashboard.groups.card import show_group
from dashboard.groups.pictures import view_from_query
from dashboard.shared.history import request_action, requested_action
from dashboard.shared.links import GROUP_VIEW
from dashboard.shared.number_field import ask_number
from dashboard.stock.price_picker import load_prices
from dashboard.text import plain
from dashboard.theme import theme

GROUPS_SEARCHED = 50  # groups: how far back an answer is looked for


def show_or_offer(plan: Plan, purpose: Purpose, why: str, label: str) -> None:
    """The group of this very plan, if anybody has started it; else why to, and the button."""
    group = _existing_group(plan, purpose)
    if group is None:
        st.markdown(why)
        _offer(plan, purpose, label)
        return
    show_group(group, view_from_query(plan, {}, theme()), key=f"asked_{purpose}")
    st.page_link(
        GROUP_VIEW,
        label="Its runs, and a table of them",
        icon=":material/open_in_new:",
        query_params={"group": group.id},
    )


def _offer(plan: Plan, purpose: Purpose, label: str) -> None:
    begun = False
    key = f"begin_{purpose}"
    with requested_action(key) as clicked:
        try:
            st.caption(plain(sentence(store(), plan, executor().at_once)))
        except UserError as problem:
            st.caption(plain(str(problem)))
            return
        st.button(
            label, icon=":material/play_arrow:", key=key, on_click=request_action, args=(key,)
        )
        if clicked:
            _begin(plan, purpose)
            begun = True
    if begun:
        st.rerun()


def _begin(plan: Plan, purpose: Purpose) -> None:
    """Starts a group."""
    try:
        executor().submit_group(plan, purpose, session(), me().id)
    except UserError as problem:
        st.toast(str(problem))


def _existing_group(plan: Plan, purpose: Purpose) -> Group | None:
    latest = group_store().latest(plan.kind, purpose, GROUPS_SEARCHED)
    return next((group for group in latest if _with_all_settings(group.plan) == plan), None)


def _with_all_settings(plan: Plan) -> Plan:
    """With the settings that there were none of when it was kept."""
    return plan.model_copy(update={"base": plain_values(plan.settings)})


# What if I had used another seed?

SEEDS = 10


def show_other_seeds(run: Run) -> None:
    """Folded: nothing is looked up before somebody asks."""
    with st.expander(
        "What if I had used another seed?", key="other_seeds", on_change="rerun"
    ) as folded:
        if folded.open:
            plan = make_plan(run.settings, run.dataset_id, seeds=SEEDS)
            show_or_offer(
                plan,
                Purpose.SEEDS,
                f"The seed draws the first weights. {SEEDS} trainings that differ in nothing "
                "else show how much of this result is luck.",
                f"Train on {SEEDS} seeds",
            )


# Does it hold at other times?

DEFAULT_TIMES = 5
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
        default = min(DEFAULT_TIMES, most)
        origins = ask_number(
            "Times",
            2,
            most,
            default,
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
