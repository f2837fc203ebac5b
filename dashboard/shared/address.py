"""Which run a page shows: its id stands in the URL, so that it can be passed on. Starting runs."""

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
# Parameters of the URL that mean nothing without a run.
RUN_PARAMETERS = ("before", EPOCH, "chosen")
VIEWERS_NOTED = 2  # viewers that are noted of a run: one of them is somebody else
FORM_FOLLOWS = "form_follows"  # the run that the form is still to be filled in from


@dataclass(slots=True)
class PageState:
    """What a visitor has on the page of an experiment."""

    address: dict[str, str] = field(default_factory=dict)  # the URL's part that names the run shown
    left: set[str] = field(default_factory=set)  # runs that the page itself has gone on from
    sent_settings: RunSettings | None = None  # the settings beside the address that was last sent

    @property
    def run_id(self) -> str | None:
        """The run last shown; None without one."""
        return self.address.get("run")

    def go_to(self, run_id: str | None, **beside: str) -> None:
        """Shows another run, with what else the URL is to say; or none."""
        if self.run_id is not None:
            self.left.add(self.run_id)
        self.address = {} if run_id is None else {"run": run_id, **beside}


def page_state(kind: Kind) -> PageState:
    """What this visitor has on the page of `kind`."""
    state: PageState = st.session_state.setdefault(f"{kind}_place", PageState())
    return state


def shown_run(kind: Kind, fill_in: Callable[[Run], None]) -> Run | None:
    """The run named in the URL, else the one last shown on this page; None if there is none.

    Whenever that is another run than before, the form follows by `fill_in`; only a URL that
    somebody has just opened may have settings of its own. A run that is gone, or of the other
    kind, is said so and forgotten.
    """
    state = page_state(kind)
    run = _named_run(kind, state)
    if run is None:
        for name in ("run", *RUN_PARAMETERS):
            st.query_params.pop(name, None)
        return None
    shown_before = state.run_id
    if run.id != shown_before:
        state.address = {"run": run.id}
    show_in_url(kind)
    if len(viewers := _viewers(run.id)) < VIEWERS_NOTED:
        viewers.add(session())
    if _form_follows(run, shown_before):
        if by_back_or_forward():
            st.session_state[FORM_FOLLOWS] = run.id
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
    runner, visitor, owner = executor(), session(), me().id
    states = {kind: page_state(kind) for kind in Kind}
    run = runner.submit(settings, dataset_id, visitor, parent_id=parent_id, owner=owner)
    states[run.kind].go_to(run.id, **beside)
    return run


def show_in_url(kind: Kind, settings: RunSettings | None = None) -> None:
    """Has the URL name the run on show, beside the `settings` in the form.

    At once: one step back for the browser. And only if that is news: what is sent replaces the
    browser's address, in which somebody may have changed a setting meanwhile. Whoever has is
    given it back, as soon as the server learns of the change.
    """
    state = page_state(kind)
    address = state.address
    if not address:
        return
    is_news = any(st.query_params.get(name) != value for name, value in address.items())
    wrong = {} if settings is None else outdated_in_url(settings)
    is_changed = settings is not None and state.sent_settings not in (None, settings)
    state.sent_settings = settings or state.sent_settings
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
    page_state(kind).go_to(None)
    st.query_params.pop("run", None)


@st.cache_resource(max_entries=1000, show_spinner=False)
def _viewers(run_id: str) -> set[str]:  # noqa: ARG001 - a set for each
    """The first sessions that have had a run on show."""
    return set()


def _named_run(kind: Kind, state: PageState) -> Run | None:
    run_id = _named_id(state)
    if run_id is None:
        state.address = {}
        return None
    try:
        run = store().run(run_id)
    except UnknownRunError as problem:
        st.warning(str(problem))
        state.address = {}
        return None
    if run.kind != kind:
        _link_to(run)
        state.address = {}
        return None
    return run


def _named_id(state: PageState) -> str | None:
    """The id in the URL, else the one last shown here.

    Of two clicks in quick succession the browser sends the second before it has heard where the
    first has led to: then the URL still names a run that the page has left.
    """
    if by_back_or_forward() or just_arrived():
        state.left.clear()
    run_id = st.query_params.get("run")
    outdated = run_id is None or run_id in state.left
    return state.run_id if outdated and not by_back_or_forward() else run_id


def _form_follows(run: Run, shown_before: str | None) -> bool:
    """Whether the form is to be filled in from the run."""
    if st.session_state.pop(FORM_FOLLOWS, None) == run.id:
        return True
    has_settings = any(name.startswith(f"{run.kind}_") for name in st.query_params)
    return run.id != shown_before and (shown_before is not None or not has_settings)


def _link_to(run: Run) -> None:
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

_REQUESTED = "to_be_started"


@dataclass(frozen=True, slots=True)
class _RequestedRun:
    run_id: str
    settings: RunSettings
    dataset_id: str
    parent_id: str | None  # the run that it goes on from


def start_on_its_page(settings: RunSettings, dataset_id: str, parent_id: str | None = None) -> None:
    """Wants a run, and leaves for the page of its experiment; the callback of a button."""
    requested = _RequestedRun(new_run_id(), settings, dataset_id, parent_id)
    st.session_state[_REQUESTED] = requested
    leave_for(PAGES[kind_of(settings)].view, {"run": requested.run_id})


def start_requested_run(kind: Kind) -> None:
    """Starts the run that this page was opened for; call it before the run is read."""
    requested: _RequestedRun | None = st.session_state.get(_REQUESTED)
    if requested is None:
        return
    runner, visitor, owner = executor(), session(), me().id
    opened_for_it = st.query_params.get("run") == requested.run_id
    del st.session_state[_REQUESTED]  # from here on nothing can break the look off
    if opened_for_it and kind_of(requested.settings) is kind:
        try:
            runner.submit(
                requested.settings,
                requested.dataset_id,
                visitor,
                requested.run_id,
                parent_id=requested.parent_id,
                owner=owner,
            )
        except UserError as problem:  # the run that it goes on from was deleted meanwhile
            st.toast(plain(str(problem)))
