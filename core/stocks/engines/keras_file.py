"""The network as the file that Keras saves and opens, written without Keras.

TensorFlow takes seconds and some 1 GB to load, for a file that is a zip of two texts and the
weights in HDF5. The format is that of Keras 3 (keras/src/saving/saving_lib.py); what is left out of
a layer's configuration is Keras' default, as it is in `core.stocks.engines.keras.build`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from core.cells import CELLS
from core.stocks.settings import StockSettings

Floats = NDArray[np.float32]

_WEIGHTS_OF_A_LAYER = 3  # kernel, recurrent kernel, bias


def keras_file(settings: StockSettings, weights: Sequence[Floats]) -> bytes:
    """The `.keras` file of a network with these weights, in Keras' order, whoever trained them.

    Its optimiser is at its start.

    Raises:
        ValueError: The weights are not those of such a network.
    """
    if [weight.shape for weight in weights] != shapes(settings):
        raise ValueError("The weights do not belong to these settings.")
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": version("keras")}))
        archive.writestr("config.json", json.dumps(_model(settings)))
        archive.writestr("model.weights.h5", _variables(settings, weights))
    return buffer.getvalue()


def shapes(settings: StockSettings) -> list[tuple[int, ...]]:
    """Those of the weights, in Keras' order: kernel, recurrent kernel, bias a layer; then Dense."""
    units = settings.units
    cell = CELLS[settings.cell]
    layers = [cell.weight_shapes(units if layer else 1, units) for layer in range(settings.layers)]
    return [*(shape for layer in layers for shape in layer), (units, 1), (1,)]


def _model(settings: StockSettings) -> dict[str, Any]:
    window = [None, settings.timesteps, 1]
    layers = [
        _part("keras.layers.InputLayer", name="input_layer", batch_shape=window, dtype="float32")
    ]
    layers += _layers(settings)
    adam = _part("keras.optimizers.Adam", name="adam", learning_rate=settings.learning_rate)
    model = _part("keras.Sequential", name="sequential", layers=layers, build_input_shape=window)
    return model | {
        "build_config": {"input_shape": window},
        "compile_config": {"optimizer": adam, "loss": "mse", "jit_compile": False},
    }


def _layers(settings: StockSettings) -> Iterator[dict[str, Any]]:
    kind = CELLS[settings.cell].keras
    last = settings.layers - 1
    for layer in range(settings.layers):
        sequences = layer < last
        name = _name(settings, layer)
        yield _part(kind, name=name, units=settings.units, return_sequences=sequences)
        yield _part("keras.layers.Dropout", name=f"dropout{_suffix(layer)}", rate=settings.dropout)
    yield _part("keras.layers.Dense", name="dense", units=1)


def _part(path: str, **config: Any) -> dict[str, Any]:
    module, _, kind = path.rpartition(".")
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def _variables(settings: StockSettings, weights: Sequence[Floats]) -> bytes:
    import h5py

    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for layer in range(settings.layers):
            first = layer * _WEIGHTS_OF_A_LAYER
            of_layer = weights[first : first + _WEIGHTS_OF_A_LAYER]
            _write(file, f"layers/{_name(settings, layer)}/cell/vars", of_layer)
        _write(file, "layers/dense/vars", weights[-2:])
        moments = [np.zeros_like(weight) for weight in weights for _ in ("first", "second")]
        step, rate = np.int64(0), np.float32(settings.learning_rate)
        _write(file, "optimizer/vars", [step, rate, *moments])
    return buffer.getvalue()


def _write(file: Any, group: str, values: Sequence[Any]) -> None:
    for place, value in enumerate(values):
        file[f"{group}/{place}"] = value


def _name(settings: StockSettings, layer: int) -> str:
    """As Keras names it: `SimpleRNN` is simple_rnn."""
    _, _, kind = CELLS[settings.cell].keras.rpartition(".")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower() + _suffix(layer)


def _suffix(layer: int) -> str:
    return f"_{layer}" if layer else ""
