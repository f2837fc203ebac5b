"""What can be taken away of a run on stock prices."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field

from core.arrays import SECONDS, Form, Forms
from core.runs.records import Run
from core.runs.reports import RESULT, STATE, WEIGHTS
from core.runs.store import Store
from core.runs.takeaway.bundle_format import Text
from core.runs.takeaway.contents import AllowedArrays, Choices, DataText, Notes, Part, Takeaway
from core.stocks.engines.engine import random_forms, state_forms, weight_forms
from core.stocks.forecast import marked, prediction_table
from core.stocks.mistakes import MISTAKES
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.sources.uploads.grid import MAX_ROWS
from core.stocks.windows import check, first_test_row, prepare, split, used

_LARGEST_PRICE: Final = 1e60  # that is predicted; its square, and that one's, are numbers still
_predicted = partial(Form, dtype="<f8", least=-_LARGEST_PRICE, most=_LARGEST_PRICE)

_Dates: TypeAlias = Annotated[list[str], Field(max_length=MAX_ROWS, fail_fast=True)]
_Column: TypeAlias = Annotated[list[float | None], Field(max_length=MAX_ROWS, fail_fast=True)]


class _Prices(DataText):
    """A `PriceHistory` as text; itself, it looks at its prices only."""

    symbol: Text
    currency: Text
    title: Text
    source: Text
    adjustment: Text
    notes: Notes
    dates: _Dates
    columns: dict[Literal["Open", "High", "Low", "Close", "Volume"], _Column]
    choices: Choices


def _says_changes(run: Run) -> bool:
    return isinstance(run.settings, StockSettings) and run.settings.target == "change"


def _reads_changes(run: Run) -> bool:
    return isinstance(run.settings, StockSettings) and run.settings.reads == "changes"


def _leaves_days_out(run: Run) -> bool:
    settings = run.settings
    return isinstance(settings, StockSettings) and bool(settings.first_day or settings.last_day)


def _validates(run: Run) -> bool:
    return isinstance(run.settings, StockSettings) and run.settings.validation_days > 0


def _makes(mistake: str, run: Run) -> bool:
    return isinstance(run.settings, StockSettings) and run.settings.mistake == mistake


_MISTAKES = [
    Part("stock", f"mistakes/{mistake}", partial(_makes, mistake), frozenset({"mistake"}))
    for mistake in MISTAKES
]
_ANOTHER_DRAW = (
    "The run was trained by the fused engine, which draws first weights and dropout in another "
    "way than Keras. So what is trained here differs from the run, as if by another seed; "
    "the run's weights say what the run said."
)


class StockTakeaway(Takeaway[StockSettings, PriceHistory]):
    """Prices, the prediction of the newest weights, and a program that trains with Keras."""

    about = "a recurrent network predicts the next day's price"
    packages = ("keras", "tensorflow", "numpy")
    result_figure = "epochs"
    parts = (
        Part("stock", "prices"),
        Part("stock", "days", _leaves_days_out),
        Part("stock", "split"),
        Part("stock", "validation", _validates),
        *_MISTAKES,
        Part("stock", "windows"),
        Part("stock", "changes", _says_changes, frozenset({"target"})),
        Part("stock", "read_changes", _reads_changes, frozenset({"reads"})),
        Part("stock", "network"),
        Part("stock", "training"),
        Part("stock", "weights"),
        Part("stock", "comparison"),
    )

    def remark(self, run: Run) -> str | None:
        """Of the fused engine's draws."""
        return _ANOTHER_DRAW if run.engine == "fused" else None

    def data_table(self, data: PriceHistory) -> tuple[str, bytes]:
        """A day a row."""
        return "prices.csv", data.frame.to_csv(date_format="%Y-%m-%d").encode()

    def outcome_table(self, store: Store, run: Run) -> tuple[str, bytes] | None:
        """The prediction of the weights that were kept last."""
        table = _predictions(store, run)
        return None if table is None else ("predictions.csv", table)

    def validated(self, fields: Mapping[str, Any], blob: bytes) -> PriceHistory:
        """Rising days with prices."""
        _Prices.model_validate(fields)
        history = PriceHistory.from_bytes(blob)
        rising = history.dates.is_monotonic_increasing and history.dates.is_unique
        if not (rising and len(history) and history.price_columns):
            raise ValueError("the days or columns are not those of prices")
        return history

    def allowed_arrays(self, settings: StockSettings, data: PriceHistory) -> AllowedArrays:
        """The test days' prediction at each checkpoint, and the weights of some."""
        check(settings, data)
        days = split(settings, len(used(settings, data)), first_test_row(settings, data))
        train, test = _predicted((len(days.train),)), _predicted((len(days.test),))
        result = {"train_prediction": train, "test_prediction": test}
        if settings.validation_days:
            result["validation_prediction"] = _predicted((len(days.validation),))
        state: Forms = {**state_forms(settings), **SECONDS}
        return AllowedArrays(
            {"prediction": test},
            {
                WEIGHTS: (weight_forms(settings),),
                STATE: (state, random_forms(settings)),
                RESULT: (result,),
            },
        )


def _predictions(store: Store, run: Run) -> bytes | None:
    """Those of the weights that were kept last; a run that was cut off has no others."""
    result, newest = store.result(run.id), store.latest_checkpoint(run.id)
    if newest is None:
        return None
    assert isinstance(run.settings, StockSettings)
    history = PriceHistory.from_bytes(store.dataset(run.dataset_id).blob)
    windows = prepare(run.settings, history)
    if result is not None:
        arrays = result.arrays
        table = prediction_table(
            windows,
            arrays["test_prediction"],
            arrays["train_prediction"],
            arrays.get("validation_prediction"),
        )
    else:
        weights = store.weights(run.id)
        kept = newest if weights is None else store.checkpoint(run.id, weights.step)
        table = prediction_table(windows, kept.arrays["prediction"])
    return marked(table, run.settings).to_csv(date_format="%Y-%m-%d").encode()
