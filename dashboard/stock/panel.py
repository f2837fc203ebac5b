"""A stock run on screen: its prediction on the prices, how good it is, and how it got there."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.errors import SettingsError
from core.runs.records import Run
from core.stocks.evaluation import Metrics, verdict
from core.stocks.sources import PriceHistory
from dashboard.backend import store
from dashboard.charts.loss import loss_chart
from dashboard.charts.prices import PriceLines, price_chart
from dashboard.charts.replay import add_replay
from dashboard.runs.card import difference
from dashboard.shared.chart import show_chart
from dashboard.shared.checkpoints import spread
from dashboard.shared.live import show_status
from dashboard.stock.forecast_run import ForecastRun, Prices, forecast_run
from dashboard.stock.scores import show_scores
from dashboard.theme import palette

MOST_FRAMES = 100  # of a replay


def show_forecast(run: Run, before: Run | None) -> None:
    """The run as it stands: status, chart, figures beside those of yesterday's price, loss."""
    show_status(run, "epochs")
    this = forecast_run(run)
    only_test_days = _view() == "Test days"
    last = _last_epoch(run)
    epoch = last if run.active else st.session_state.get(_epoch_key(run), last)
    prediction = None if epoch is None else _prediction(run.id, epoch)
    scores = None if prediction is None else this.scores(prediction)
    chart = price_chart(
        _lines(this, prediction, before, with_training=epoch == last),
        palette(),
        unit=price_unit(this.history),
        only_test_days=only_test_days,
    )
    if last and not run.active:
        add_replay(chart, _predictions(run.id, last), palette())
    show_chart(chart, key="prices_chart", alt=_in_words(this, scores))
    if scores is not None:
        show_scores(scores, this.history.currency)
    if last and not run.active:
        _choose_epoch(run, last)
    show_loss(run, epoch)


def show_loss(run: Run, epoch: int | None) -> None:
    """The loss by epoch, with the shown one marked; epoch 0 is the untrained network."""
    curve = pd.DataFrame(store().losses(run.id), columns=["epoch", "loss", "seconds"])
    if curve.empty:
        return
    show_chart(
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
    this: ForecastRun, prediction: Prices | None, before: Run | None, *, with_training: bool
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
    epochs = store().checkpoints(run.id)
    return epochs[-1] if epochs else None


def _prediction(run_id: str, epoch: int) -> Prices:
    return store().checkpoint(run_id, epoch).arrays["prediction"]


@st.cache_data(ttl=3600, max_entries=16, show_spinner=False)
def _predictions(run_id: str, last: int) -> list[list[float]]:
    """The predictions of the test days along the training, no more than a replay can show."""
    epochs = [epoch for epoch in store().checkpoints(run_id) if epoch <= last]
    return [_prediction(run_id, epoch).tolist() for epoch in spread(epochs, MOST_FRAMES)]


def _by_date(dates: pd.DatetimeIndex, prices: Prices | None) -> pd.Series[float] | None:
    return None if prices is None else pd.Series(prices, index=dates)


def _test_line(run: Run, beside: ForecastRun) -> pd.Series[float] | None:
    """The last prediction of another run, where it can stand on the same chart."""
    try:
        other = forecast_run(run)
    except SettingsError:
        return None
    newest = store().latest_checkpoint(run.id)
    same_prices = other.settings.price_column == beside.settings.price_column
    if newest is None or run.dataset_id != beside.run.dataset_id or not same_prices:
        return None
    return _by_date(other.windows.test.dates, newest.arrays["prediction"])


def _in_words(this: ForecastRun, scores: Metrics | None) -> str:
    days = f"{this.settings.price_column} prices of {this.history.title}, {this.history.span}"
    return days if scores is None else f"{days}. {verdict(scores, this.history.currency)}"
