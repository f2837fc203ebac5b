"""The figures of the model and the baselines as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.stocks.judgement.baselines import TITLES
from core.stocks.judgement.judge import MODEL, Judged, Judgement
from core.stocks.judgement.metrics import AS_GOOD
from core.stocks.judgement.skill import FEWEST_DAYS


def title(name: str) -> str:
    """A forecast's name at the beginning of a line."""
    words = TITLES.get(name, name)
    return words[0].upper() + words[1:]


def baseline_table(judgement: Judgement, *, planned: bool) -> pd.DataFrame:
    """One row a forecast, the model first; the ratios to yesterday's price lead. Shares in %.

    The model has a verdict where the epoch is the one that was planned.
    """
    judged = {MODEL: judgement.model, **judgement.baselines}
    return pd.DataFrame(
        [
            {
                "Forecast": title(name),
                "rRMSE": row.figures.rrmse,
                "rMAE": row.figures.rmae,
                "RMSE": row.figures.rmse,
                "MAE": row.figures.mae,
                "MAPE": _percent(row.figures.mape),
                "Direction right": _percent(row.figures.direction_accuracy),
                "MASE": row.figures.mase,
                "Verdict": _word(row) if planned or name != MODEL else None,
            }
            for name, row in judged.items()
        ]
    )


def _word(row: Judged) -> str:
    return "too few days" if row.skill.days < FEWEST_DAYS else row.verdict.value


def columns(currency: str) -> dict[str, Any]:
    """How the columns are shown, and what each says."""
    number = st.column_config.NumberColumn
    unit = f" in {currency}" if currency else ""
    return {
        "rRMSE": number("RMSE ratio", format="%.3g", help=_RATIO.format("RMSE")),
        "rMAE": number("MAE ratio", format="%.3g", help=_RATIO.format("MAE")),
        "RMSE": number(format="%.3g", help=f"Root of the mean squared error{unit}."),
        "MAE": number(format="%.3g", help=f"Mean absolute error{unit}."),
        "MAPE": number(format="%.2g %%", help="Mean absolute error, a share of the actual price."),
        "Direction right": number(
            "Direction",
            format="%.0f %%",
            help="How often it is right about up or down; yesterday says neither.",
        ),
        "MASE": number(
            format="%.3g",
            help="MAE / mean change of the training days. Below 1 does not mean better than "
            "yesterday's price on these days.",
        ),
        "Verdict": st.column_config.TextColumn(
            help="Is it better than repeating yesterday? Less than "
            f"{AS_GOOD * 100:.0f} % of the miss is no difference."
        ),
    }


_RATIO = "{0} / {0} of repeating yesterday on the same days: below 1 is better."


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100
