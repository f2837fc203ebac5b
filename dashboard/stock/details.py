"""Below a stock run: its files, a mistake on purpose and its effect, and what happens here."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.runs.takeaway.bundle_write import keras_model
from core.stocks.forecast import marked, prediction_table
from core.stocks.judgement.honesty import flattery, without_mistake
from core.stocks.judgement.judge import validation_sentence
from core.stocks.money import money, money_change
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import used
from dashboard.backend import store
from dashboard.shared.charting import show_what_happens
from dashboard.shared.continuing import download_loss
from dashboard.shared.downloads import download, download_reading, download_settings, offer_takeaway
from dashboard.shared.links import compare_with, look_inside
from dashboard.shared.live_sources import LISTED
from dashboard.stock.forecast_run import forecast_run
from dashboard.text import plain


def show_details(run: Run, epoch: int) -> None:
    """Predictions of the epoch, settings, how its file was read, and the trained model.

    Of the last epoch also what the validation days say.
    """
    result = store().result(run.id)
    if result is not None and result.values.get("epochs") == epoch:
        for said in validation_sentence(result.values, forecast_run(run).history.currency):
            st.caption(plain(said))
    with st.container(horizontal=True, key="downloads"):
        download(
            "Predictions",
            lambda: _predictions(run, epoch).to_csv(date_format="%Y-%m-%d").encode(),
            f"predictions-{run.id}-epoch-{epoch}.csv",
            "text/csv",
            key="download_predictions",
        )
        download_settings(run)
        download_reading(run, forecast_run(run).history.choices)
        if store().weights(run.id) is not None:
            download(
                "Keras model",
                lambda: keras_model(store(), run.id),
                f"model-{run.id}.keras",
                "application/octet-stream",
                key="download_model",
            )
        download_loss(run)
        offer_takeaway(run)
        compare_with(run)
        look_inside(run)


def _predictions(run: Run, epoch: int) -> pd.DataFrame:
    """Every predicted day; training days too where their prediction is of this very epoch."""
    result = store().result(run.id)
    has_training = result is not None and result.values["epochs"] == epoch
    this = forecast_run(run)
    table = prediction_table(
        this.windows,
        store().checkpoint(run.id, epoch).arrays["prediction"],
        *(
            (result.arrays["train_prediction"], result.arrays.get("validation_prediction"))
            if result is not None and has_training
            else ()
        ),
    )
    return marked(table, this.settings)


# A run with a common mistake made on purpose: marked, with how much that flatters.


def show_mistake(run: Run, before: Run | None) -> None:
    """The mark of a run with a mistake; on the honest run after it, what the mistake did."""
    settings = run.settings
    assert isinstance(settings, StockSettings)
    mistake = settings.made_mistake
    if mistake is None:
        if before is not None and _is_honest_one_of(before, run):
            _show_flattery(before, run)
        return
    st.warning(
        f"**Made with a mistake on purpose: {mistake.label.lower()}.** {plain(mistake.words)}",
        icon=":material/warning:",
    )
    honest = _honest_one_of(run)
    if honest is not None:
        _show_flattery(run, honest)


def _show_flattery(mistaken: Run, honest: Run) -> None:
    sentence = flattery(mistaken.values, honest.values)
    if sentence is not None:
        st.markdown(f":material/balance: {plain(sentence)}")


def _honest_one_of(run: Run) -> Run | None:
    """The newest finished run without the mistake, otherwise of the same settings and data."""
    runs = store().runs(Kind.STOCK, LISTED)
    return next((other for other in runs if _is_honest_one_of(run, other)), None)


def _is_honest_one_of(run: Run, other: Run) -> bool:
    settings = run.settings
    return (
        isinstance(settings, StockSettings)
        and settings.made_mistake is not None
        and run.state is other.state is RunState.FINISHED
        and run.dataset_id == other.dataset_id
        and other.settings == without_mistake(settings)
    )


# What happens on the stock page: so many days in, one day out.

STEPS = 8  # days that the window moves on


def show_days_in_one_out(history: PriceHistory | None, settings: StockSettings | None) -> None:
    """The first days of the prices, and how the network goes through them."""
    if history is None or settings is None:
        return
    days, changes = settings.timesteps, settings.reads == "changes"
    first = used(settings, history).frame.iloc[: settings.reach + STEPS]
    if len(first) <= settings.reach:
        return
    prices = first[settings.price_column].to_numpy()
    read = np.diff(prices).tolist() if changes else prices.tolist()
    dates = [f"{date:%Y-%m-%d}" for date in first.index][-len(read) :]

    what, whose = ("changes of the price", "change") if changes else ("prices", "price")
    say = money_change if changes else money
    steps = [
        {
            "caption": f"{dates[day]} to {dates[day + days - 1]} in, {dates[day + days]} out; "
            f"the real {whose} was {say(read[day + days], history.currency)}."
        }
        for day in range(len(read) - days)
    ]
    in_words = "1 day" if days == 1 else f"{days} days"
    show_what_happens(
        f"What happens here? {in_words} in, 1 day out",
        f"The network reads {in_words} of {what} and says the {whose} of the next day; where that "
        "differs from the real one, its weights move a little, and it goes on by a day. "
        "After training it does the same with the test days, which it never learned from.",
        picture="days",
        steps=steps,
        alt=f"A window over {in_words} of real {what} moves on day by day, "
        f"and a ring marks the next day, whose {whose} is to be said.",
        prices=read,
        days=days,
        label=f"{in_words} in",
    )
