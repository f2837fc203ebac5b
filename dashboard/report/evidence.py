"""The evidence on each claim of the report: its pictures and figures beside ours."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import pandas as pd
import streamlit as st

from core.names.table1 import LAST_REPRODUCIBLE, TABLE1
from core.report import clip, facts
from core.report.direction import CONFIDENCE, RESAMPLES, Direction
from core.report.findings import Findings
from core.report.forecasts import Forecast, Predictions
from core.report.rounding import EVERY
from core.report.table1 import differing
from core.stocks.money import money
from dashboard.charts.price_chart import PriceLines, add_other_seeds, price_chart, price_unit
from dashboard.charts.report_charts import chaos_chart, direction_chart
from dashboard.shared.charting import show_chart
from dashboard.shared.downloads import download
from dashboard.text import percent
from dashboard.theme import palette

# Names side by side, letter for letter: what differs is underlined and bold, not only tinted.


@dataclass(frozen=True, slots=True)
class Group:
    """Two lists of names, made at the same iteration."""

    iteration: int
    title: str
    left: Sequence[str]
    right: Sequence[str]


def show_names(groups: Sequence[Group], left: str, right: str, *, key: str) -> None:
    """Draws them in two columns; letters that differ are marked in both."""
    head = f"<thead><tr><th scope=col>{left}</th><th scope=col>{right}</th></tr></thead>"
    st.html(f"<div class=lab-names-beside><table>{head}{''.join(map(_body, groups))}</table></div>")
    st.caption("Underlined: letters that differ from those at the same place in the other name.")
    download(
        "Names as CSV",
        lambda: names_table(groups, left, right).to_csv(index=False).encode(),
        f"report-{key}.csv",
        "text/csv",
        key=f"download_{key}_names",
    )


def names_table(groups: Sequence[Group], left: str, right: str) -> pd.DataFrame:
    """The same as rows: iteration, both names, and at how many places their letters differ."""
    return pd.DataFrame(
        [
            {
                "iteration": group.iteration,
                left: one,
                right: other,
                "letters that differ": sum(differing(one, other)),
            }
            for group in groups
            for one, other in zip(group.left, group.right, strict=True)
        ]
    )


def _body(group: Group) -> str:
    same = sum(one == other for one, other in zip(group.left, group.right, strict=True))
    said = f"{group.title} · {same} of {len(group.left)} names agree"
    rows = [
        f"<tr><td>{_marked(one, other)}</td><td>{_marked(other, one)}</td></tr>"
        for one, other in zip(group.left, group.right, strict=True)
    ]
    head = f"<tr><th colspan=2 scope=rowgroup>{html.escape(said)}</th></tr>"
    return f"<tbody>{head}{''.join(rows)}</tbody>"


def _marked(name: str, other: str) -> str:
    return "".join(
        f"<mark>{html.escape(letter)}</mark>" if differs else html.escape(letter)
        for letter, differs in zip(name, differing(name, other), strict=False)
    )


# What is behind each claim: charts, tables and how they were made.

THE_REPORT: Final = "The report"
HERE: Final = "Here"


def show_facts(findings: Findings) -> None:
    """How many names and days there are, beside the report's."""
    theirs, ours = facts.REPORT.model_dump(), findings.facts.model_dump()
    table = pd.DataFrame(
        {
            "": list(facts.WORDS.values()),
            THE_REPORT: [f"{theirs[name]:,}" for name in facts.WORDS],
            HERE: [f"{ours[name]:,}" for name in facts.WORDS],
        }
    )
    st.table(table, hide_index=True, alt="Names and days of the report and of the data here")
    first = ", ".join(f"{symbol} {day}" for symbol, day in facts.FIRST_TEST_DAYS.items())
    st.caption(
        f"The first test days: {first}. A training day has no prediction before the network has "
        "seen as many days as it has timesteps."
    )


def show_table1(findings: Findings) -> None:
    """All five rows of Table 1 beside ours."""
    groups = [
        Group(
            theirs.iteration,
            f"Iteration {theirs.iteration:,} · loss {theirs.loss:.6f}, here {ours.loss:.6f}",
            theirs.names,
            ours.names,
        )
        for theirs, ours in zip(TABLE1, findings.table1.rows, strict=True)
    ]
    show_names(groups, THE_REPORT, HERE, key="table1")
    st.caption(
        f"Trained by the default settings of Dinosaur names. Up to iteration {LAST_REPRODUCIBLE:,} "
        "every machine gets these names; where machines part ways, and why, stands below: the "
        "names at iterations 20,000 and 34,000."
    )


def show_clip(findings: Findings) -> None:
    """Both trainings at three iterations."""
    groups = [
        Group(
            look.iteration,
            f"Iteration {look.iteration:,} · loss {look.loss_5:.6f} and {look.loss_10:.6f}",
            look.names_5,
            look.names_10,
        )
        for look in findings.clip.looks
    ]
    left, right = f"Clipped at {clip.TABLE:g}, as Table 1 needs", f"Clipped at {clip.TEXT:g}"
    show_names(groups, left, right, key="clip")
    st.caption(
        f"Both trainings have the same names, first weights and dice. They were looked at every "
        f"{clip.EVERY} iterations; the weights, after each one."
    )


