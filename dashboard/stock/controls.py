"""The controls of the stock page: prices, settings and presets, and starting a run by them."""

from __future__ import annotations

import streamlit as st

from core.errors import SettingsError
from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import check
from dashboard.backend import executor, me, store
from dashboard.shared.address import PageState, forget_run, page_state, seen_by_others, start
from dashboard.shared.form import settings_form, show_settings
from dashboard.shared.history import RETRAIN, by_back_or_forward, request_action, requested_action
from dashboard.stock.price_picker import UPLOAD, pick_prices, refused_number, save_prices

# Starting trainings on prices: by Train, or at every change of the form.
#
# Who clicks + six times wants the last of six runs. So a run that a change has started goes when
# the next change comes, unless somebody has looked at it; the next one then follows the run before
# it.

# The URL's parameter: the run that the one on show followed; empty where a change started the
# first one. Of two runs that follow the same one, the browser's history keeps the later
# (browser/stock/stock.js).
BEFORE = "before"
LOOKED_AT_AFTER = 10.0  # seconds of training that somebody has watched
_UNSEEN = "runs_unseen"  # those that a change has started, until their end was on show


def retrain_toggle() -> None:
    """The switch for training at every change."""
    st.toggle(
        "Retrain as I change",
        key="retrain",
        bind="query-params",
        on_change=request_action,
        args=(RETRAIN,),
        help="Every change starts a new run at once; the run before stays as a pale line.",
    )


def train(history: PriceHistory, settings: StockSettings) -> Run:
    """Starts a run; the one shown until now stays as the run before."""
    previous = page_state(Kind.STOCK).run_id
    beside = {} if previous is None else {BEFORE: previous}
    return start(settings, save_prices(history), **beside)


def retrained(
    run: Run | None, history: PriceHistory | None, settings: StockSettings | None
) -> Run | None:
    """A new run, if that is wanted and somebody has just changed something; else `run`."""
    with requested_action(RETRAIN) as changed:
        wanted = changed and not by_back_or_forward() and st.session_state.get("retrain")
        if not wanted or history is None or settings is None:
            return run
        dataset_id = save_prices(history)
        if run is not None and run.settings == settings and run.dataset_id == dataset_id:
            return run
        state, unseen = page_state(Kind.STOCK), _unseen()
        kept, runner, visitor = store(), executor(), me()
        mine = run is not None and visitor.may_change(run.owner)
        goes = run is not None and mine and _goes(run)
        before = _before(state) if goes else state.run_id or ""
        new = start(settings, dataset_id, **{BEFORE: before})
        unseen.add(new.id)  # from here on nothing can break the look off
        if run is not None and goes:
            kept.delete(run.id, by=visitor)
        elif run is not None and mine and run.active:
            runner.stop(run.id, by=visitor)
        return new


def note_shown(run: Run) -> None:
    """Notes that a run is on show: once it has ended, it has been looked at."""
    if not run.active:
        _unseen().discard(run.id)


def _goes(run: Run) -> bool:
    """Whether a run that another one follows leaves nothing behind."""
    if run.name or run.note or run.tags or run.pinned or seen_by_others(run):
        return False
    never_began = run.state is RunState.QUEUED
    return never_began or (run.id in _unseen() and run.seconds < LOOKED_AT_AFTER)


def _before(state: PageState) -> str:
    """The run that the one on show follows; the address alone knows after a refresh."""
    return state.address.get(BEFORE, st.query_params.get(BEFORE, ""))


def _unseen() -> set[str]:
    unseen: set[str] = st.session_state.setdefault(_UNSEEN, set())
    return unseen


PRESET_NAMES = {"ge": "GE", "tataglobal": "Tata Global"}
PRESET_PRICES = {"ge": "GE", "tataglobal": "TATAGLOBAL"}


def controls() -> tuple[PriceHistory | None, StockSettings | None, str | None]:
    """Draws them; returns data and settings, and what is wrong with them."""
    presets = st.container(gap="xxsmall")
    history, refused = pick_prices()
    settings, misfit = _settings(history)
    with presets:  # known only now which one is on
        _pick_preset(settings)
    retrain_toggle()
    return history, settings, " ".join(filter(None, (refused, misfit))) or None


def _settings(history: PriceHistory | None) -> tuple[StockSettings | None, str | None]:
    """The settings, or what is wrong with them."""
    try:
        settings = settings_form(StockSettings, PRESETS["ge"])
        if st.session_state["prices"] == UPLOAD and (refused := refused_number()):
            raise SettingsError(refused)
        if history is not None:
            check(settings, history)
    except SettingsError as problem:
        return None, str(problem)
    return settings, None


def _pick_preset(settings: StockSettings | None) -> None:
    """Draws them as buttons, whose click is told once.

    What pills stand at would be told with every change: by a browser that has not heard yet that
    the form has left the preset, as a choice of it.
    """
    active = _active_preset(settings)
    st.caption("As in the report")
    with st.container(key="preset", horizontal=True, gap="small"):
        for name, words in PRESET_NAMES.items():
            on = name == active
            st.button(
                f":material/check: {words}" if on else words,
                key=f"preset_{name}",
                on_click=None if on else _use_preset,
                args=(name,),
            )


def _active_preset(settings: StockSettings | None) -> str | None:
    """The preset that the form stands at."""
    prices = st.session_state["prices"]
    return next(
        (
            name
            for name, preset in PRESETS.items()
            if settings == preset and prices == PRESET_PRICES[name]
        ),
        None,
    )


def _use_preset(name: str) -> None:
    show_settings(PRESETS[name])
    st.session_state["prices"] = PRESET_PRICES[name]
    forget_run(Kind.STOCK)
    request_action(RETRAIN)
