"""What one can look inside: runs with kept weights, and demonstrations that need none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.inside.demonstrations import TITLES, demonstration
from core.inside.names import names_input
from core.inside.prices import price_input
from core.inside.trace import Given
from core.names import sources as names
from core.names.corpus import Corpus
from core.runs.inside import input_of, steps_inside
from core.runs.records import Run
from core.runs.settings import Kind, RunSettings, kind_of
from core.stocks import sources as stocks
from core.stocks.engines.engine import listed
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from dashboard.backend import store
from dashboard.names.picker.names_picker import load_names
from dashboard.stock.price_picker import load_prices

LATEST = 20  # runs that are offered


@dataclass(frozen=True)
class Subject:
    """A trained network at some checkpoints, and what it learned from."""

    key: str  # in the URL: the id of a run, or the name of a demonstration
    settings: RunSettings
    data: Corpus | PriceHistory
    steps: Sequence[int]  # of the checkpoints, in order
    given: Callable[[int, str], Given]  # what is traced: a checkpoint, and a text or a day

    @property
    def kind(self) -> Kind:
        """The experiment."""
        return kind_of(self.settings)


def subject(key: str) -> Subject:
    """The run, or the demonstration, that the URL names.

    Raises:
        UnknownRunError: There is no such run.
        NothingKeptError: Nothing is kept of it that one could look into.
    """
    return _demonstration(key) if key in TITLES else _run(store().run(key))


def _run(run: Run) -> Subject:
    steps = steps_inside(store(), run)
    load = load_names if run.kind is Kind.NAMES else load_prices
    if not steps:
        input_of(store(), run.id, None, "")  # says why
    return Subject(
        run.id, run.settings, load(run.dataset_id), steps, partial(input_of, store(), run.id)
    )


def _demonstration(key: str) -> Subject:
    shown = demonstration(key)
    data = _bundled(kind_of(shown.settings))

    def given(step: int, text: str) -> Given:
        weights = shown.weights[step]
        if isinstance(data, Corpus):
            return names_input(weights, data.alphabet, text)
        assert isinstance(shown.settings, StockSettings)
        return price_input(shown.settings, listed(weights), data, text)

    return Subject(key, shown.settings, data, sorted(shown.weights), given)


@st.cache_resource(ttl=3600, max_entries=len(Kind), show_spinner=False)
def _bundled(kind: Kind) -> Corpus | PriceHistory:
    return names.bundled() if kind is Kind.NAMES else stocks.bundled("GE")
