"""The experiment on names, as runs, sweeps and zips know it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.events import Event, State, StopCheck
from core.experiment import SECONDS, Experiment, Figures, Measure
from core.names import trainer
from core.names.corpus import Corpus
from core.names.settings import NamesSettings, check


def _bits(figures: Figures) -> float | None:
    held_out = figures.get("bits_held_out")
    return figures.get("bits_trained") if held_out is None else held_out


BITS_LEARNED: Final = Measure(
    "bits",
    "Bits a letter, learned names",
    "{} bits a letter of learned names",
    "Measured at the end, of names that each learned from: not all of the runs hold some out.",
    False,
    lambda figures: figures.get("bits_trained"),
)  # in place of the bits, where some runs have names held out and others not


class NamesExperiment(Experiment[NamesSettings, Corpus]):
    """A character-level network learns names and invents new ones."""

    settings = NamesSettings
    data = "names"
    step, steps = "iteration", "iterations"
    checkpoints_are_weights = True
    measures = (
        Measure(
            "bits",
            "Bits a letter",
            "{} bits a letter",
            "Measured at the end: of names that it never saw where some were held out, else of "
            "those that it learned from.",
            False,
            _bits,
        ),
        Measure(
            "new_share",
            "Share of new names",
            "share of new names {}",
            "Of 100 names drawn at the end, at temperature 1: new, and like those learned from.",
            True,
            lambda figures: figures.get("new_share"),
            is_share=True,
        ),
        Measure(
            "loss",
            "Smoothed loss (the report's)",
            "smoothed loss {}",
            "The running mean that the report prints, in nats a name.",
            False,
            lambda figures: figures.get("loss"),
        ),
        SECONDS,
    )
    led_before = "loss"

    def read(self, blob: bytes) -> Corpus:
        """A list of names."""
        return Corpus.from_bytes(blob)

    def check(self, settings: NamesSettings, data: Corpus | None = None) -> None:  # noqa: ARG002
        """See `core.names.settings.check`: any list will do."""
        check(settings)

    def train(
        self,
        settings: NamesSettings,
        data: Corpus,
        should_stop: StopCheck,
        begin: State | None = None,
    ) -> Iterator[Event]:
        """See `core.names.trainer.train`."""
        return trainer.train(settings, data, should_stop, begin)

    def work(self, settings: NamesSettings) -> float:
        """The recurrence, and what is read and said of 27 letters."""
        return settings.iterations * settings.hidden_units * (settings.hidden_units + 54.0)


NAMES: Final = NamesExperiment()
