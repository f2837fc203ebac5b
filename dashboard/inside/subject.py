"""What one can look inside: runs with kept weights, and demonstrations that need none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from core.cache import cached
from core.errors import SettingsError
from core.inside.demonstrations import TITLES, demonstration
from core.inside.names_trace import names_input
from core.inside.prices_trace import price_input
from core.inside.trace import TraceInput
from core.names.corpus import Corpus
from core.names.settings import NamesSettings
from core.runs.inside import input_of, steps_inside, weights_at
from core.runs.records import Run
from core.runs.settings import Kind, RunSettings, kind_of
from core.stocks import sources as stocks
from core.stocks.engines.engine import listed
from core.stocks.sources import PriceHistory
from dashboard.backend import store
from dashboard.names.names_picker import dinosaurs
from dashboard.run_analysis import ANALYSES

LATEST = 20  # runs that are offered


class InputFactory(Protocol):
    """(checkpoint, text or day, dice that draw letters after a text) -> what is traced."""

    def __call__(self, step: int, text: str, seed: int | None = None, /) -> TraceInput:
        """The network at that step, and what it reads."""


@dataclass(frozen=True)
class Subject:
    """A trained network at some checkpoints, and what it learned from."""

    key: str  # in the URL: the id of a run, or the name of a demonstration
    settings: RunSettings
    data: Corpus | PriceHistory
    steps: Sequence[int]  # of the checkpoints, in order
    weights: Callable[[int], Any]  # of a checkpoint: by name, or of prices in Keras' order
    trace_input: InputFactory

    @property
    def kind(self) -> Kind:
        """The experiment."""
        return kind_of(self.settings)

    @property
    def currency(self) -> str:
        """Of the prices; empty for names."""
        return "" if isinstance(self.data, Corpus) else self.data.currency

    def check(self, step: int) -> None:
        """Raises a SettingsError for a checkpoint that there is not."""
        if step not in self.steps:
            raise SettingsError(f"There is no checkpoint {step:,} of this run.")


def find_subject(key: str) -> Subject:
    """The run, or the demonstration, that the URL names.

    Raises:
        UnknownRunError: There is no such run.
        NothingKeptError: Nothing is kept of it that one could look into.
    """
    return _demonstration(key) if key in TITLES else _run(store().run(key))


def _run(run: Run) -> Subject:
    steps = steps_inside(store(), run)
    if not steps:
        input_of(store(), run.id, None, "")  # says why
    data, weights = ANALYSES[run.kind].data(run), partial(weights_at, store(), run)
    return Subject(run.id, run.settings, data, steps, weights, partial(_input_at, run.id))


def _input_at(run_id: str, step: int, text: str, seed: int | None = None, /) -> TraceInput:
    return input_of(store(), run_id, step, text, seed=seed)


def _demonstration(key: str) -> Subject:
    shown = demonstration(key)
    steps = sorted(shown.weights)
    if isinstance(shown.settings, NamesSettings):
        corpus, parameters = dinosaurs(), shown.weights.__getitem__
        return Subject(
            key,
            shown.settings,
            corpus,
            steps,
            parameters,
            lambda step, text, seed=None, /: names_input(
                parameters(step), corpus.alphabet, text, seed=seed
            ),
        )
    settings, history = shown.settings, _prices()
    return Subject(
        key,
        settings,
        history,
        steps,
        lambda step: listed(shown.weights[step]),
        lambda step, day, _=None, /: price_input(
            settings, listed(shown.weights[step]), history, day
        ),
    )


@cached()
def _prices() -> PriceHistory:
    return stocks.bundled_prices("GE")
