"""Prices and what the network makes of them, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import Palette, add_line, faded, frame

# The test days are few: as many days again before them show where they come from.
CONTEXT = 2
TEST_LINE = "Model, test"
TRAINING_LINE = "Model, training"
VALIDATION_LINE = "Model, validation"
LAST_LINES = (TRAINING_LINE, VALIDATION_LINE)  # are known of the last epoch only


def price_unit(currency: str) -> str:
    """The title of a price axis."""
    return f"Price ({currency})" if currency else "Price"


@dataclass(frozen=True, slots=True)
class PriceLines:
    """Lines over trading days, all in one currency; each is indexed by date."""

    actual: pd.Series[float]
    first_test_day: pd.Timestamp | None = None
    train_prediction: pd.Series[float] | None = None
    test_prediction: pd.Series[float] | None = None
    validation_days: pd.DatetimeIndex | None = None  # between the training and the test days
    validation_prediction: pd.Series[float] | None = None
    before: pd.Series[float] | None = None  # the test prediction of the run before this one
    before_name: str = "Run before"


def price_chart(
    lines: PriceLines, palette: Palette, *, unit: str, only_test_days: bool = False
) -> go.Figure:
    """Actual prices in ink, the model in its colour, yesterday's price dashed.

    Both axes are fixed by the actual prices, so that nothing jumps while a prediction moves.
    """
    figure = frame(palette, y_title=unit)
    _add_actual(figure, lines, palette)
    _add_predictions(figure, lines, palette)
    shown = _shown(lines) if only_test_days else lines.actual
    figure.update_xaxes(range=_padded_days(shown))
    figure.update_yaxes(range=_padded_prices(shown))
    _mark_split(figure, lines, palette)
    figure.update_layout(meta={"model": palette.model, "background": palette.background})
    return figure


def add_other_seeds(figure: go.Figure, lines: Sequence[pd.Series[float]], palette: Palette) -> None:
    """The same training with other seeds, thin and pale, on a chart of `price_chart`."""
    for number, prices in enumerate(lines):
        figure.add_scatter(
            x=prices.index,
            y=prices,
            name="Other seeds",
            legendgroup="seeds",
            showlegend=number == 0,
            mode="lines",
            line={"color": faded(palette.model, 0.35), "width": 1},
            hoverinfo="skip",
        )


def _add_actual(figure: go.Figure, lines: PriceLines, palette: Palette) -> None:
    split = lines.first_test_day
    if split is None:
        add_line(figure, lines.actual, "Actual", color=palette.ink)
        return
    before = lines.actual[:split]  # up to the split itself, so that the line is unbroken
    name = "Actual, before the test days" if _validates(lines) else "Actual, training"
    add_line(figure, before, name, color=faded(palette.ink, 0.45))
    add_line(figure, lines.actual[split:], "Actual, test", color=palette.ink)


def _validates(lines: PriceLines) -> bool:
    return lines.validation_days is not None and len(lines.validation_days) > 0


def _add_predictions(figure: go.Figure, lines: PriceLines, palette: Palette) -> None:
    if lines.test_prediction is None:
        return
    yesterday = lines.actual.shift(1)[lines.test_prediction.index]
    add_line(
        figure, yesterday, "Repeating yesterday", color=palette.baseline, dash="dash", width=1.5
    )
    if lines.before is not None:
        pale = faded(palette.model, 0.4)
        add_line(figure, lines.before, lines.before_name, color=pale, dash="dot")
    if lines.train_prediction is not None:
        pale = faded(palette.model, 0.5)
        add_line(figure, lines.train_prediction, TRAINING_LINE, color=pale, width=1.5)
    if lines.validation_prediction is not None:
        pale = faded(palette.model, 0.75)
        said = lines.validation_prediction
        add_line(figure, said, VALIDATION_LINE, color=pale, width=2, dash="dashdot")
    add_line(
        figure, lines.test_prediction, TEST_LINE, "lines+markers", color=palette.model, width=2.5
    )


def _mark_split(figure: go.Figure, lines: PriceLines, palette: Palette) -> None:
    if lines.first_test_day is None:
        return
    _mark(figure, lines.first_test_day, "test days from here →", 0, palette)
    if _validates(lines):
        assert lines.validation_days is not None
        _mark(figure, lines.validation_days[0], "validation days from here →", 0.07, palette)


def _mark(figure: go.Figure, day: pd.Timestamp, words: str, y: float, palette: Palette) -> None:
    figure.add_vline(x=day, line={"color": palette.baseline, "width": 1})
    figure.add_annotation(
        x=day,
        y=y,
        yref="paper",
        yanchor="bottom",
        xanchor="right",
        text=words,
        showarrow=False,
        font={"color": palette.baseline, "size": 12},
    )


def _shown(lines: PriceLines) -> pd.Series[float]:
    assert lines.first_test_day is not None
    test_days = len(lines.actual[lines.first_test_day :])
    return lines.actual.iloc[-(CONTEXT + 1) * test_days :]


def _padded_days(prices: pd.Series[float]) -> list[pd.Timestamp]:
    first, last = prices.index[0], prices.index[-1]
    margin = (last - first) * 0.02
    return [first - margin, last + margin]


def _padded_prices(prices: pd.Series[float]) -> list[float]:
    lowest, highest = float(prices.min()), float(prices.max())
    margin = 0.15 * ((highest - lowest) or highest)
    return [lowest - margin, highest + margin]
