"""A stock run on screen: its prediction on the prices, how good it is, and how it got there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.errors import SettingsError, UnknownRunError
from core.runs.records import Run
from core.stocks.evaluation import Metrics, metrics, verdict
from core.stocks.forecast import prediction_table
from core.stocks.money import money
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import Windows, prepare
from dashboard.backend import executor, store
from dashboard.charts.loss import loss_chart
from dashboard.charts.prices import PriceLines, price_chart
from dashboard.text import percent, plain, significant
from dashboard.theme import palette
from dashboard.widgets.downloads import download
from dashboard.widgets.live import show_status
from dashboard.widgets.price_picker import load_prices
from dashboard.widgets.run_card import difference

Prices = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shown:
    """A run together with what it was trained on."""

    run: Run
    settings: StockSettings
    history: PriceHistory
    windows: Windows


def shown(run: Run) -> Shown:
    """Joins a stock run with its data."""
    assert isinstance(run.settings, StockSettings)
    history = load_prices(run.dataset_id)
    return Shown(run, run.settings, history, _prepared(run.dataset_id, run.settings))


@st.cache_data(ttl=3600, max_entries=32, show_spinner=False)
def _prepared(dataset_id: str, settings: StockSettings) -> Windows:
    return prepare(settings, load_prices(dataset_id))


def show_forecast(run: Run, before: Run | None) -> None:
    """The run as it stands: status, chart, figures beside those of yesterday's price, loss."""
    show_status(run, "epochs")
    this = shown(run)
    only_test_days = _view() == "Test days"
    last = _last_epoch(run)
    epoch = last if run.active else st.session_state.get(_epoch_key(run), last)
    prediction = None if epoch is None else _prediction(run.id, epoch)
    st.plotly_chart(
        price_chart(
            _lines(this, prediction, before, with_training=epoch == last),
            palette(),
            unit=price_unit(this.history),
            only_test_days=only_test_days,
        ),
        key="prices_chart",
        alt=_in_words(this, prediction),
    )
    if prediction is not None:
        _show_metrics(this, prediction)
    if last and not run.active:
        _choose_epoch(run, last)
    show_loss(run, epoch)


def show_details(run: Run) -> None:
    """What stands below the picture once a run has ended: table and downloads."""
    this = shown(run)
    result = store().result(run.id)
    table = None
    if result is not None:
        table = prediction_table(
            this.windows, result.arrays["train_prediction"], result.arrays["test_prediction"]
        )
        with st.expander("Predictions day by day", key="table_details"):
            _show_table(table)
    _show_downloads(run, table)


def show_loss(run: Run, epoch: int | None) -> None:
    """The loss by epoch, with the shown one marked; epoch 0 is the untrained network."""
    curve = pd.DataFrame(store().losses(run.id), columns=["epoch", "loss", "seconds"])
    if curve.empty:
        return
    st.plotly_chart(
        loss_chart(
            curve.set_index("epoch")["loss"],
            palette(),
            total=run.total,
            x_title="Epoch",
            y_title="Loss (MSE, scaled)",
            logarithmic=True,
            marked=epoch,
        ),
        key="loss_chart",
        alt=f"Loss by epoch, from {curve.loss.iloc[0]:.3g} to {curve.loss.iloc[-1]:.3g}",
    )


def price_unit(history: PriceHistory) -> str:
    """The title of a price axis."""
    return f"Price ({history.currency})" if history.currency else "Price"


def _view() -> str:
    return str(
        st.segmented_control(
            "Days on the chart",
            ["Test days", "All days"],
            default="Test days",
            required=True,
            key="days",
            bind="query-params",
            label_visibility="collapsed",
        )
    )


def _lines(
    this: Shown, prediction: Prices | None, before: Run | None, *, with_training: bool
) -> PriceLines:
    windows = this.windows
    result = store().result(this.run.id) if with_training else None
    return PriceLines(
        actual=this.history.frame[this.settings.price_column],
        first_test_day=windows.test.dates[0],
        test_prediction=_by_date(windows.test.dates, prediction),
        train_prediction=None
        if result is None
        else _by_date(windows.train.dates, result.arrays["train_prediction"]),
        before=None if before is None else _test_line(before, this),
        before_name="" if before is None else f"Before: {difference(before, this.run)}",
    )


