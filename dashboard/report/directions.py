"""How often the predictions are right about up or down, beside a coin."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.report.direction import CONFIDENCE, RESAMPLES, Direction
from core.report.findings import Findings
from dashboard.charts.report.direction import direction_chart
from dashboard.report.remarks import machine_remark
from dashboard.shared.charting.chart import show_chart
from dashboard.shared.downloads import download
from dashboard.text import percent
from dashboard.theme import palette


def show_directions(findings: Findings) -> None:
    """Every seed, the mean with its interval, a coin, and always saying up."""
    named = {
        forecast.experiment.title: found
        for forecast, found in zip(findings.forecasts, findings.directions, strict=True)
    }
    show_chart(
        direction_chart(named, palette()),
        key="report_direction",
        alt="Share of the test days on which the predicted direction is right: "
        + "; ".join(f"{name} {percent(found.mean)}" for name, found in named.items()),
    )
    st.table(table(named), hide_index=True, alt="Direction accuracy, with its interval")
    download(
        "Seeds as CSV",
        lambda: by_seed(named).to_csv(index=False).encode(),
        "report-direction.csv",
        "text/csv",
        key="download_direction",
    )
    days, seeds = findings.ge_direction.days, len(findings.ge_direction.by_seed)
    st.caption(
        f"The interval ({percent(CONFIDENCE)}) is a percentile bootstrap of the mean: the days are "
        f"drawn anew {RESAMPLES:,} times, each with the share of the seeds that are right on it. "
        f"Days, not seeds, because all seeds predict the same few days: {seeds} seeds on {days} "
        f"days are not {seeds * days} independent answers. Days without a change of price do not "
        "count. "
        f"{machine_remark(findings.ge)}"
    )


def table(named: dict[str, Direction]) -> pd.DataFrame:
    """A row a share."""
    return pd.DataFrame(
        [
            {
                "": name,
                "Asked": f"{found.days} days × {len(found.by_seed)} seeds",
                "Right, mean": percent(found.mean),
                "90 % interval": f"{percent(found.low)} to {percent(found.high)}",
                "Worst to best seed": f"{percent(min(found.by_seed))} to "
                f"{percent(max(found.by_seed))}",
                "Always up": percent(found.rises),
            }
            for name, found in named.items()
        ]
    )


def by_seed(named: dict[str, Direction]) -> pd.DataFrame:
    """A row a training; shares, 0 to 1."""
    return pd.DataFrame(
        [
            {"share": name, "seed": seed, "days": found.days, "right": right}
            for name, found in named.items()
            for seed, right in enumerate(found.by_seed)
        ]
    )
