"""How far back does a gradient reach? RNN, LSTM and GRU of one size on one sequence."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.cache import cached
from core.cells import CELLS
from core.inside.gradients import ALL_CELLS, Flow, flow, untrained
from core.inside.prices_trace import price_input
from core.stocks import sources
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from dashboard.charts.inside_charts import reach_chart
from dashboard.inside.payload import TraceRequest
from dashboard.inside.position import number_widget, panel
from dashboard.inside.subject import Subject, find_subject
from dashboard.inside.whatif import note_without_changes
from dashboard.shared.charting import show_chart
from dashboard.shared.downloads import download
from dashboard.shared.number_field import ask_number
from dashboard.theme import categorical, palette

LONGEST, SHORTEST, USUAL = 200, 2, 60  # steps
BIAS, LIMIT = 1.0, 0.01  # of the forget gate at the start; of clipping
LEAST_LIMIT, MOST_LIMIT, MOST_HELD = 0.0001, 10.0, 1e9  # the last: what a field may say
TRAINED = "As trained"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def show_gradient(request: TraceRequest) -> None:
    """The panel, folded."""
    *others, last = (CELLS[cell].noun.split()[1] for cell in ALL_CELLS)
    cells = f"{', '.join(others)} and {last}"
    label = f"How far back does a gradient reach? {cells} side by side"
    with panel(label, "gradient") as is_open:
        if is_open:
            _show(request)


def _show(request: TraceRequest) -> None:
    subject = find_subject(request.run)
    longest = min(LONGEST, len(_prices(subject)) - 2 - _beyond(subject))
    if longest <= SHORTEST:
        st.caption("There are too few days for this.")
        return
    length, bias, limit = _controls(longest)
    if limit is None:
        return
    with st.spinner("Following the gradients …"):
        found = flows(request, length, bias, limit)
    st.markdown(f"**{_sentence(found, length)}**")
    note_without_changes(request)
    show_chart(
        reach_chart(found, categorical(), palette()),
        key="inside_gradient_chart",
        alt=_sentence(found, length),
    )
    table = _table(found, limit)
    st.dataframe(table, hide_index=True, alt="What reaches the first step, by cell")
    st.caption(
        "First weights, one layer each, the same size and the same window of prices; "
        f"*{TRAINED}* is the network on show, its top layer. What is learned of a step is in "
        "proportion to the gradient that arrives there: at a share of 10⁻¹⁶ nothing is. The "
        "report says that an LSTM eases this; see for which lengths and forget biases it does. "
        "The largest singular value is the most by which a step lengthens a gradient."
    )
    download(
        "Every step",
        lambda: _steps(found).to_csv(index=False).encode(),
        f"gradient-{request.run}-{request.checkpoint}.csv",
        "text/csv",
        key="download_gradient",
    )


def _controls(longest: int) -> tuple[int, float, float | None]:
    usual = min(USUAL, longest)
    with st.grid(3, min_column_width=180):
        length = st.slider(
            "Steps",
            SHORTEST,
            longest,
            **number_widget("gradient_steps", SHORTEST, longest, usual),
        )
        bias = st.slider(
            "Forget bias at the start",
            -2.0,
            5.0,
            step=0.5,
            **number_widget("gradient_bias", -2.0, 5.0, BIAS),
            help="Of the LSTM. Keras begins with 1: the forget gate then stands at 0.73.",
        )
        limit = ask_number(
            "Clip value",
            LEAST_LIMIT,
            MOST_LIMIT,
            LIMIT,
            0.01,
            **number_widget("gradient_clip", -MOST_HELD, MOST_HELD, LIMIT),
            help="Each element of the parameters' gradient is held between minus and plus this.",
        )
    return length, bias, limit


@cached()
def flows(request: TraceRequest, length: int, bias: float, limit: float) -> dict[str, Flow]:
    """By the name of the network: three untrained ones, and the one on show if it is of prices."""
    subject = find_subject(request.run)
    history = _prices(subject)
    day = str(history.dates[-1].date())
    settings = _settings(subject, length)
    inputs = untrained(settings.model_copy(update={"layers": 1}), history, day, forget_bias=bias)
    found = {CELLS[cell].label: flow(of_cell, limit) for cell, of_cell in inputs.items()}
    if isinstance(subject.settings, StockSettings):
        trained = price_input(settings, subject.weights(request.checkpoint), history, day)
        found[f"{TRAINED}: {CELLS[settings.cell].label}"] = flow(trained, limit)
    return found


def _settings(subject: Subject, length: int) -> StockSettings:
    """Those on show, or else the report's, with a window of `length` days before the last day."""
    settings = subject.settings if isinstance(subject.settings, StockSettings) else StockSettings()
    every_day = {
        "validation_days": 0,
        "split_date": None,
        "first_day": None,
        "last_day": None,
        "mistake": "none",
    }
    return settings.model_copy(update={"timesteps": length, "test_days": 1, **every_day})


def _beyond(subject: Subject) -> int:
    """The days that a window takes beside its steps: one where it is of changes."""
    settings = subject.settings
    return settings.reach - settings.timesteps if isinstance(settings, StockSettings) else 0


def _prices(subject: Subject) -> PriceHistory:
    return (
        subject.data
        if isinstance(subject.data, PriceHistory)
        else sources.bundled_prices("TATAGLOBAL")
    )


def _sentence(flows: dict[str, Flow], length: int) -> str:
    shares = ", ".join(f"{name} {share(found)}" for name, found in flows.items())
    return f"Of the gradient at the last of {length} steps there arrives at the first: {shares}."


def share(found: Flow) -> str:
    """How much arrives at the first step, in words."""
    first = float(found.reach[0])
    if 0.001 <= first < 10:
        return f"{first * 100:.2g} %"
    digit, power = f"{first:.0e}".split("e")
    return f"{digit} × 10{str(int(power)).translate(_RAISED)}"


def _table(flows: dict[str, Flow], limit: float) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Network": name,
                "Arrives at the first step": share(found),
                "Largest singular value, first step": f"{found.jacobian[0]:.3g}",
                "last step": f"{found.jacobian[-1]:.3g}",
                "Gradient of all parameters": f"{found.gradient:.3g}",
                f"clipped at {limit:g}": f"{found.clipped:.3g}",
            }
            for name, found in flows.items()
        ]
    )


def _steps(flows: dict[str, Flow]) -> pd.DataFrame:
    """One row a network and step, in full."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "network": name,
                    "step": range(1, len(found.a) + 1),
                    "da": found.a,
                    "dc": found.c,
                    "largest_singular_value": found.jacobian,
                }
            )
            for name, found in flows.items()
        ]
    )
