"""Panels on how good a forecast is: is it late, and is it better than yesterday's price?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.cache import cached
from core.runs.records import Run
from core.stocks.judgement.honesty import BUT_BETTER, FEWEST_PAIRS, SHIFTS, Lag
from core.stocks.judgement.judge import MODEL, Judged, Judgement, judge
from core.stocks.judgement.metrics import AS_GOOD, TITLES, YESTERDAY
from core.stocks.judgement.verdict import FEWEST_DAYS, LEVEL, Verdict, skill_sentence
from dashboard.backend import store
from dashboard.charts.judgement_charts import correlation_chart, shifted_chart, skill_chart
from dashboard.charts.price_chart import price_unit
from dashboard.shared.charting import show_chart
from dashboard.shared.downloads import download
from dashboard.stock.forecast_run import ForecastRun, Prices, forecast_run, verdict_words
from dashboard.stock.honesty_panels import show_honesty
from dashboard.text import plain
from dashboard.theme import palette

# An epoch of a run, judged.


@dataclass(frozen=True, slots=True)
class JudgedEpoch:
    """What a run said of its test days after an epoch, (test days,), and the judgement of it."""

    this: ForecastRun
    epoch: int
    prediction: Prices
    judgement: Judgement

    @property
    def verdict(self) -> Verdict | None:
        """Of what was planned; None of any other."""
        return None if self.this.why_no_verdict(self.epoch) else self.judgement.model.verdict

    def beginning(self, sentence: str) -> str:
        """A sentence with the epoch that it speaks of: "After 38 of 100 epochs: ..." (Markdown)."""
        when = "Before the first epoch"
        if self.epoch:
            when = f"After {self.epoch:,} of {self.this.settings.epochs:,} epochs"
        return plain(f"{when}: {sentence[0].lower()}{sentence[1:]}")


def judged_epoch(run: Run, epoch: int) -> JudgedEpoch:
    """Judges the epoch, which the run must have kept."""
    this = forecast_run(run)
    prediction = store().checkpoint(run.id, epoch).arrays["prediction"]
    return JudgedEpoch(this, epoch, prediction, _judgement(run.id, epoch))


@cached()
def _judgement(run_id: str, epoch: int) -> Judgement:
    windows = forecast_run(store().run(run_id)).windows
    return judge(windows, store().checkpoint(run_id, epoch).arrays["prediction"])


# Is the line just yesterday's price, late? A slider lays it over the actual one.

LATE = "late"
SHIFT = "lag"  # the URL's parameter


def show_lag(run: Run, epoch: int) -> None:
    """The panel; open from the start where the URL moves the line."""
    label = "Is the line just yesterday's price, late?"
    moved = SHIFT in st.query_params
    with st.expander(label, moved, key=LATE, on_change="rerun") as panel:
        if panel.open:
            _show_lag(judged_epoch(run, epoch))


def _show_lag(judged: JudgedEpoch) -> None:
    lag = judged.judgement.lag
    st.markdown(f"**{judged.beginning(_verdict(judged))}**")
    if max(lag.pairs) < FEWEST_PAIRS:
        return
    shift = st.slider(
        "Move the line back by so many days",
        SHIFTS[0],
        SHIFTS[-1],
        0,
        key=SHIFT,
        bind="query-params",
        help="If the line falls onto the actual prices, it says them so many days late.",
    )
    _show_shifted(judged, shift)
    st.caption(plain(_agreement(lag, shift)))
    if set(lag.levels) != {None}:
        show_chart(
            correlation_chart(lag, shift, palette()),
            key="lag_correlations",
            alt=f"Correlation with the actual line at each shift. {lag.sentence}",
        )
    st.caption(_LAG_METHOD)
    download(
        "Correlations",
        lambda: _lag_table(lag).to_csv(index=False).encode(),
        f"lag-{judged.this.run.id}-epoch-{judged.epoch}.csv",
        "text/csv",
        key="download_lag",
    )


def _verdict(judged: JudgedEpoch) -> str:
    lag = judged.judgement.lag
    if lag.best is not None and lag.best > 0 and judged.verdict is Verdict.BETTER:
        return f"{lag.sentence} {BUT_BETTER}"
    return lag.sentence


def _show_shifted(judged: JudgedEpoch, shift: int) -> None:
    this, rows = judged.this, judged.this.windows.test.rows
    prices = this.history.frame[this.settings.price_column]
    shown = slice(max(0, int(rows.min()) - SHIFTS[-1]), None)
    said = np.full(len(prices), np.nan)
    said[rows] = judged.prediction
    line = pd.Series(said, index=prices.index)
    show_chart(
        shifted_chart(
            prices[shown], line[shown], shift, palette(), unit=price_unit(this.history.currency)
        ),
        key="lag_chart",
        alt=f"Actual prices and the predicted line, moved back by {shift} days. "
        f"{_agreement(judged.judgement.lag, shift)}",
    )


def _agreement(lag: Lag, shift: int) -> str:
    place = SHIFTS.index(shift)
    levels, changes = lag.levels[place], lag.changes[place]
    where = "Where it stands" if shift == 0 else f"Moved {_days(abs(shift))} {_way(shift)}"
    if levels is None and changes is None:
        return f"{where}, its correlation with the actual line cannot be told."
    agrees = f"{_said(levels)}, that of the changes {_said(changes)}"
    return f"{where}, its correlation with the actual line is {agrees}."


def _way(shift: int) -> str:
    return "back" if shift > 0 else "ahead"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _said(correlation: float | None) -> str:
    return "–" if correlation is None else f"{correlation:.3f}"


def _lag_table(lag: Lag) -> pd.DataFrame:
    return pd.DataFrame({"Days late": SHIFTS, "Levels": lag.levels, "Changes": lag.changes})


_LAG_METHOD = (
    "Pearson correlation of the predicted line of the test days with the actual one so many days "
    "before. Two lines that both rise or fall agree at any shift, so the changes from day to day "
    "decide. Hardly anything is known of tomorrow's price but today's: even a good forecast is "
    "mostly yesterday's price."
)


# The figures of the model and the baselines as a table.


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


# Is it better than repeating yesterday? The verdict, how sure it is, other simple forecasts.

BETTER_THAN_YESTERDAY = "better_than_yesterday"
ICONS = {
    Verdict.BETTER: ":material/trending_up:",
    Verdict.WORSE: ":material/trending_down:",
    Verdict.AS_GOOD: ":material/equal:",
    Verdict.TOO_CLOSE: ":material/help:",
    None: ":material/tune:",  # of an epoch that somebody chose
}


def show_skill(run: Run, epoch: int) -> None:
    """The panel; what is in it is worked out while it is open."""
    with st.expander(
        "Is it better than repeating yesterday?", key=BETTER_THAN_YESTERDAY, on_change="rerun"
    ) as panel:
        if panel.open:
            _show_skill(judged_epoch(run, epoch))


def _show_skill(judged: JudgedEpoch) -> None:
    _show_verdict(judged)
    _show_interval(judged)
    table = baseline_table(judged.judgement, planned=judged.verdict is not None)
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        column_config=columns(judged.this.history.currency),
        alt="Figures of the model and of simple forecasts on the same days",
    )
    st.caption(_SKILL_METHOD)
    download(
        "Table",
        lambda: table.to_csv(index=False).encode(),
        f"baselines-{judged.this.run.id}-epoch-{judged.epoch}.csv",
        "text/csv",
        key="download_baselines",
    )


def _show_verdict(judged: JudgedEpoch) -> None:
    said = judged.beginning(verdict_words(judged.this, judged.epoch, judged.prediction))
    st.markdown(f"**{ICONS[judged.verdict]} {said}**")
    st.markdown(plain(skill_sentence(judged.judgement.model.skill)))


def _show_interval(judged: JudgedEpoch) -> None:
    rows = {MODEL: judged.judgement.model, **judged.judgement.baselines}
    skills = {title(name): row.skill for name, row in rows.items() if name != YESTERDAY}
    if judged.judgement.model.skill.skill is None:
        return
    show_chart(
        skill_chart(skills, palette()),
        key="skill_chart",
        alt=f"Skill of the model and of simple forecasts. {skill_sentence(rows[MODEL].skill)}",
    )


_SKILL_METHOD = (
    "Every forecast says one day ahead, knowing all days before. Drift adds the mean change of the "
    "training days to yesterday's price; AR(1) adds the change that an autoregression, fitted on "
    "the training days only, expects. **Skill** is 1 − RMSE / RMSE of repeating yesterday, "
    "which is the line at 0; above it is better, 100 % is perfect. "
    f"**Better** and **worse** take a difference of at least {AS_GOOD * 100:.0f} % of the miss and "
    f"a test that excludes chance (p below {LEVEL}); **as good** takes a 95 % interval within "
    f"{AS_GOOD * 100:.0f} %; all else is **too close** to call. The test is that of Diebold and "
    "Mariano on squared errors, with the allowance of Coroneo and Iacone for errors that hang "
    "together from day to day; the interval is the test's own. **MASE** is scaled by how much "
    "prices changed in the training days: below 1 does not mean better than yesterday's price on "
    "these days."
)


# The panels that judge a run, in order.


def show_judgement(run: Run, epoch: int) -> None:
    """All of them, of an epoch of a run that has ended."""
    show_skill(run, epoch)
    show_lag(run, epoch)
    show_honesty(run, epoch)
