"""How good a forecast is: never without yesterday's price beside it."""

from __future__ import annotations

import streamlit as st

from core.stocks.evaluation import Metrics, verdict
from core.stocks.money import money
from dashboard.text import percent, plain, significant


def show_scores(scores: Metrics, currency: str) -> None:
    """Cards and a sentence; every figure of the model has yesterday's price beside it."""
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
            "How often it is right about up or down. A coin is right half of the time; "
            "yesterday's price says neither.",
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
