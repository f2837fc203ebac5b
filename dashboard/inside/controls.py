"""What to look inside: a network, a checkpoint, an input; all of it stands in the URL."""

from __future__ import annotations

import datetime
from dataclasses import replace

import streamlit as st

from core.errors import UserError, shortened
from core.inside.demonstrations import TITLES
from core.names.corpus import MAX_NAME_LENGTH, Corpus
from core.runs.records import Run
from core.runs.settings import EXPERIMENTS
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from dashboard.backend import store
from dashboard.inside.payload import Asked, Traced, traced, usual_input
from dashboard.inside.place import CHECKPOINT, put_in_url, whole_url
from dashboard.inside.subject import LATEST, Subject, subject
from dashboard.inside.whatif import changes_in_url, dice_in_url, of_any_input
from dashboard.shared.experiments import CELLS
from dashboard.shared.status import run_title
from dashboard.text import plain, when

RUN, INPUT = "run", "input"  # parameters of the URL
KEPT = ("view", "way", "order", "zoom", "station", "open")  # that mean the same for any network
FIRST = next(iter(TITLES))
WIDGETS = {name: f"inside_{name}" for name in (RUN, CHECKPOINT, INPUT)}


def choose() -> tuple[Asked, Traced]:
    """Draws the choices; a sentence says what of the URL cannot be shown."""
    run, checkpoint, asked = st.columns([2.2, 1.2, 1.6], gap="medium")
    seen = _subject()
    with run:
        _pick_network(seen)
    with checkpoint:
        step = _pick_checkpoint(seen)
    with asked:
        text = _pick_input(seen)
    return _traced(seen, step, text)


def _subject() -> Subject:
    asked = st.query_params.get(RUN, FIRST)
    try:
        return subject(asked)
    except UserError as problem:
        st.warning(f"{plain(str(problem))} Here is a demonstration instead.")
        _leave(RUN)
        return subject(FIRST)


def _pick_network(seen: Subject) -> None:
    names = dict(TITLES)
    for run in store().runs(limit=LATEST, pinned_first=True):
        if not run.active:
            names[run.id] = _label(run)
    if seen.key not in names:
        names[seen.key] = f"Run {seen.key}, {_cell(seen.settings)}"
    st.session_state[WIDGETS[RUN]] = seen.key
    st.selectbox(
        "Trained network",
        list(names),
        format_func=lambda key: names.get(key, key),
        key=WIDGETS[RUN],
        on_change=_choose_network,
        help="Demonstrations that ship with this page, and the latest runs of both experiments.",
    )


def _pick_checkpoint(seen: Subject) -> int:
    unit = EXPERIMENTS[seen.kind].step.capitalize()
    asked = st.query_params.get(CHECKPOINT, str(seen.steps[-1]))
    steps = list(seen.steps)
    if asked not in map(str, steps):
        st.warning(f"No checkpoint '{plain(shortened(asked))}' is kept: this is the last one.")
        _leave(CHECKPOINT)
        asked = str(steps[-1])
    if len(steps) == 1:
        st.text_input(unit, f"{steps[0]:,} (the only one kept)", disabled=True)
        return steps[0]
    st.session_state[WIDGETS[CHECKPOINT]] = int(asked)
    st.select_slider(
        unit,
        steps,
        format_func=lambda step: f"{step:,}",
        key=WIDGETS[CHECKPOINT],
        on_change=_note,
        args=(CHECKPOINT,),
        help="The network as it was then; 0 is before any training.",
    )
    return int(asked)


def _pick_input(seen: Subject) -> str:
    if isinstance(seen.data, Corpus):
        return _pick_text(seen)
    return _pick_day(seen, seen.data)


def _pick_text(seen: Subject) -> str:
    text = st.query_params.get(INPUT, usual_input(seen))
    st.session_state[WIDGETS[INPUT]] = text
    st.text_input(
        "Name, or its first letters",
        key=WIDGETS[INPUT],
        max_chars=MAX_NAME_LENGTH,
        on_change=_note,
        args=(INPUT,),
    )
    return text


def _pick_day(seen: Subject, history: PriceHistory) -> str:
    assert isinstance(seen.settings, StockSettings)
    asked = st.query_params.get(INPUT, usual_input(seen))
    first, last = history.dates[0].date(), history.dates[-1].date()
    try:
        day = datetime.date.fromisoformat(asked)
    except ValueError:
        day = last
    st.session_state[WIDGETS[INPUT]] = min(max(day, first), last + datetime.timedelta(days=1))
    st.date_input(
        "Day that is predicted",
        min_value=first,
        max_value=last + datetime.timedelta(days=1),
        key=WIDGETS[INPUT],
        on_change=_note,
        args=(INPUT,),
        help=f"The network reads the {seen.settings.timesteps} trading days before it.",
    )
    return asked


def _traced(seen: Subject, step: int, text: str) -> tuple[Asked, Traced]:
    dice, sentences = dice_in_url(seen)
    asked = Asked(seen.key, step, text, dice=dice)
    try:
        traced(asked)
    except UserError as problem:
        asked = replace(asked, input=usual_input(seen))
        sentences.append(f"{problem} This is {asked.input} instead.")
    changes, refused = changes_in_url(asked)
    for sentence in sentences + refused:
        st.warning(plain(sentence))
    asked = replace(asked, changes=changes)
    return asked, traced(asked)


def _choose_network() -> None:
    """The callback: what belongs to the network before is forgotten."""
    kept = {name: value for name, value in whole_url().items() if name in KEPT}
    put_in_url(kept | {RUN: st.session_state[WIDGETS[RUN]]})


def _note(name: str) -> None:
    """The callback of a widget of the URL."""
    look_at(name, str(st.session_state[WIDGETS[name]]))


def look_at(name: str, value: str) -> None:
    """Has the URL ask for something else, in a callback; another input is seen from its start."""
    before = whole_url()
    if name == INPUT:
        before = {key: of for key, of in before.items() if key != "step"} | of_any_input()
    put_in_url(before | {name: value})


def _leave(name: str) -> None:
    st.query_params.pop(name, None)


def _cell(settings: object) -> str:
    return CELLS[settings.cell] if isinstance(settings, StockSettings) else CELLS["rnn"]


def _label(run: Run) -> str:
    """With the id: Streamlit takes the first of two choices that read alike."""
    return f"{run_title(run)}, {_cell(run.settings)}, {when(run.created)}, {run.id}"
