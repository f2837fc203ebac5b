"""Runs: every training, with its settings, state and result."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import streamlit as st

from core.runs.people import HOST_ID, NICKNAME_LETTERS, Person
from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import group_store, me, store
from dashboard.groups.card import show_group_cards
from dashboard.runs.follow import announce, follow_runs
from dashboard.runs.import_zip import show_import
from dashboard.runs.run_card import show_cards
from dashboard.runs.run_list import find, forget_filters, show_table, show_what_to_do_with_ticked
from dashboard.server.base_path import base_path
from dashboard.server.people import FORGET_ME
from dashboard.shared.charting import component
from dashboard.shared.experiments import PAGES
from dashboard.shared.history import leave
from dashboard.shared.live_sources import LISTED, list_digest
from dashboard.shared.people import attempt
from dashboard.text import plain, quoted

# Who this visitor is to others: a nickname if they like, and a way to be forgotten.

_PANEL, _NICKNAME = "you", "nickname"

_forget_me = component("forget")


def show_you() -> None:
    """Folded, with the answer on the fold; not for the host at the computer itself."""
    person = me()
    if person.id == HOST_ID:
        return
    nickname = store().nicknames([person.id]).get(person.id, "")
    label = f"Who are you here? {_words(person, nickname)}"
    with st.expander(label, key=_PANEL, on_change="rerun") as folded:
        if not folded.open:
            return
        st.markdown(_rights(person))
        if person.id:
            _nickname_field(nickname)
            home = f"{base_path()}/"
            _forget_me({"forget": home + FORGET_ME, "home": home}, key="forget_me")


def _words(person: Person, nickname: str) -> str:
    """Who they are, in a few words."""
    if not person.id:
        return "Nobody: your browser keeps no cookie"
    name = quoted(nickname) if nickname else "Somebody without a name"
    return f"{name}, the host" if person.host else name


def _rights(person: Person) -> str:
    if person.host:
        return (
            "You opened this lab with its host's key: you may stop, label and delete everybody's "
            "runs."
        )
    if not person.id:
        return (
            "You may watch everything and train, but what you train belongs to nobody, and only "
            "the host may stop or delete it. Open this page in a window of its own, or allow "
            "cookies, and your runs are your own."
        )
    return (
        "A cookie tells you from others; there are no accounts. You may watch, compare, continue "
        "and train again whatever is here. Only you, and the host of this lab, may stop, label and "
        "delete what you train."
    )


def _nickname_field(nickname: str) -> None:
    if _NICKNAME not in st.session_state:  # else somebody may be writing in it
        st.session_state[_NICKNAME] = nickname
    st.text_input(
        "Nickname",
        key=_NICKNAME,
        max_chars=NICKNAME_LETTERS,
        placeholder="None",
        help="Stands on your runs, for everybody to see. Leave it empty to have none.",
        on_change=_keep,
        width=320,
    )


def _keep() -> None:
    attempt(lambda: store().set_nickname(me(), st.session_state[_NICKNAME]))
    del st.session_state[_NICKNAME]  # from now on it says what was kept
    st.session_state[_PANEL] = True  # to Streamlit, with another label it is another panel


# How large the store is, and a way to make it smaller.


def show_cleaning() -> None:
    """Folded, as few need it: the size of the store, and the deletion of old runs."""
    with st.expander(
        "How large is the store, and which runs could go?", key="cleaning", on_change="rerun"
    ) as folded:
        if folded.open:
            st.markdown(plain(store().size().sentence))
            _offer_deletion()


def _offer_deletion() -> None:
    day = st.date_input(
        f"Delete all {'' if me().host else 'your '}runs created before (UTC)",
        value=None,
        max_value="today",
        format="YYYY-MM-DD",
        key="delete_before",
        help="Queued and running ones stay. Data that no run uses any more go too.",
        width=320,
    )
    if not isinstance(day, datetime.date):
        return
    before = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    count = store().count_before(before, by=me())
    yours = "" if me().host else " of yours"
    if not count:
        st.caption(f"No run{yours} that has ended is from before {day}.")
        return
    runs = ("1 run" if count == 1 else f"{count:,} runs") + yours
    with st.popover(f"Delete {runs}", icon=":material/delete:", type="tertiary"):
        st.markdown(f"Delete {runs} from before {day}, with all that they have learned?")
        st.button("Delete for good", key="delete_old", on_click=_delete, args=(before,))


def _delete(before: datetime.datetime) -> None:
    announce(f"Runs deleted: {store().delete_before(before, by=me()):,}")


ON_A_PAGE = 12
MOST_GROUPS = 2
KINDS = {"All": None} | {page.title: kind for kind, page in PAGES.items()}


def page() -> None:
    """The whole page, top to bottom."""
    leave()
    st.title("Runs", anchor=False)
    known = list_digest()
    with st.container(horizontal=True, vertical_alignment="center", key="find"):
        kind = _kind()
        listed = store().runs(kind, LISTED, pinned_first=True)
        table = find(listed) if listed else None
    groups = group_store().latest(kind, limit=MOST_GROUPS)
    if groups:
        show_group_cards(groups)
        st.page_link("views/sweep.py", label="All sweeps", icon=":material/grid_on:")
    shown: list[Run] = []
    if table is not None:
        run_of = {run.id: run for run in listed}
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            show_what_to_do_with_ticked(listed)
            shown = _pick([run_of[run_id] for run_id in table.index])
        if shown:
            show_cards(shown, ticks=True)
            show_table(table)
        else:
            _offer_all()
        show_import()
        show_cleaning()
    else:
        if not groups:
            st.info("No runs here yet. Start one from the home page or an experiment's page.")
            st.page_link("views/home.py", label="Home", icon=":material/home:")
        show_import()
    show_you()
    follow_runs(shown, known, groups)


def _kind() -> Kind | None:
    chosen = st.segmented_control(
        "Experiment",
        list(KINDS),
        default="All",
        required=True,
        key="kind",
        bind="query-params",
        label_visibility="collapsed",
    )
    return KINDS[str(chosen)]


def _pick(found: Sequence[Run]) -> list[Run]:
    """The runs of the page that is turned to."""
    pages = -(-len(found) // ON_A_PAGE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return list(found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE])


def _offer_all() -> None:
    st.info("No run fits what you look for.", icon=":material/search_off:")
    st.button("Show all", key="show_all", on_click=forget_filters)


page()
