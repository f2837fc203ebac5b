"""The weights of one unit: those of a large network are too many to be sent with its trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.cache import cached
from core.cells.arrays import Array
from core.errors import SettingsError
from core.inside.layer import Layer
from core.inside.prices import layers_of
from core.names import model
from core.stocks.settings import StockSettings
from dashboard.inside.subject import subject


def weights_of_unit(run: str, checkpoint: int, layer: int, unit: int) -> dict[str, Any]:
    """By the name of a matrix: the unit's row of each gate, in their order, and its column.

    Args:
        run: or a demonstration.
        checkpoint: of it.
        layer: from 0.
        unit: from 0.

    Raises:
        UserError: There is no such run, checkpoint, layer or unit.
    """
    layers = _layers(run, checkpoint)
    if not 0 <= layer < len(layers):
        raise SettingsError(f"There is no layer {layer + 1}: it goes from 1 to {len(layers)}.")
    units = len(layers[layer].a0)
    if not 0 <= unit < units:
        raise SettingsError(f"There is no unit {unit + 1}: it goes from 1 to {units}.")
    parameters: dict[str, Array] = layers[layer].parameters._asdict()
    return {
        name: {
            "rows": _numbers(matrix[unit::units]),
            "column": _numbers(matrix[:, unit]) if unit < matrix.shape[1] else [],
        }
        for name, matrix in parameters.items()
        if name.startswith("W")
    }


@cached()
def _layers(run: str, checkpoint: int) -> Sequence[Layer]:
    seen = subject(run)
    seen.check(checkpoint)
    weights = seen.weights(checkpoint)
    if isinstance(seen.settings, StockSettings):
        return layers_of(seen.settings, weights)
    return [Layer("rnn", model.cell(weights), np.zeros(len(weights["b"])))]


def _numbers(weights: Array) -> Any:
    return weights.astype(np.float32).tolist()
