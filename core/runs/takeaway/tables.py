"""What a run learned from and what came of it, as files that people open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from core.names.corpus import Corpus
from core.names.sampling import sample_report_names
from core.runs.records import Run
from core.runs.settings import Kind
from core.runs.store import Store
from core.stocks.forecast import marked, prediction_table
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import prepare

_NAMES = 7  # of a checkpoint, as in the report


def data_table(kind: Kind, blob: bytes) -> tuple[str, bytes]:
    """Kept data as (file name, its bytes): prices as CSV, or names one a line."""
    if kind is Kind.STOCK:
        frame = PriceHistory.from_bytes(blob).frame
        return "prices.csv", frame.to_csv(date_format="%Y-%m-%d").encode()
    return "names.txt", "\n".join(Corpus.from_bytes(blob).names).encode()


def outcome_table(store: Store, run: Run) -> tuple[str, bytes] | None:
    """What came of a run as (file name, CSV); None where nothing did.

    Prices: the prediction of its newest weights. Names: seven of each checkpoint, drawn as in the
    report.

    Raises:
        SettingsError: The settings do not fit the data.
    """
    if run.kind is Kind.NAMES:
        steps = store.checkpoints(run.id)
        return ("names.csv", _csv(_names(store, run, steps))) if steps else None
    table = _predictions(store, run)
    return None if table is None else ("predictions.csv", table)


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


def _names(store: Store, run: Run, steps: Iterable[int]) -> Iterator[list[object]]:
    yield ["iteration", "loss", *(f"name {number}" for number in range(1, _NAMES + 1))]
    alphabet = Corpus.from_bytes(store.dataset(run.dataset_id).blob).alphabet
    for step in steps:
        checkpoint = store.checkpoint(run.id, step)
        names = sample_report_names(checkpoint.arrays, alphabet, count=_NAMES)
        yield [step, checkpoint.loss, *(name.title for name in names)]


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
