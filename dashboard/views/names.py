"""Dinosaur names: choose a list, train, watch names appear, look inside any checkpoint."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import SettingsError
from core.names.corpus import Corpus
from core.names.settings import NamesSettings, check
from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.groups.repeats import show_other_seeds
from dashboard.groups.sweep_form import sweep_popover
from dashboard.names.names_checkpoints import names_advice
from dashboard.names.names_picker import load_names, pick_names, save_names, show_names
from dashboard.names.names_picture import show_letter_in_odds_out, show_list, show_picture
from dashboard.names.names_result import last_ended, show_result
from dashboard.names.names_samples import keep_checkpoint_of_history, show_table1
from dashboard.shared.address import show_in_url, shown_run, start, start_requested_run
from dashboard.shared.advice import show_advised
from dashboard.shared.form import settings_form, show_settings
from dashboard.shared.page_header import fill_header, page_header


def page() -> None:
    """The whole page, top to bottom."""
    keep_checkpoint_of_history()
    start_requested_run(Kind.NAMES)
    run = shown_run(Kind.NAMES, _fill_in)
    header = page_header("Dinosaur names")
    picture, beside = st.columns([2.4, 1], gap="large")
    with beside, st.container(key="settings"):
        corpus = pick_names()
        settings, problem = _settings()
    keep = None if corpus is None else partial(save_names, corpus)
    start = None
    if corpus is not None and settings is not None:
        start = partial(_train, corpus, settings)
    run = fill_header(
        header,
        problem=problem,
        run=run,
        settings=settings,
        undo=_fill_in,
        train=start,
        sweep=partial(sweep_popover, settings, keep),
    )
    show_in_url(Kind.NAMES, settings)
    with picture, st.container(key="picture"):
        _show(run, corpus)
        if run is not None and not run.active:
            show_table1(run)
            show_other_seeds(run)


def _fill_in(run: Run) -> None:
    show_settings(run.settings)
    show_names(run.dataset_id)


def _settings() -> tuple[NamesSettings | None, str | None]:
    """The settings, or what is wrong with them."""
    try:
        settings = settings_form(NamesSettings, NamesSettings())
        check(settings)
    except SettingsError as problem:
        return None, str(problem)
    return settings, None


def _train(corpus: Corpus, settings: NamesSettings) -> Run:
    return start(settings, save_names(corpus))


def _try_next(run: Run) -> None:
    settings = show_advised(run, names_advice(run))
    assert isinstance(settings, NamesSettings)
    _train(load_names(run.dataset_id), settings)


def _show(run: Run | None, corpus: Corpus | None) -> None:
    """The picture; below, what one can look into: of the run before, until this one has ended."""
    picture = st.container()
    show_letter_in_odds_out(corpus)
    look = None
    with st.container(key="names_result" if run is None or not run.active else "names_before"):
        if run is not None and (ended := last_ended(run)) is not None:
            look = show_result(ended)
    with picture:
        if run is not None:
            show_picture(run, None if run.active else look, _try_next)
        elif corpus is not None:
            show_list(corpus)
        else:
            st.info("Upload or paste a list of names, and it appears here.")


page()