def show_chaos(findings: Findings) -> None:
    """How the difference grows, and the first names that differ."""
    chaos = findings.chaos
    show_chart(
        chaos_chart(chaos, palette()),
        key="report_chaos",
        alt="Difference of the smoothed losses of two trainings over the iterations, on a "
        f"logarithmic scale: {chaos.differences[100]:.0e} at iteration "
        f"{chaos.iterations[100]:,}, {chaos.differences[-1]:.0e} at {chaos.iterations[-1]:,}.",
    )
    table = pd.DataFrame({"iteration": chaos.iterations, "difference": chaos.differences})
    download(
        "Differences as CSV",
        lambda: table.to_csv(index=False).encode(),
        "report-chaos.csv",
        "text/csv",
        key="download_chaos",
    )
    if chaos.parted is not None:
        title = f"Iteration {chaos.parted:,}, the first look at which a name differs"
        group = Group(chaos.parted, title, chaos.names, chaos.names_nudged)
        show_names([group], "As it is", "One weight nudged by its last bit", key="chaos")
    st.caption(
        "Both trainings are the report's recipe, of the fused engine, which adds in the same "
        "order on every machine. In one of them a single weight, from the first hidden unit to "
        "itself, begins larger by its last bit. The losses are smoothed, in nats a name, and were "
        f"looked at every {EVERY} iterations; where they are equal there is no point. Another "
        "machine, or another order of adding, differs from ours by such bits all the time."
    )


# What is to be said of figures that another machine would get a little otherwise.


def machine_remark(predictions: Predictions) -> str:
    """On which kind of processor the predictions were made."""
    return (
        f"Made on a processor that takes {predictions.lanes} numbers at once: one that takes "
        "another number of them rounds otherwise, and each of its seeds ends elsewhere, with about "
        "the same spread."
    )


# How often the predictions are right about up or down, beside a coin.


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
    st.table(directions_table(named), hide_index=True, alt="Direction accuracy, with its interval")
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


def directions_table(named: dict[str, Direction]) -> pd.DataFrame:
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


# Figures 9 and 10 drawn again, with yesterday's price beside.


def show_forecast(forecast: Forecast) -> None:
    """The chart, the typical misses, and how it was made."""
    experiment, currency = forecast.experiment, forecast.history.currency
    dates = forecast.test.dates
    lines = [pd.Series(line, index=dates) for line in forecast.lines]
    figure = price_chart(
        PriceLines(
            actual=forecast.history.frame[experiment.settings.price_column],
            first_test_day=dates[0],
            test_prediction=lines[0],
        ),
        palette(),
        unit=price_unit(forecast.history.currency),
        only_test_days=True,
    )
    add_other_seeds(figure, lines[1:], palette())
    show_chart(
        figure,
        key=f"report_figure{experiment.figure}",
        alt=f"{experiment.title}: actual prices, the network's prediction of {len(dates)} test "
        f"days and yesterday's price. RMSE {money(forecast.rmse, currency)} against "
        f"{money(forecast.naive_rmse, currency)}.",
    )
    st.table(misses(forecast), hide_index=True, alt=f"Typical misses on {experiment.title}")
    download(
        "Predictions as CSV",
        lambda: predictions(forecast).to_csv(date_format="%Y-%m-%d").encode(),
        f"report-figure{experiment.figure}.csv",
        "text/csv",
        key=f"download_figure{experiment.figure}",
    )
    st.caption(
        f"The report's settings, trained in time order, with {len(lines)} seeds; the strong line "
        f"is seed 0. {machine_remark(forecast.predictions)}"
    )


def misses(forecast: Forecast) -> pd.DataFrame:
    """RMSE of the network and of the two prices that one knows anyway."""
    rmse = [scores.rmse for scores in forecast.scores]
    rows = {
        "Network, seed 0": rmse[0],
        f"Network, median of {len(rmse)} seeds": median(rmse),
        "Network, best seed": min(rmse),
        "Network, worst seed": max(rmse),
        "Repeating yesterday's price": forecast.naive_rmse,
        "Staying at the last training price": forecast.flat_rmse,
    }
    currency, naive = forecast.history.currency, forecast.naive_rmse
    return pd.DataFrame(
        {
            "": list(rows),
            "RMSE": [money(value, currency) for value in rows.values()],
            "Times yesterday's": [f"{value / naive:.2f}" for value in rows.values()],
        }
    )


def predictions(forecast: Forecast) -> pd.DataFrame:
    """One row a test day: actual, yesterday, and the prediction of each seed."""
    seeds = {f"Seed {seed}": line for seed, line in enumerate(forecast.lines)}
    days = {"Actual": forecast.test.actual, "Yesterday": forecast.test.yesterday}
    return pd.DataFrame(days | seeds, index=pd.DatetimeIndex(forecast.test.dates, name="Date"))
