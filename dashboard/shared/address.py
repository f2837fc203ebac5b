"""Which run a page shows: its id stands in the URL, so that the URL can be passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.state import get_session_state

from core.errors import UnknownRunError, UserError
from core.runs.records import Run, new_run_id
from core.runs.settings import Kind, RunSettings, kind_of
from dashboard.backend import executor, me, session, store
from dashboard.shared.experiments import PAGES
from dashboard.shared.form import outdated_in_url
from dashboard.shared.history import by_back_or_forward, just_arrived, leave_for
from dashboard.text import plain

EPOCH = "epoch"  # the URL's parameter: the epoch that is looked at
OF_A_RUN = ("before", EPOCH, "chosen")  # parameters of the URL that mean nothing without a run
ENOUGH = 2  # viewers that are noted of a run: one of them is somebody else
FOLLOWING = "form_follows"  # the run that the form is still to be filled in from


@dataclass(slots=True)
class Place:
    """Where somebody stands on the page of an experiment."""

    address: dict[str, str] = field(default_factory=dict)  # the URL's part that names the run shown
    left: set[str] = field(default_factory=set)  # runs that the page itself has gone on from
    told: RunSettings | None = None  # the settings beside the address that was last sent

    @property
    def run_id(self) -> str | None:
        """The run last shown; None without one."""
        return self.address.get("run")

    def go_to(self, run_id: str | None, **beside: str) -> None:
        """Shows another run, with what else the URL is to say; or none."""
        if self.run_id is not None:
            self.left.add(self.run_id)
        self.address = {} if run_id is None else {"run": run_id, **beside}


def place(kind: Kind) -> Place:
    """Where this visitor stands on the page of `kind`."""
    here: Place = st.session_state.setdefault(f"{kind}_place", Place())
    return here


def shown_run(kind: Kind, fill_in: Callable[[Run], None]) -> Run | None:
    """The run named in the URL, else the one last shown on this page; None if there is none.

    Whenever that is another run than before, the form follows by `fill_in`; only a URL that
    somebody has just opened may have settings of its own. A run that is gone, or of the other
    kind, is said so and forgotten.
    """
    here = place(kind)
    run = _found(kind, here)
    if run is None:
        for name in ("run", *OF_A_RUN):
            st.query_params.pop(name, None)
        return None
    shown_before = here.run_id
    if run.id != shown_before:
        here.address = {"run": run.id}
    show_in_url(kind)
    if len(viewers := _viewers(run.id)) < ENOUGH:
        viewers.add(session())
    if _follows(run, shown_before):
        if by_back_or_forward():
            st.session_state[FOLLOWING] = run.id
            st.rerun()  # in this look the form is filled in from the URL
        fill_in(run)
    return run


def seen_by_others(run: Run) -> bool:
    """Whether somebody else has had the run on show, on this server."""
    return bool(_viewers(run.id) - {session()})


def start(
    settings: RunSettings, dataset_id: str, *, parent_id: str | None = None, **beside: str
) -> Run:
    """Hands a new run to the workers; the page shows it, with what else the URL is to say.

    It goes on from the run `parent_id`, if that is given (see `Store.create_run`).

    The URL follows with `show_in_url`, or in the next look. Nothing can break this off between
    the run's beginning and its being shown (see `requested_action`).
    """
    carries_out, asking, owner = executor(), session(), me().id
    here = {kind: place(kind) for kind in Kind}
    run = carries_out.submit(settings, dataset_id, asking, parent_id=parent_id, owner=owner)
    here[run.kind].go_to(run.id, **beside)
    return run


def show_in_url(kind: Kind, settings: RunSettings | None = None) -> None:
    """Has the URL name the run on show, beside the `settings` in the form.

    At once: one step back for the browser. And only if that is news: what is sent replaces the
    browser's address, in which somebody may have changed a setting meanwhile. Whoever has is
    given it back, as soon as the server learns of the change.
    """
    here = place(kind)
    address = here.address
    if not address:
        return
    is_news = any(st.query_params.get(name) != value for name, value in address.items())
    wrong = {} if settings is None else outdated_in_url(settings)
    is_changed = settings is not None and here.told not in (None, settings)
    here.told = settings or here.told
    if not (is_news or wrong or is_changed):
        return
    with get_session_state().query_params() as params:
        for name in {"before", EPOCH} - {*address} if is_news else ():  # of the run before
            params.discard_param_no_forward_msg(name)
        for name, text in wrong.items():
            if text is None:
                params.discard_param_no_forward_msg(name)
            else:
                params.set_with_no_forward_msg(name, text)
    st.query_params.update(address)


def forget_run(kind: Kind) -> None:
    """Goes back to the page without a run; the run itself stays in the list of runs."""
    place(kind).go_to(None)
    st.query_params.pop("run", None)


@st.cache_resource(max_entries=1000, show_spinner=False)
def _viewers(run_id: str) -> set[str]:  # noqa: ARG001 - a set for each
    """The first sessions that have had a run on show."""
    return set()


def _found(kind: Kind, here: Place) -> Run | None:
    run_id = _named(here)
    if run_id is None:
        here.address = {}
        return None
    try:
        run = store().run(run_id)
    except UnknownRunError as problem:
        st.warning(str(problem))
        here.address = {}
        return None
    if run.kind != kind:
        _offer(run)
        here.address = {}
        return None
    return run


def _named(here: Place) -> str | None:
    """The id in the URL, else the one last shown here.

    Of two clicks in quick succession the browser sends the second before it has heard where the
    first has led to: then the URL still names a run that the page has left.
    """
    if by_back_or_forward() or just_arrived():
        here.left.clear()
    run_id = st.query_params.get("run")
    outdated = run_id is None or run_id in here.left
    return here.run_id if outdated and not by_back_or_forward() else run_id


def _follows(run: Run, shown_before: str | None) -> bool:
    """Whether the form is to be filled in from the run."""
    if st.session_state.pop(FOLLOWING, None) == run.id:
        return True
    has_settings = any(name.startswith(f"{run.kind}_") for name in st.query_params)
    return run.id != shown_before and (shown_before is not None or not has_settings)


def _offer(run: Run) -> None:
    """Says that a run belongs to the other experiment, and links to it."""
    st.warning(f"The run '{run.id}' is one of the other experiment.")
    st.page_link(
        PAGES[run.kind].view,
        label=f"Open it: {plain(run.title)}",
        icon=":material/open_in_new:",
        query_params={"run": run.id},
    )


# Starting a run on the page that shows it, by a button on another page.
#
# To start it where the button is would change the list of runs there, and have that page look again
# while the browser is on its way to the other one.

_TO_START = "to_be_started"


@dataclass(frozen=True, slots=True)
class _ToBeStarted:
    run_id: str
    settings: RunSettings
    dataset_id: str
    parent_id: str | None  # the run that it goes on from


def start_on_its_page(settings: RunSettings, dataset_id: str, parent_id: str | None = None) -> None:
    """Wants a run, and leaves for the page of its experiment; the callback of a button."""
    wanted = _ToBeStarted(new_run_id(), settings, dataset_id, parent_id)
    st.session_state[_TO_START] = wanted
    leave_for(PAGES[kind_of(settings)].view, {"run": wanted.run_id})


def start_requested_run(kind: Kind) -> None:
    """Starts the run that this page was opened for; call it before the run is read."""
    wanted: _ToBeStarted | None = st.session_state.get(_TO_START)
    if wanted is None:
        return
    carries_out, asking, owner = executor(), session(), me().id
    opened_for_it = st.query_params.get("run") == wanted.run_id
    del st.session_state[_TO_START]  # from here on nothing can break the look off
    if opened_for_it and kind_of(wanted.settings) is kind:
        try:
            carries_out.submit(
                wanted.settings,
                wanted.dataset_id,
                asking,
                wanted.run_id,
                parent_id=wanted.parent_id,
                owner=owner,
            )
        except UserError as problem:  # the run that it goes on from was deleted meanwhile
            st.toast(plain(str(problem)))
