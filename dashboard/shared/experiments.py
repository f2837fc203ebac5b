"""How each experiment is shown: its page, and the words for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from core.cells import CELLS
from core.names.settings import NamesSettings
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from dashboard.text import in_full


@dataclass(frozen=True, slots=True)
class ExperimentPage:
    """The page of an experiment, and what all pages say of its runs."""

    view: str  # the file of the page
    title: str
    icon: str
    last_state: str  # what the last state is called from which a training can go on
    more: int  # steps between two values of the field that asks how many more
    loss: str  # what the loss of a step is, in a table
    curve: str  # what is drawn of several runs while they learn
    logarithmic: bool  # whether that is drawn on a logarithmic axis at first
    summary: Callable[[Any], str]  # the settings that matter most
    summarized: frozenset[str]  # which those are


def _prices_summary(settings: StockSettings) -> str:
    cell = f"{CELLS[settings.cell].label}({settings.units})"
    return (
        f"{settings.layers} × {cell}, {settings.timesteps} timesteps, "
        f"{settings.epochs:,} epochs, batch {settings.batch_size}"
    )


def _names_summary(settings: NamesSettings) -> str:
    return (
        f"{settings.hidden_units} hidden units, {settings.iterations:,} iterations, "
        f"learning rate {in_full(settings.learning_rate)}"
    )


PAGES: Final = {
    Kind.STOCK: ExperimentPage(
        view="views/stock.py",
        title="Stock prices",
        icon=":material/show_chart:",
        last_state="the last whole one kept",
        more=10,
        loss="loss",
        curve="Loss",
        logarithmic=True,
        summary=_prices_summary,
        summarized=frozenset({"layers", "cell", "units", "timesteps", "epochs", "batch_size"}),
    ),
    Kind.NAMES: ExperimentPage(
        view="views/names.py",
        title="Dinosaur names",
        icon=":material/abc:",
        last_state="the last one kept",
        more=1000,
        loss="smoothed loss (the report's)",
        curve="Bits a letter",
        logarithmic=False,
        summary=_names_summary,
        summarized=frozenset({"hidden_units", "iterations", "learning_rate"}),
    ),
}
