"""A run in a few lines: its settings, its state, what came of it, and its label."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from core.advice import Suggestion
from core.cache import cached
from core.errors import UserError
from core.runs.labels import MOST_TAGS, NAME_LETTERS, NOTE_LETTERS
from core.runs.records import Run, RunState
from core.stocks.settings import StockSettings
from dashboard.backend import me, store
from dashboard.run_analysis import ANALYSES
from dashboard.runs.follow import announce
from dashboard.runs.ticks import show_tick
from dashboard.shared.advice import learned_nothing
from dashboard.shared.continuing import continues, show_continue_here
from dashboard.shared.experiments import PAGES
from dashboard.shared.form import in_words, settings_query
from dashboard.shared.people import attempt, bylines, may_change, stop_run
from dashboard.shared.status import run_title, status_sentence
from dashboard.text import plain, quoted, when

# Name, note, tags and pin.


def edit_label(run: Run) -> None:
    """Folded into a popover; every change is kept at once."""
    key = f"label_{run.id}"
    with st.popover(
        "Label", icon=":material/label:", type="tertiary", key=key, on_change="rerun"
    ) as popover:
        if popover.open:
            _fields(run, key)


def show_label(run: Run) -> None:
    """Tags and note; nothing where there is none."""
    if run.tags:
        st.markdown(" ".join(f":gray-badge[:material/label: {quoted(tag)}]" for tag in run.tags))
    if run.note:
        st.caption(quoted(run.note))


def _fields(run: Run, key: str) -> None:
    def kept(field: str, keep: Callable[..., None]) -> None:
        try:
            keep(run.id, st.session_state[f"{key}_{field}"], by=me())
        except UserError as problem:  # the tag is too long, or the run was deleted meanwhile
            st.toast(quoted(str(problem)), icon=":material/error:")
        del st.session_state[f"{key}_{field}"]  # from now on it says what was kept

    def take(field: str, keep: Callable[..., None], now: object) -> dict[str, Any]:
        if f"{key}_{field}" not in st.session_state:  # else somebody may be writing in it
            st.session_state[f"{key}_{field}"] = now
        return {"key": f"{key}_{field}", "on_change": kept, "args": (field, keep)}

    runs = store()
    st.text_input(
        "Name",
        max_chars=NAME_LETTERS,
        placeholder=run.title,
        **take("name", runs.set_name, run.name or ""),
    )
    st.multiselect(
        "Tags",
        sorted({*runs.all_tags(), *run.tags}),
        accept_new_options=True,
        max_selections=MOST_TAGS,
        placeholder="Choose or write one",
        **take("tags", runs.set_tags, list(run.tags)),
    )
    st.text_area("Note", max_chars=NOTE_LETTERS, **take("note", runs.set_note, run.note or ""))
    st.toggle(
        "Pinned to the top",
        **take("pinned", runs.set_pinned, run.pinned),
    )


# What came of a run, the verdict first.

Colour = Literal["gray", "blue", "green", "red", "orange"]
WITH_VERDICT = (RunState.FINISHED, RunState.STOPPED)


@dataclass(frozen=True, slots=True)
class Badge:
    """A state at a glance."""

    words: str
    icon: str
    colour: Colour


BADGES = {
    RunState.QUEUED: Badge("Queued", ":material/hourglass_empty:", "gray"),
    RunState.RUNNING: Badge("Running", ":material/play_arrow:", "blue"),
    RunState.STOPPED: Badge("Stopped", ":material/stop:", "gray"),
    RunState.FINISHED: Badge("Finished", ":material/check:", "green"),
    RunState.FAILED: Badge("Failed", ":material/error:", "red"),
    RunState.INTERRUPTED: Badge("Interrupted", ":material/power_off:", "orange"),
}
NOT_LEARNED = Badge("Did not learn", ":material/warning:", "orange")


def badge(run: Run) -> Badge:
    """The state of a run; one that learned nothing does not look like a success."""
    if run.state in WITH_VERDICT and learned_nothing(_advice(run)):
        return NOT_LEARNED
    return BADGES[run.state]


def _advice(run: Run) -> Suggestion | None:
    return ANALYSES[run.kind].advice(run)


def outcome(run: Run) -> str:
    """What came of a run that has ended, in Markdown; what there is to say where nothing did."""
    if run.state not in WITH_VERDICT:
        return plain(status_sentence(run))
    found = _advice(run)
    if found is not None and learned_nothing(found):
        return f":orange[{plain(found.sentence)}]"
    return _verdict(run.id) or plain(status_sentence(run))


@cached()
def _verdict(run_id: str) -> str | None:
    """From the newest checkpoint, which stays what it is; None where there is none."""
    run = store().run(run_id)
    try:
        return ANALYSES[run.kind].verdict(run)
    except UserError:  # its data do not fit its settings any more
        return None


def show_cards(runs: Sequence[Run], *, ticks: bool = False) -> None:
    """One card a run, side by side where there is room; with a box to tick, if so wanted."""
    by = bylines(runs)
    with st.grid(2, min_column_width=320):
        for run in runs:
            _card(run, by[run.owner], ticks)


def _card(run: Run, by: str, ticks: bool) -> None:
    """Title, state, maker, result, and what can be done with the run."""
    with st.container(border=True, gap="xsmall", key=f"card_{run.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            if ticks:
                show_tick(run.id, run_title(run))
            pin = ":material/keep: " if run.pinned else ""
            st.markdown(
                f"{pin}{PAGES[run.kind].icon} **{quoted(run_title(run))}**", width="stretch"
            )
            if isinstance(run.settings, StockSettings) and run.settings.made_mistake:
                st.badge("Mistake on purpose", icon=":material/warning:", color="orange")
            state = badge(run)
            st.badge(state.words, icon=state.icon, color=state.colour)
        with st.container(key=f"words_{run.id}", gap="xsmall"):
            data = f"{plain(run.title)} · " if run.name else ""
            facts = ", ".join(filter(None, (in_words(run.settings), continues(run))))
            st.caption(f"{data}{plain(facts)} · {when(run.created)}{by}")
            _outcome(run)
        show_label(run)
        with st.container(horizontal=True, vertical_alignment="center"):
            _actions(run)


def _outcome(run: Run) -> None:
    if run.active:  # the words move with the live channel (browser/runs/runs.js)
        st.html(f'<p data-run="{run.id}">{html.escape(status_sentence(run))}</p>')
    else:
        st.markdown(outcome(run))


def _actions(run: Run) -> None:
    st.page_link(
        PAGES[run.kind].view,
        label="Watch" if run.active else "Open, or train again with changes",
        icon=":material/visibility:" if run.active else ":material/open_in_new:",
        query_params={"run": run.id} | settings_query(run.settings),
    )
    if run.state is RunState.INTERRUPTED:
        show_continue_here(run)
    if not may_change(run):
        return
    if run.active:
        st.button("Stop", icon=":material/stop:", key=f"stop_{run.id}", on_click=_stop, args=(run,))
        edit_label(run)
        return
    with st.popover("Delete", icon=":material/delete:", type="tertiary", key=f"ask_{run.id}"):
        st.markdown("Delete this run, with all that it has learned?")
        st.button("Delete for good", key=f"delete_{run.id}", on_click=_delete, args=(run,))
    edit_label(run)


def _stop(run: Run) -> None:
    if stop_run(run.id):
        announce(f"Stopping the run on {run_title(run)}")


def _delete(run: Run) -> None:
    if attempt(lambda: store().delete(run.id, by=me())):
        announce(f"Run deleted: {run_title(run)}")
