"""What to look inside: a network, a checkpoint, an input; all of it stands in the URL."""

from __future__ import annotations

import datetime
from dataclasses import replace

import streamlit as st

from core.cells import CELLS, RNN
from core.errors import UserError, shortened
from core.inside.demonstrations import TITLES
from core.names.corpus import MAX_NAME_LENGTH, Corpus
from core.runs.records import Run
from core.runs.settings import EXPERIMENTS
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from dashboard.backend import store
from dashboard.inside.payload import TraceRequest, TraceResult, default_input, trace_result
from dashboard.inside.position import CHECKPOINT, put_in_url, whole_url
from dashboard.inside.subject import LATEST, Subject, find_subject
from dashboard.inside.whatif import changes_in_url, changes_of_network, dice_in_url
from dashboard.shared.status import run_title
from dashboard.text import plain, when

RUN, INPUT = "run", "input"  # parameters of the URL
KEPT = ("view", "way", "order", "zoom", "station", "open")  # that mean the same for any network
FIRST = next(iter(TITLES))
WIDGETS = {name: f"inside_{name}" for name in (RUN, CHECKPOINT, INPUT)}


def choose_trace() -> tuple[TraceRequest, TraceResult]:
    """Draws the choices; a sentence says what of the URL cannot be shown."""
    run, checkpoint, reads = st.columns([2.2, 1.2, 1.6], gap="medium")
    subject = _subject()
    with run:
        _pick_network(subject)
    with checkpoint:
        step = _pick_checkpoint(subject)
    with reads:
        text = _pick_input(subject)
    return _trace(subject, step, text)


def _subject() -> Subject:
    key = st.query_params.get(RUN, FIRST)
    try:
        return find_subject(key)
    except UserError as problem:
        st.warning(f"{plain(str(problem))} Here is a demonstration instead.")
        _drop(RUN)
        return find_subject(FIRST)


def _pick_network(subject: Subject) -> None:
    names = dict(TITLES)
    for run in store().runs(limit=LATEST, pinned_first=True):
        if not run.active:
            names[run.id] = _label(run)
    if subject.key not in names:
        names[subject.key] = f"Run {subject.key}, {_cell(subject.settings)}"
    st.session_state[WIDGETS[RUN]] = subject.key
    st.selectbox(
        "Trained network",
        list(names),
        format_func=lambda key: names.get(key, key),
        key=WIDGETS[RUN],
        on_change=_choose_network,
        help="Demonstrations that ship with this page, and the latest runs of both experiments.",
    )


def _pick_checkpoint(subject: Subject) -> int:
    unit = EXPERIMENTS[subject.kind].step.capitalize()
    text = st.query_params.get(CHECKPOINT, str(subject.steps[-1]))
    steps = list(subject.steps)
    if text not in map(str, steps):
        st.warning(f"No checkpoint '{plain(shortened(text))}' is kept: this is the last one.")
        _drop(CHECKPOINT)
        text = str(steps[-1])
    if len(steps) == 1:
        st.text_input(unit, f"{steps[0]:,} (the only one kept)", disabled=True)
        return steps[0]
    st.session_state[WIDGETS[CHECKPOINT]] = int(text)
    st.select_slider(
        unit,
        steps,
        format_func=lambda step: f"{step:,}",
        key=WIDGETS[CHECKPOINT],
        on_change=_on_change,
        args=(CHECKPOINT,),
        help="The network as it was then; 0 is before any training.",
    )
    return int(text)


def _pick_input(subject: Subject) -> str:
    if isinstance(subject.data, Corpus):
        return _pick_text(subject)
    return _pick_day(subject, subject.data)


def _pick_text(subject: Subject) -> str:
    text = st.query_params.get(INPUT, default_input(subject))
    st.session_state[WIDGETS[INPUT]] = text
    st.text_input(
        "Name, or its first letters",
        key=WIDGETS[INPUT],
        max_chars=MAX_NAME_LENGTH,
        on_change=_on_change,
        args=(INPUT,),
    )
    return text


def _pick_day(subject: Subject, history: PriceHistory) -> str:
    assert isinstance(subject.settings, StockSettings)
    text = st.query_params.get(INPUT, default_input(subject))
    first, last = history.dates[0].date(), history.dates[-1].date()
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        day = last
    st.session_state[WIDGETS[INPUT]] = min(max(day, first), last + datetime.timedelta(days=1))
    st.date_input(
        "Day that is predicted",
        min_value=first,
        max_value=last + datetime.timedelta(days=1),
        key=WIDGETS[INPUT],
        on_change=_on_change,
        args=(INPUT,),
        help=f"The network reads the {subject.settings.timesteps} trading days before it.",
    )
    return text


def _trace(subject: Subject, step: int, text: str) -> tuple[TraceRequest, TraceResult]:
    dice, sentences = dice_in_url(subject)
    request = TraceRequest(subject.key, step, text, dice=dice)
    try:
        trace_result(request)
    except UserError as problem:
        request = replace(request, input=default_input(subject))
        sentences.append(f"{problem} This is {request.input} instead.")
    changes, refused = changes_in_url(request)
    for sentence in sentences + refused:
        st.warning(plain(sentence))
    request = replace(request, changes=changes)
    return request, trace_result(request)


def _choose_network() -> None:
    """The callback: what belongs to the network before is forgotten."""
    kept = {name: value for name, value in whole_url().items() if name in KEPT}
    put_in_url(kept | {RUN: st.session_state[WIDGETS[RUN]]})


def _on_change(name: str) -> None:
    """The callback of a widget of the URL."""
    set_in_url(name, str(st.session_state[WIDGETS[name]]))


def set_in_url(name: str, value: str) -> None:
    """Has the URL ask for something else, in a callback; another input is seen from its start."""
    before = whole_url()
    if name == INPUT:
        before = {key: of for key, of in before.items() if key != "step"} | changes_of_network()
    put_in_url(before | {name: value})


def _drop(name: str) -> None:
    st.query_params.pop(name, None)


def _cell(settings: object) -> str:
    cell = CELLS[settings.cell] if isinstance(settings, StockSettings) else RNN
    return cell.label


def _label(run: Run) -> str:
    """With the id: Streamlit takes the first of two choices that read alike."""
    return f"{run_title(run)}, {_cell(run.settings)}, {when(run.created)}, {run.id}"
