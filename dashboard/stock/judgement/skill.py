"""Is it better than repeating yesterday? The verdict, how sure it is, other simple forecasts."""

from __future__ import annotations

import streamlit as st

from core.runs.records import Run
from core.stocks.judgement.baselines import YESTERDAY
from core.stocks.judgement.judge import MODEL
from core.stocks.judgement.verdict import Verdict, disagreement, sentence, skill_sentence
from dashboard.charts.stock.skill import skill_chart
from dashboard.shared.charting.chart import show_chart
from dashboard.shared.downloads import download
from dashboard.stock.judgement.judged import JudgedEpoch, judged_epoch
from dashboard.stock.judgement.table import baseline_table, columns, title
from dashboard.text import plain
from dashboard.theme import palette

KEY = "better_than_yesterday"
ICONS = {
    Verdict.BETTER: ":material/trending_up:",
    Verdict.WORSE: ":material/trending_down:",
    Verdict.NO_TELLING: ":material/help:",
}


def show_skill(run: Run, epoch: int) -> None:
    """The panel; what is in it is worked out while it is open."""
    with st.expander("Is it better than repeating yesterday?", key=KEY, on_change="rerun") as panel:
        if panel.open:
            _show(judged_epoch(run, epoch))


def _show(judged: JudgedEpoch) -> None:
    _show_verdict(judged)
    _show_interval(judged)
    table = baseline_table(judged.judgement)
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
    model, this = judged.judgement.model, judged.this
    said = sentence(
        model.verdict, this.scores(judged.prediction), model.skill.days, this.history.currency
    )
    st.markdown(f"**{ICONS[model.verdict]} {judged.beginning(said)}**")
    st.markdown(plain(" ".join([skill_sentence(model.skill), disagreement(model.skill)]).strip()))


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
    "which is the line at 0; above it is better, 100 % is perfect. Its "
    "90 % interval comes from a circular block bootstrap, the verdict from the test of Diebold and "
    "Mariano as corrected by Harvey, Leybourne and Newbold (p below 0.1): on few days the interval "
    "is too narrow to decide. **MASE** is scaled by how much prices changed in the training days: "
    "below 1 does not mean better than yesterday's price on these days."
)
