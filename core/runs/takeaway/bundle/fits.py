"""Whether what a zip says of a run fits together: pages rely on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from core.names import corpus as names
from core.names.corpus import Corpus
from core.names.settings import NamesSettings
from core.runs.settings import MODELS, Kind, RunSettings
from core.runs.takeaway.bundle.manifest import Figures, RunPart, Value
from core.runs.takeaway.bundle.problems import BundleError
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings
from core.stocks.sources.history import COLUMNS, PriceHistory
from core.stocks.windows import prepare

Data: TypeAlias = Corpus | PriceHistory
Shapes: TypeAlias = Mapping[str, tuple[int, ...]]


class _Prices(BaseModel):
    """A `PriceHistory` as text; itself, it looks at its prices only."""

    model_config = ConfigDict(extra="forbid", strict=True)

    symbol: str
    currency: str
    title: str
    source: str
    adjustment: str
    notes: list[str]
    dates: list[str]
    columns: dict[str, list[float | None]]
    choices: dict[str, Value] = {}


def read_data(kind: Kind, blob: bytes) -> Data:
    """Data as trainings take them.

    Raises:
        ValueError: They are not what `to_bytes` gives.
        DataError: A price lies beyond any.
    """
    if kind is Kind.NAMES:
        corpus = TypeAdapter(Corpus).validate_json(blob, strict=True)
        if any(not 0 < len(name) <= names.MAX_NAME_LENGTH for name in corpus.names):
            raise ValueError("a name is empty or too long")
        if names.END in "".join(corpus.names) or len(corpus.names) > names.MAX_NAMES:
            raise ValueError("a name has an end mark, or there are too many")
        names.check_size(corpus)
        return corpus
    prices = _Prices.model_validate_json(blob)
    history = PriceHistory.from_bytes(blob)
    rising = history.dates.is_monotonic_increasing and history.dates.is_unique
    if not (
        rising and len(history) and history.price_columns and set(prices.columns) <= {*COLUMNS}
    ):
        raise ValueError("the days or columns are not those of prices")
    return history


def read_settings(run: RunPart) -> RunSettings:
    """The settings of a run.

    Raises:
        BundleError: They are none of this version.
    """
    try:
        return MODELS[run.kind].model_validate(run.settings)
    except ValidationError as failure:
        error = failure.errors()[0]
        raise BundleError(
            f"Run {run.id} has a setting that this version of Sequence Lab does not know "
            f"({error['loc'][0]}: {str(run.settings.get(str(error['loc'][0])))[:40]}); "
            "a newer version may have made it: update the program."
        ) from failure


class Expected:
    """The arrays that a run must have, by what it was trained on.

    Raises:
        SettingsError: The settings do not fit the data, so it cannot have any.
    """

    def __init__(self, settings: RunSettings, data: Data) -> None:
        self.of_checkpoint: Shapes
        self.of_artifacts: dict[str, Shapes] = {}
        if isinstance(settings, NamesSettings):
            assert isinstance(data, Corpus)
            self.of_checkpoint = _parameters(settings.hidden_units, len(data.alphabet))
        else:
            assert isinstance(data, PriceHistory)
            windows = prepare(settings, data)
            train, test = (len(windows.train.y),), (len(windows.test.y),)
            self.of_checkpoint = {"prediction": test}
            self.of_artifacts = {
                "weights": _weights(settings),
                "result": {"train_prediction": train, "test_prediction": test},
            }

    def of_artifact(self, name: str) -> Shapes:
        """Those of an artifact: "weights.npz", or "weights_10.npz" of a step."""
        return self.of_artifacts.get(name.removesuffix(".npz").split("_")[0], {})


def require(arrays: Mapping[str, NDArray[Any]], expected: Shapes, *, others: bool = True) -> None:
    """Looks whether arrays are there and have their shapes.

    Args:
        arrays: what there is.
        expected: what there must be.
        others: whether there may be more.

    Raises:
        ValueError: They do not.
    """
    found = {name: array.shape for name, array in arrays.items()}
    if dict(expected).items() - found.items() or (not others and len(found) > len(expected)):
        raise ValueError(f"{found} instead of {expected}")
    wrong: Iterable[str] = (
        name for name in expected if arrays[name].dtype.kind != "f" or not _finite(arrays[name])
    )
    if any(wrong):
        raise ValueError("an array is not of numbers")


def require_figures(figures: Figures) -> None:
    """Looks whether what pages take from the figures of a price run is there.

    Raises:
        ValueError: It is not.
    """
    if not isinstance(figures.get("epochs"), int | float):
        raise ValueError("it does not say how many epochs there were")


def _finite(array: NDArray[Any]) -> bool:
    return bool(np.isfinite(array).all())


def _parameters(units: int, letters: int) -> Shapes:
    return {
        "Wax": (units, letters),
        "Waa": (units, units),
        "Wya": (letters, units),
        "b": (units, 1),
        "by": (letters, 1),
    }


def _weights(settings: StockSettings) -> Shapes:
    return {f"w{place:03}": shape for place, shape in enumerate(shapes(settings))}
