"""How sure is it? Bands of its forecasts with dropout on, and what they hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.cache import cached
from core.stocks.forecast import marked
from core.stocks.judgement.bands import LEVELS, Band, bands, fewest_samples
from core.stocks.judgement.dropout import dropout_samples
from dashboard.backend import store
from dashboard.charts.stock.bands import band_chart
from dashboard.shared.charting.chart import show_chart
from dashboard.shared.downloads import download
from dashboard.stock.judgement.trained import Trained, trained
from dashboard.stock.picture import price_unit
from dashboard.theme import palette

SAMPLES = (20, 100, 500)


def show_how_sure(network: Trained) -> None:
    """The measured coverage, the bands, and what they are made of."""
    this = network.this
    if this.settings.dropout == 0:
        st.markdown(
            "This network was trained without dropout, so it has one answer and no doubt: train "
            "one with some, and the spread of its answers is shown here."
        )
        return
    said, control = st.columns([3, 1], vertical_alignment="bottom")
    with control:
        samples = _pick_samples()
    with st.spinner("Asking it again and again", show_time=False):
        answers = _samples(this.run.id, network.step, samples)
    table, found = _table(network, answers)
    with said:
        st.markdown(_sentence(found, len(table)))
    show_chart(
        band_chart(table, palette(), unit=price_unit(this.history)),
        key="how_sure_chart",
        alt=f"Actual prices of {this.history.title} and, of {samples} predictions of each day, "
        f"the middle {' and '.join(_percent(band.level) for band in found)}",
    )
    _explain(samples, len(table), len(this.windows.test.dates))
    download(
        "Bands",
        lambda: marked(table, this.settings).to_csv(date_format="%Y-%m-%d").encode(),
        f"bands-{this.run.id}.csv",
        "text/csv",
        key="download_bands",
    )


def _pick_samples() -> int:
    chosen = st.segmented_control(
        "Samples",
        SAMPLES,
        default=100,
        required=True,
        key="samples",
        help="How often the network is asked for each day. The run's seed draws what is dropped.",
    )
    return int(chosen or 100)


@cached()
def _samples(run_id: str, step: int, samples: int) -> NDArray[np.float64]:  # noqa: ARG001
    # `step` is part of the cache's key: an interrupted run may go on.
    network = trained(store().run(run_id))
    assert network is not None
    return dropout_samples(network.this.settings, network.this.windows, network.network, samples)


def _table(network: Trained, answers: NDArray[np.float64]) -> tuple[pd.DataFrame, list[Band]]:
    """One row a sampled day, and the bands."""
    test, days = network.this.windows.test, slice(-answers.shape[1], None)
    found = bands(answers, test.actual[days])
    said = network.network.predict(test.x[days])
    columns = {
        "Actual": test.actual[days],
        "Predicted": network.this.windows.forecast(said, test.before[days]),
        "Yesterday": test.yesterday[days],
    }
    for band in found:
        share = _percent(band.level)
        columns |= {f"{share} from": band.lower, f"{share} to": band.upper}
    return pd.DataFrame(columns, index=pd.DatetimeIndex(test.dates[days], name="Date")), found


def _sentence(found: list[Band], days: int) -> str:
    holds = " and ".join(
        f"the {_percent(band.level)} band holds **{band.inside} of {days}** actual prices "
        f"({_percent(band.coverage)})"
        for band in found
    )
    missing = "".join(
        f" A {_percent(level)} band takes {fewest_samples(level)} samples."
        for level in LEVELS[len(found) :]
    )
    return f"{holds[0].upper()}{holds[1:]}.{missing}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _explain(samples: int, days: int, test_days: int) -> None:
    only = "" if days == test_days else f" Of the last {days:,} test days: more would take long."
    st.caption(
        f"Each day was predicted {samples:,} times with dropout left on, as in training (Monte "
        "Carlo dropout). A band that kept its word would hold the share it is named after. These "
        "show the doubt of the network about its own answer, not how much a price moves in a day, "
        f"so they are mostly too narrow.{only}"
    )
