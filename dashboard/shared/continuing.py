"""Going on with a run that has ended, what a run went on from, and its loss curve to take away."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import SettingsError, UnknownRunError, UserError
from core.runs.continuing import CannotContinueError, Continuation, continuation
from core.runs.records import Run, RunState
from core.runs.settings import EXPERIMENTS, RunSettings
from dashboard.backend import store
from dashboard.shared.address import page_state, start, start_on_its_page
from dashboard.shared.downloads import download
from dashboard.shared.experiments import PAGES
from dashboard.shared.form import show_settings
from dashboard.shared.number_field import ask_number, refusal, unread_text
from dashboard.text import in_full, plain

ICON = ":material/resume:"


def show_continue(run: Run, form: RunSettings | None) -> None:
    """Beside Train: one click where a run was interrupted, else how many more steps.

    It keeps its place while a run trains. The learning rate is that of `form`, which is None while
    it cannot be used.
    """
    if run.active:
        st.popover("Continue", icon=ICON, disabled=True, key="continue_panel")
        return
    rate = run.settings.learning_rate if form is None else form.learning_rate
    try:
        how = continuation(run, store().state_step(run.id))
    except CannotContinueError as refusal:
        with _panel():
            st.markdown(plain(str(refusal)))
        return
    if run.state is RunState.INTERRUPTED:
        _button(how, rate, help=_from_to(how, how.usual))
        return
    with _panel():
        _ask_how_many(how, rate)


def show_continue_here(run: Run) -> None:
    """A button on another page that goes on with an interrupted run, if a state of it is kept."""
    try:
        how = continuation(run, store().state_step(run.id))
    except CannotContinueError:
        return
    st.button(
        "Continue",
        icon=ICON,
        key=f"continue_{run.id}",
        help=_from_to(how, how.usual),
        on_click=start_on_its_page,
        args=(how.settings(how.usual), run.dataset_id),
        kwargs={"parent_id": run.id},
    )


def continues(run: Run) -> str | None:
    """What a run went on from, in words; None where it began anew."""
    if run.parent_id is None or run.parent_step is None:
        return None
    return f"continues {run.parent_id} from {EXPERIMENTS[run.kind].step} {run.parent_step:,}"


def show_parent(run: Run) -> None:
    """What a run went on from, as a way there."""
    words = continues(run)
    if words is None or run.parent_id is None:
        return
    try:
        parent = store().run(run.parent_id)
    except UnknownRunError:
        st.caption(f"This run {words}, which was deleted since; what it had reached is here.")
        return
    rate = parent.settings.learning_rate
    if rate != run.settings.learning_rate:
        words += f", until then with learning rate {in_full(rate)}"
    st.button(
        f"This run {words}",
        icon=":material/subdirectory_arrow_right:",
        type="tertiary",
        key="parent",
        on_click=_show_run,
        args=(parent,),
    )


def _panel() -> DeltaGenerator:
    folded = st.popover("Continue", icon=ICON, key="continue_panel")
    return folded.container(width=320)


def _ask_how_many(how: Continuation, rate: float) -> None:
    """How many more steps, and what they come to."""
    kind = how.run.kind
    more = ask_number(_label(how), 1, how.most, how.usual, PAGES[kind].more, key=_more_key(how.run))
    if more is None:
        return
    before = how.run.settings.learning_rate
    caption = _from_to(how, more)
    if rate == before:
        caption += (
            f" The numbers are those of {how.step + more:,} {EXPERIMENTS[kind].steps} in one go."
        )
    else:
        caption += f" The learning rate is {in_full(rate)} from there on, as set; it was"
        caption += f" {in_full(before)}."
    st.caption(f"{caption} All other settings stay as they were.")
    _button(how, rate)


def _label(how: Continuation) -> str:
    return f"More {EXPERIMENTS[how.run.kind].steps}"


def _typed_steps(how: Continuation) -> int:
    """What stands in the field, perhaps since just now.

    Raises:
        SettingsError: It will not do.
    """
    key = _more_key(how.run)
    typed = unread_text(key)
    more = st.session_state.get(key, how.usual) if typed is None else typed
    sentence = refusal(_label(how), 1, how.most, more)
    if sentence is not None:
        raise SettingsError(sentence)
    return int(more)


def _more_key(run: Run) -> str:
    """The key of the field that asks how many more steps."""
    return f"more_{run.id}"


def _button(how: Continuation, rate: float, help: str | None = None) -> None:  # noqa: A002
    st.button(
        "Continue",
        icon=ICON,
        key="continue",
        help=help,
        on_click=_continue,
        args=(how.run, rate),
    )


def _from_to(how: Continuation, more: int) -> str:
    """From where to where it goes: "From epoch 40 to epoch 100."."""
    step = EXPERIMENTS[how.run.kind].step
    kept = "" if how.step == how.run.done else f", {PAGES[how.run.kind].last_state},"
    return f"From {step} {how.step:,}{kept} to {step} {how.step + more:,}."


def _continue(run: Run, rate: float) -> None:
    try:
        how = continuation(store().run(run.id), store().state_step(run.id))
        more = _typed_steps(how)
        settings = how.settings(more, rate)
        start(settings, run.dataset_id, parent_id=run.id)
    except UserError as problem:  # too many checkpoints; or the run was deleted meanwhile
        st.toast(plain(str(problem)))
    else:
        show_settings(settings)


def _show_run(run: Run) -> None:
    page_state(run.kind).go_to(run.id)
    show_settings(run.settings)


def download_loss(run: Run) -> None:
    """A button that saves the curve."""
    download(
        "Loss curve",
        lambda: _loss_curve(run).to_csv().encode(),
        f"loss-{run.id}.csv",
        "text/csv",
        key="download_loss",
    )


def _loss_curve(run: Run) -> pd.DataFrame:
    """The curve so far: what steps are called (index), loss, seconds."""
    step, loss = EXPERIMENTS[run.kind].step, PAGES[run.kind].loss
    return pd.DataFrame(store().losses(run.id), columns=[step, loss, "seconds"]).set_index(step)
