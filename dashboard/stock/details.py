"""What people take away from a stock run that has ended: files of the epoch on show."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.runs.records import Run
from core.runs.takeaway.keras_file import keras_model
from core.stocks.forecast import marked, prediction_table
from core.stocks.judgement.figures import validation_sentence
from dashboard.backend import store
from dashboard.compare.choose import compare_with
from dashboard.inside.link import look_inside
from dashboard.shared.downloads import download, download_reading, download_settings
from dashboard.shared.loss import download_loss
from dashboard.shared.takeaway import offer_takeaway
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
