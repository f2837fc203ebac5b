"""Settings in a line."""

from __future__ import annotations

from core.names.settings import NamesSettings
from core.runs.settings import RunSettings
from dashboard.shared.settings.differences import others_than_default
from dashboard.text import in_full

CELLS = {"lstm": "LSTM", "gru": "GRU", "rnn": "Simple RNN"}
NAMES_SAID = {"hidden_units", "iterations", "learning_rate"}
STOCK_SAID = {"layers", "cell", "units", "timesteps", "epochs", "batch_size"}


def in_words(settings: RunSettings) -> str:
    """The settings that matter most, and all others that are not as usual."""
    if isinstance(settings, NamesSettings):
        main, said = _names(settings), NAMES_SAID
    else:
        cell = f"{CELLS[settings.cell]}({settings.units})"
        main = (
            f"{settings.layers} × {cell}, {settings.timesteps} timesteps, "
            f"{settings.epochs:,} epochs, batch {settings.batch_size}"
        )
        said = STOCK_SAID
    return ", ".join([main, *others_than_default(settings, said)])


def _names(settings: NamesSettings) -> str:
    return (
        f"{settings.hidden_units} hidden units, {settings.iterations:,} iterations, "
        f"learning rate {in_full(settings.learning_rate)}"
    )
