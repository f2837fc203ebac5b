"""What stands below the picture of a stock run that has ended: table and downloads."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.runs.records import Run
from core.stocks.forecast import prediction_table
from dashboard.backend import executor, store
from dashboard.shared.downloads import download, download_settings
from dashboard.stock.forecast_run import forecast_run


def show_details(run: Run) -> None:
    """Draws all of it."""
    result = store().result(run.id)
    table = None
    if result is not None:
        table = prediction_table(
            forecast_run(run).windows,
            result.arrays["train_prediction"],
            result.arrays["test_prediction"],
        )
        with st.expander("Predictions day by day", key="table_details"):
            _show_table(table)
    _show_downloads(run, table)


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
        download_settings(run)
        if store().weights(run.id) is not None:
            download(
                "Keras model",
                lambda: executor().keras_file(run.id),
                f"model-{run.id}.keras",
                "application/octet-stream",
                key="download_model",
            )