def _epoch_key(run: Run) -> str:
    return f"epoch_{run.id}"


def _choose_epoch(run: Run, last: int) -> None:
    st.slider(
        "Prediction after epoch",
        0,
        last,
        last,
        key=_epoch_key(run),
        help="Go back to see how the prediction came about; epoch 0 is the untrained network.",
    )


def _last_epoch(run: Run) -> int | None:
    newest = store().latest_checkpoint(run.id)
    return None if newest is None else newest.step


def _prediction(run_id: str, epoch: int) -> Prices:
    return store().checkpoint(run_id, epoch).arrays["prediction"]


def _by_date(dates: pd.DatetimeIndex, prices: Prices | None) -> pd.Series[float] | None:
    return None if prices is None else pd.Series(prices, index=dates)


def _test_line(run: Run, beside: Shown) -> pd.Series[float] | None:
    """The last prediction of another run, where it can stand on the same chart."""
    try:
        other = shown(run)
    except (UnknownRunError, SettingsError):
        return None
    newest = store().latest_checkpoint(run.id)
    same_prices = other.settings.price_column == beside.settings.price_column
    if newest is None or run.dataset_id != beside.run.dataset_id or not same_prices:
        return None
    return _by_date(other.windows.test.dates, newest.arrays["prediction"])


def _scores(this: Shown, prediction: Prices) -> Metrics:
    test = this.windows.test
    return metrics(test.actual, prediction, test.yesterday)


def _show_metrics(this: Shown, prediction: Prices) -> None:
    scores, currency = _scores(this, prediction), this.history.currency
    with st.grid(4, min_column_width=150):
        _metric(
            "RMSE",
            money(scores.rmse, currency),
            money(scores.naive_rmse, currency),
            "Typical error: root of the mean squared error on the test days.",
        )
        _metric(
            "MAE",
            money(scores.mae, currency),
            money(scores.naive_mae, currency),
            "Mean absolute error on the test days.",
        )
        _metric(
            "MAPE",
            f"{significant(scores.mape * 100)} %",
            f"{significant(scores.naive_mape * 100)} %",
            "Mean absolute error as a share of the actual price.",
        )
        _metric(
            "Direction right",
            percent(scores.direction_accuracy),
            "none",
            "How often it is right about up or down. A coin is right half of the time.",
        )
    st.markdown(f"**{plain(verdict(scores, currency))}**")


def _metric(label: str, value: str, baseline: str, explanation: str) -> None:
    """A figure of the model, and the same figure of yesterday's price."""
    st.metric(
        label,
        value,
        f"yesterday: {baseline}",
        delta_color="off",
        delta_arrow="off",
        help=explanation,
        border=True,
    )


def _in_words(this: Shown, prediction: Prices | None) -> str:
    days = f"{this.settings.price_column} prices of {this.history.title}, {this.history.span}"
    if prediction is None:
        return days
    return f"{days}. {verdict(_scores(this, prediction), this.history.currency)}"


def _show_table(table: pd.DataFrame) -> None:
    prices = st.column_config.NumberColumn(format="%.2f")
    st.dataframe(
        table.loc[::-1].reset_index(),
        hide_index=True,
        height=300,
        column_config={
            "Date": st.column_config.DateColumn(format="YYYY-MM-DD"),
            **dict.fromkeys(("Actual", "Predicted", "Yesterday"), prices),
        },
        alt="Actual price, prediction and yesterday's price of every predicted day",
    )


def _show_downloads(run: Run, table: pd.DataFrame | None) -> None:
    with st.container(horizontal=True, key="downloads"):
        if table is not None:
            download(
                "Predictions",
                lambda: table.to_csv(date_format="%Y-%m-%d").encode(),
                f"predictions-{run.id}.csv",
                "text/csv",
                key="download_predictions",
            )
        download(
            "Settings",
            lambda: run.settings.model_dump_json(indent=2).encode(),
            f"settings-{run.id}.json",
            "application/json",
            key="download_settings",
        )
        if store().weights(run.id) is not None:
            download(
                "Keras model",
                lambda: executor().keras_file(run.id),
                f"model-{run.id}.keras",
                "application/octet-stream",
                key="download_model",
            )
