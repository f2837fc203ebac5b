"""A stock run together with its trained network, which predicts on this server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.runs.records import Run
from core.stocks.engines.engine import listed
from core.stocks.network import Network
from dashboard.backend import store
from dashboard.stock.forecast_run import ForecastRun, forecast_run


@dataclass(frozen=True, slots=True)
class Trained:
    """A run with the newest weights that are kept of it."""

    this: ForecastRun
    weights: list[NDArray[np.float32]]
    step: int  # epochs that they have been trained for

    @property
    def network(self) -> Network:
        """The network with these weights."""
        return Network(self.this.settings, self.weights)


def trained(run: Run) -> Trained | None:
    """The run with its weights; None where none are kept."""
    kept = store().weights(run.id)
    if kept is None:
        return None
    return Trained(forecast_run(run), listed(kept.arrays), kept.step)


@contextmanager
def panel(question: str, key: str) -> Iterator[bool]:
    """A folded panel; what is in it is only to be made where the value is true."""
    with st.expander(question, key=key, on_change="rerun") as folded:
        yield bool(folded.open)
