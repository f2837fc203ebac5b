"""Is it better than repeating yesterday? The verdict, how sure it is, other simple forecasts."""

from __future__ import annotations

import streamlit as st

from core.runs.records import Run
from core.stocks.judgement.baselines import YESTERDAY
from core.stocks.judgement.judge import MODEL
from core.stocks.judgement.metrics import AS_GOOD
from core.stocks.judgement.verdict import LEVEL, Verdict, skill_sentence
from dashboard.charts.stock.skill import skill_chart
from dashboard.shared.charting.chart import show_chart
from dashboard.shared.downloads import download
from dashboard.stock.frames import verdict_words
from dashboard.stock.judgement.judged import JudgedEpoch, judged_epoch
from dashboard.stock.judgement.table import baseline_table, columns, title
from dashboard.text import plain
from dashboard.theme import palette

KEY = "better_than_yesterday"
ICONS = {
    Verdict.BETTER: ":material/trending_up:",
    Verdict.WORSE: ":material/trending_down:",
    Verdict.AS_GOOD: ":material/equal:",
    Verdict.TOO_CLOSE: ":material/help:",
    None: ":material/tune:",  # of an epoch that somebody chose
}


def show_skill(run: Run, epoch: int) -> None:
    """The panel; what is in it is worked out while it is open."""
    with st.expander("Is it better than repeating yesterday?", key=KEY, on_change="rerun") as panel:
        if panel.open:
            _show(judged_epoch(run, epoch))


def _show(judged: JudgedEpoch) -> None:
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
    st.caption(_METHOD)
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


_METHOD = (
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
